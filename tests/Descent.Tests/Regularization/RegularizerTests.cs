using Xunit;

namespace Descent.Tests.Regularization;

public class RegularizerTests
{
    [Fact]
    public void Biases_and_parameters_of_normalizations_are_left_out_unless_asked_for()
    {
        var model = new Sequential(new Linear(2, 3), new BatchNorm1d(3), new ReLU(), new Linear(3, 1));
        foreach (var (_, p) in model.NamedParameters().Where(p => p.Parameter.Trainable)) p.Span<float>().Fill(-2);
        Assert.Equal(0.1 * 2 * 9, new Lasso(0.1).Value(model), 1e-12);
        Assert.Equal(0.1 * 4 * 9, new Ridge(0.1).Value(model), 1e-12);
        Assert.Equal(0.1 * (0.75 * 2 + 0.25 * 4) * 9, new ElasticNet(0.1, 0.25).Value(model), 1e-12);
        Assert.Equal(0.1 * 2 * (9 + 4 + 6), new Lasso(0.1) { Include = PenaltyScope.All }.Value(model), 1e-12);
        Assert.Equal(0.1 * 2 * 3, new Lasso(0.1) { Only = "3.*" }.Value(model), 1e-12);
        Assert.Equal(0.1 * 2 * 3 + 0.2 * 4 * 6, new Regularizers(new Lasso(0.1) { Only = "3.*" }, new Ridge(0.2) { Only = "0.*" }).Value(model), 1e-12);
    }

    [Fact]
    public void Penalties_change_only_what_they_are_on_and_make_exact_zeros()
    {
        var model = new Sequential(new Linear(1, 2), new Linear(2, 1));
        foreach (var (_, p) in model.NamedParameters()) p.Span<float>().Fill(0.5f);
        var sgd = new SGD(0.1);
        sgd.Attach(model);
        sgd.Penalize(new Lasso(6) { Only = "0.*" }, model);
        foreach (var (_, p) in model.NamedParameters()) SetGradient(p, 0);
        sgd.Update();
        Assert.Equal([0f, 0f], model.NamedParameters()[0].Parameter.ToArray<float>());
        Assert.All(model.NamedParameters().Skip(1), p => Assert.All(p.Parameter.ToArray<float>(), v => Assert.Equal(0.5f, v)));
        Assert.Equal(new ZeroCount("", 2, 2), new Lasso(6) { Only = "0.*" }.ZerosIn(model));
        Assert.Equal(0.5, new Lasso(6).ZerosIn(model).Share);
    }

    [Fact]
    public void LASSO_clears_most_of_the_first_layer_at_the_price_of_a_point_of_accuracy()
    {
        var (train, validation, test) = Digits.Load().Split(0.7, 0.15, 0.15, seed: 1);
        var plain = Fit(null);
        var sparse = Fit(new Lasso(8e-4) { Only = "0.weight" });
        Assert.True(sparse.Zeros >= 0.8, $"only {sparse.Zeros:P1} zeros");
        Assert.True(sparse.Accuracy >= plain.Accuracy - 0.01, $"{sparse.Accuracy:P2} instead of {plain.Accuracy:P2}");

        (double Accuracy, double Zeros) Fit(Regularizer? regularizer)
        {
            var model = new Sequential(new Linear(64, 512), new ReLU(), new Linear(512, 10));
            model.Initialize(1);
            var trainer = new Trainer(model, new CrossEntropy(), new Adam(3e-3)) { Seed = 1, Regularizer = regularizer, Schedule = new CosineSchedule() };
            var history = trainer.Fit(train, validation, epochs: 60, batchSize: 64);
            Assert.Equal(regularizer is null, history.Epochs[^1].Penalty is null);
            if (regularizer is not null)
            {
                Assert.Equal(regularizer.Value(model), history.Epochs[^1].Penalty);
                Assert.Equal(regularizer.ZerosIn(model).Share, history.Epochs[^1].Zeros);
            }

            // Both parts: 540 digits, of which a point is five.
            var accuracy = (trainer.Evaluate(test)["accuracy"] * test.Count + trainer.Evaluate(validation)["accuracy"] * validation.Count) / (test.Count + validation.Count);
            return (accuracy, new Lasso(0) { Only = "0.weight" }.ZerosIn(model).Share);
        }
    }

    [Fact]
    public void Group_LASSO_moves_whole_units_by_the_formula()
    {
        var linear = new Linear(2, 3);
        float[] weights = [3, 4, 0.1f, -0.2f, -1, 2], biases = [12, 0.2f, 2];
        weights.CopyTo(linear.Weight.Span<float>());
        biases.CopyTo(linear.Bias!.Span<float>());
        var model = new Sequential(linear);
        var sgd = new Momentum(0.1, 0.5);
        sgd.Attach(model);
        var penalty = new GroupLasso(1) { Only = "0.*" };
        sgd.Penalize(penalty, model);
        var threshold = 0.1 / (1 - 0.5) * Math.Sqrt(3);
        Assert.Equal(Math.Sqrt(3) * (13 + 0.3 + 3), penalty.Value(model), 1e-6);
        foreach (var (_, p) in model.NamedParameters()) SetGradient(p, 0);
        sgd.Update();
        double first = 1 - threshold / 13, third = 1 - threshold / 3;
        Assert.Equal([3 * first, 4 * first, 0, 0, -third, 2 * third], linear.Weight.ToArray<float>().Select(v => Math.Round(v, 5)), Near);
        Assert.Equal([12 * first, 0, 2 * third], linear.Bias.ToArray<float>().Select(v => (double)v), Near);
        Assert.Equal(1.0 / 3, penalty.ZerosIn(model).Share);
    }

    [Fact]
    public void Group_LASSO_leaves_the_last_layer_alone_unless_it_is_named()
    {
        var model = new Sequential(new Linear(2, 3), new Linear(3, 2));
        Assert.Equal(["0.weight"], new GroupLasso(1).ZerosByParameter(model).Select(z => z.Name));
        Assert.Equal(["1.weight"], new GroupLasso(1) { Only = "1.*" }.ZerosByParameter(model).Select(z => z.Name));
        var trainer = new Trainer(new Sequential(new Linear(64, 10)), new CrossEntropy(), new SGD()) { Regularizer = new GroupLasso(1) };
        Assert.Equal("GroupLasso: \"*\" matches the weight of no linear layer and no convolution before the last; there are 0.weight.",
            Assert.Throws<TrainingException>(() => trainer.Fit(Digits.Load(), null, 1, 64)).Message);
    }

    [Fact]
    public void Max_norm_holds_every_unit_to_its_limit()
    {
        var (train, _, _) = Digits.Load().Split(0.2, 0.1, 0.7, seed: 1);
        var model = new Sequential(new Linear(64, 16), new ReLU(), new Linear(16, 10));
        model.Initialize(1);
        new Trainer(model, new CrossEntropy(), new Momentum(0.1)) { Hooks = { new MaxNorm(0.5, "0.*") } }.Fit(train, null, epochs: 3, batchSize: 32);
        var norms = model.NamedParameters()[0].Parameter.ToArray<float>().Chunk(64).Select(row => Math.Sqrt(row.Sum(v => (double)v * v))).ToArray();
        Assert.All(norms, n => Assert.InRange(n, 0, 0.5 + 1e-6));
        Assert.Contains(norms, n => n > 0.499); // it had something to do
        Assert.Contains(model.NamedParameters()[2].Parameter.ToArray<float>().Chunk(16), row => row.Sum(v => v * v) > 0.25);
    }

    [Fact]
    public void Impossible_settings_are_refused_with_the_rule()
    {
        Says("Lasso: lambda is -1; it must be 0 or more.", () => new Lasso(-1));
        Says("Ridge: lambda is NaN; it must be 0 or more.", () => new Ridge(double.NaN));
        Says("ElasticNet: alpha is 1.5; it must be from 0 to 1.", () => new ElasticNet(1, 1.5));
        Says("ElasticNet: l1Ratio is -0.1; it must be from 0 to 1.", () => ElasticNet.FromScikitLearn(1, -0.1));
        Says("GroupLasso: lambda is Infinity; it must be 0 or more.", () => new GroupLasso(double.PositiveInfinity));
        Says("MaxNorm: limit is 0; it must be above 0.", () => new MaxNorm(0));
        var trainer = new Trainer(new Sequential(new Linear(64, 10)), new CrossEntropy(), new SGD()) { Regularizer = new Lasso(1) { Only = "0.wieght" } };
        Assert.Equal("Lasso: \"0.wieght\" matches no trainable weight (biases and parameters of normalizations are left out unless all are included); there are 0.weight, 0.bias.",
            Assert.Throws<TrainingException>(() => trainer.Fit(Digits.Load(), null, 1, 64)).Message);

        static void Says(string text, Func<object> make) => Assert.StartsWith(text, Assert.Throws<ArgumentOutOfRangeException>(() => { make(); }).Message, StringComparison.Ordinal);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-5;

    private static unsafe void SetGradient(Parameter parameter, float value)
    {
        parameter.ClearGrad();
        new Span<float>(parameter.GradForWriting<float>(out _), parameter.Count).Fill(value);
    }
}
