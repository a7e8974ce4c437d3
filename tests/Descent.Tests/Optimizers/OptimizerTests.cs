using Xunit;

namespace Descent.Tests.Optimizers;

public class OptimizerTests
{
    [Fact]
    public void Groups_scale_the_rate_and_replace_the_decay_of_what_they_match()
    {
        var weight = OptimizerGoldenTests.Float64Parameter([1.0]);
        var bias = OptimizerGoldenTests.Float64Parameter([1.0]);
        var frozen = OptimizerGoldenTests.Float64Parameter([1.0]);
        var sgd = new SGD(0.1, weightDecay: 1).With(new ParameterGroup("no decay", n => n.EndsWith("bias", StringComparison.Ordinal)) { WeightDecay = 0, LearningRateScale = 0.5 });
        sgd.Attach([("0.weight", weight), ("0.bias", bias), ("1.weight", frozen)]);
        frozen.Trainable = false;
        foreach (var p in new[] { weight, bias, frozen }) OptimizerGoldenTests.SetGradient(p, [2]);
        sgd.Update();
        Assert.Equal(1 - 0.1 * (2 + 1), weight.Item(), 1e-15);
        Assert.Equal(1 - 0.05 * 2, bias.Item(), 1e-15);
        Assert.Equal(1, frozen.Item());
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_left_alone_and_counts_its_own_steps()
    {
        var a = OptimizerGoldenTests.Float64Parameter([1.0]);
        var b = OptimizerGoldenTests.Float64Parameter([1.0]);
        var adam = new Adam(0.1);
        adam.Attach([("a", a), ("b", b)]);
        OptimizerGoldenTests.SetGradient(a, [1]);
        adam.Update();
        Assert.Equal(1, b.Item());
        Assert.Null(a.Grad); // an update uses gradients up
        OptimizerGoldenTests.SetGradient(a, [1]);
        OptimizerGoldenTests.SetGradient(b, [1]);
        adam.Update();

        // b's first step: bias correction makes it one whole learning rate.
        Assert.Equal(0.9, b.Item(), 1e-8);
        Assert.Equal(2, adam.State()["a.step"].Item());
        Assert.Equal(1, adam.State()["b.step"].Item());
    }

    [Fact]
    public void Settings_out_of_range_are_refused_with_the_rule()
    {
        Says("SGD: learningRate is -1; it must be 0 or more.", () => new SGD(-1));
        Says("SGD: learningRate is NaN; it must be 0 or more.", () => new SGD(double.NaN));
        Says("SGD: weightDecay is -0.1; it must be 0 or more.", () => new SGD(0.1, -0.1));
        Says("Momentum: momentum is 1; it must be at least 0 and below 1.", () => new Momentum(0.1, 1));
        Says("Nesterov: momentum is 0; it must be above 0 and below 1.", () => new Nesterov(0.1, 0));
        Says("Adam: beta1 is 1; it must be at least 0 and below 1.", () => new Adam(beta1: 1));
        Says("Adam: beta2 is -0.5; it must be at least 0 and below 1.", () => new Adam(beta2: -0.5));
        Says("AdamW: epsilon is 0; it must be above 0.", () => new AdamW(epsilon: 0));
        Says("RMSprop: rho is 1; it must be at least 0 and below 1.", () => new RMSprop(rho: 1));
        Says("RMSprop: momentum is 1; it must be at least 0 and below 1.", () => new RMSprop(momentum: 1));
        Says("RMSprop: epsilon is 0; it must be above 0.", () => new RMSprop(epsilon: 0));
        Says("AMSGrad: beta1 is 1; it must be at least 0 and below 1.", () => new AMSGrad(beta1: 1));
        Says("NAdam: momentumDecay is -1; it must be 0 or more.", () => new NAdam(momentumDecay: -1));
        Says("Adamax: beta2 is 1; it must be at least 0 and below 1.", () => new Adamax(beta2: 1));
        Says("Adagrad: initial is -1; it must be 0 or more.", () => new Adagrad(initial: -1));
        Says("Adagrad: epsilon is 0; it must be above 0.", () => new Adagrad(epsilon: 0));
        Says("Adadelta: rho is 1.5; it must be at least 0 and below 1.", () => new Adadelta(rho: 1.5));
        Says("Lion: beta2 is 1; it must be at least 0 and below 1.", () => new Lion(beta2: 1));
        Says("LAMB: epsilon is NaN; it must be above 0.", () => new LAMB(epsilon: double.NaN));
        Says("SGD: convention is 7; it must be PyTorch, Cs230 or Keras.", () => new SGD(convention: (Convention)7));

        static void Says(string text, Func<Optimizer> make) =>
            Assert.StartsWith(text, Assert.Throws<ArgumentOutOfRangeException>(() => { make(); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_in_use_say_what_to_do()
    {
        Assert.Equal("Adam: Update was called, but no parameters are attached. Call Attach(model) first.",
            Assert.Throws<InvalidOperationException>(() => new Adam().Update()).Message);
        var w = OptimizerGoldenTests.Float64Parameter([1.0]);
        Assert.Equal("SGD: two parameters are named \"w\".", Assert.Throws<ArgumentException>(() => new SGD().Attach([("w", w), ("w", w)])).Message);
        Assert.Equal("SGD: \"w\" and \"v\" are one parameter, which would be updated twice a step; attach it once.", Assert.Throws<ArgumentException>(() => new SGD().Attach([("w", w), ("v", w)])).Message);
        var adam = new Adam();
        adam.Attach([("w", w)]);
        var error = Assert.Throws<ArgumentException>(() => adam.LoadState(new Dictionary<string, Tensor>
        {
            ["w.step"] = Tensor.Scalar(1.0),
            ["w.exp_avg"] = Tensor.Zeros([2], DType.Float64),
            ["v.exp_avg"] = Tensor.Zeros([1], DType.Float64),
        }));
        Assert.Equal("Adam: the saved state does not fit: w.exp_avg has shape [2], expected [1]; w.exp_avg_sq is missing; v.exp_avg belongs to no parameter.", error.Message);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_saved_count_of_updates_must_be_one(double steps)
    {
        var adam = new Adam();
        adam.Attach([("w", OptimizerGoldenTests.Float64Parameter([1.0]))]);
        var error = Assert.Throws<ArgumentException>(() => adam.LoadState(new Dictionary<string, Tensor>
        {
            ["w.step"] = Tensor.Scalar(steps),
            ["w.exp_avg"] = Tensor.Zeros([1], DType.Float64),
            ["w.exp_avg_sq"] = Tensor.Zeros([1], DType.Float64),
        }));
        Assert.Equal($"Adam: the saved state does not fit: w.step is {steps}, expected a whole number of updates, 1 or more.", error.Message);
    }

    [Fact]
    public void Loading_a_state_forgets_what_was_there()
    {
        var w = OptimizerGoldenTests.Float64Parameter([1.0]);
        var adam = new Adam();
        adam.Attach([("w", w)]);
        OptimizerGoldenTests.SetGradient(w, [1]);
        adam.Update();
        adam.LoadState(new Dictionary<string, Tensor>());
        Assert.Empty(adam.State());
    }

    /// <summary>Averages whose gradients have stopped end at exactly 0 instead of among the subnormal numbers.</summary>
    [Fact]
    public void Adams_averages_decay_to_zero()
    {
        var w = new Parameter([40], new Constant(0.5));
        var adam = new Adam(beta1: 0.5, beta2: 0.5);
        adam.Attach([("w", w)]);
        for (var step = 0; step < 200; step++)
        {
            w.ClearGrad();
            unsafe
            {
                new Span<float>(w.GradForWriting<float>(out _), w.Count).Fill(step == 0 ? 1 : 0);
            }

            adam.Update();
        }

        Assert.All(adam.State()["w.exp_avg"].ToArray<float>(), m => Assert.Equal(0f, m));
        Assert.All(adam.State()["w.exp_avg_sq"].ToArray<float>(), s => Assert.Equal(0f, s));
    }
}
