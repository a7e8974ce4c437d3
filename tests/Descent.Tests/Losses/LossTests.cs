using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Losses;

[Collection(ProcessSettings.Name)]
public class LossTests
{
    [Fact]
    public void Every_loss_has_samples_for_its_mean_and_its_sum()
    {
        var names = new LossSamples().Samples.Select(sample => sample.Name).ToArray();
        foreach (var loss in typeof(Loss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Loss)) && !type.IsAbstract))
        {
            Assert.Contains(loss.Name, names);
            Assert.Contains(names, name => name.StartsWith(loss.Name + ",", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_sample_of_a_loss_has_a_golden_case() =>
        Assert.All(new LossSamples().Samples, sample => Assert.True(Golden.TryGet(sample.Name, out _), sample.Name));

    [Fact]
    public void Losses_over_pairs_give_the_same_bits_at_every_width()
    {
        foreach (var (name, loss, type) in from pair in PairLosses() from type in new[] { DType.Float32, DType.Float64 } select (pair.Name, pair.Loss, type))
        {
            for (var count = 1; count <= 70; count++) Check(name, loss, type, count);
            Check(name, loss, type, 1000);
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Binary_cross_entropy_is_exact_at_any_logit(DType type)
    {
        double[] x = [1e4, -1e4, 1e4, -1e4, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e-30];
        double[] y = [1, 0, 0, 1, 1, 0, 0.5, 1, 0];
        double[] value = [0, 0, 1e4, 1e4, 0, 0, Math.Log(2), Math.Log(2), Math.Log(2)];
        double[] slope = [0, 0, 1, -1, 0, 0, 0, -0.5, 0.5];
        for (var i = 0; i < x.Length; i++)
        {
            var (loss, gradient) = Pair(new BinaryCrossEntropy(), x[i], y[i], type);
            Assert.Equal(value[i], loss, 1e-7);
            Assert.Equal(slope[i], gradient, 1e-7);
        }

        Assert.Equal(double.PositiveInfinity, Pair(new BinaryCrossEntropy(), double.PositiveInfinity, 0, type).Loss);
        Assert.Equal(double.PositiveInfinity, Pair(new BinaryCrossEntropy(), double.NegativeInfinity, 1, type).Loss);

        // Far from the target both tails keep their digits: log(1 + e⁻⁴⁰) = e⁻⁴⁰ nearly.
        Assert.Equal(1, Pair(new BinaryCrossEntropy(), 40, 1, type).Loss / Math.Exp(-40), 1e-6);
        Assert.Equal(-1, Pair(new BinaryCrossEntropy(), 40, 1, type).Gradient / Math.Exp(-40), 1e-6);
    }

    [Fact]
    public void From_probabilities_logarithms_and_divisors_have_floors()
    {
        Assert.Equal((100, -1e12), Pair(new BinaryCrossEntropyFromProbabilities(), 0, 1, DType.Float64));
        Assert.Equal((100, 1e12), Pair(new BinaryCrossEntropyFromProbabilities(), 1, 0, DType.Float64));
        Assert.Equal((0, 0), Pair(new BinaryCrossEntropyFromProbabilities(), 0, 0, DType.Float64));
        Assert.Equal((0, 0), Pair(new BinaryCrossEntropyFromProbabilities(), 1, 1, DType.Float64));

        var p = Tensor.From<double>([0, 1], [1, 2]);
        p.RequiresGrad = true;
        var loss = new CrossEntropyFromProbabilities().Compute(p, Tensor.From<int>([0], [1]));
        loss.Backward();
        Assert.Equal(100, loss.Item());
        Assert.Equal([-1e12, 0], p.Grad!.ToArray<double>());
    }

    [Fact]
    public void NaN_in_a_prediction_reaches_the_loss_and_its_gradient()
    {
        foreach (var (name, loss) in PairLosses())
        {
            foreach (var type in new[] { DType.Float32, DType.Float64 })
            {
                var (value, gradient) = Pair(loss, double.NaN, 1, type);
                Assert.True(double.IsNaN(value), name);
                if (loss is not (Hinge or KLDivergenceFromLogProbabilities)) Assert.True(double.IsNaN(gradient), name);
            }
        }
    }

    [Fact]
    public void A_divergence_of_equals_is_0_and_shares_of_0_count_nothing()
    {
        var t = Tensor.From<double>([0.5, 0.25, 0.25, 0, 1, 0], [2, 3]);
        var z = Tensor.From<double>([Math.Log(0.5), Math.Log(0.25), Math.Log(0.25), double.NegativeInfinity, 3, double.NegativeInfinity], [2, 3]);
        Assert.Equal(0, new KLDivergence().Compute(z, t).Item(), 1e-15);

        // KL(t ‖ uniform) = log 3 − H(t)
        var uniform = new KLDivergence().Compute(Tensor.Zeros([1, 3], DType.Float64), Tensor.From<double>([0.5, 0.25, 0.25], [1, 3]));
        Assert.Equal(Math.Log(3) - 1.5 * Math.Log(2), uniform.Item(), 1e-14);
    }

    [Fact]
    public void Gradients_flow_to_predictions_only()
    {
        var p = Tensor.Zeros([2, 3]);
        var t = Tensor.Zeros([2, 3]);
        t.RequiresGrad = true;
        foreach (var loss in new Loss[] { new CrossEntropy(), new MeanSquaredError(), new BinaryCrossEntropy(), new Hinge(), new KLDivergence() })
            Assert.Equal($"{loss.GetType().Name}: the targets [2, 3] require a gradient, but a loss passes gradients to the predictions only. Call Detach() on the targets.",
                Assert.Throws<ArgumentException>(() => loss.Compute(p, t)).Message);
    }

    private static IEnumerable<(string Name, Loss Loss)> PairLosses() =>
    [
        ("MeanSquaredError", new MeanSquaredError()), ("MeanAbsoluteError", new MeanAbsoluteError()), ("Huber", new Huber(0.3)),
        ("Hinge", new Hinge()), ("BinaryCrossEntropy", new BinaryCrossEntropy(1.5)),
        ("BinaryCrossEntropyFromProbabilities", new BinaryCrossEntropyFromProbabilities()),
    ];

    private static void Check(string name, Loss loss, DType type, int count)
    {
        var random = new Random(count);
        var p = Typed([.. Enumerable.Range(0, count).Select(_ => random.NextDouble())], type);
        var t = Typed([.. Enumerable.Range(0, count).Select(_ => loss is Hinge ? 2.0 * random.Next(2) - 1 : random.NextDouble())], type);
        p.RequiresGrad = true;
        (double Value, double[] Gradient)? first = null;
        Widths.ForEach(bits =>
        {
            p.ClearGrad();
            var value = loss.Compute(p, t);
            value.Backward();
            var result = (value.Item(), Doubles(p.Grad!));
            first ??= result;
            Assert.True(first.Value.Value == result.Item1, $"{name} {type} [{count}]: {result.Item1:R} at {bits} bits, {first.Value.Value:R} before");
            Assert.True(first.Value.Gradient.AsSpan().SequenceEqual(result.Item2), $"{name} {type} [{count}]: another gradient at {bits} bits");
        });
    }

    private static (double Loss, double Gradient) Pair(Loss loss, double prediction, double target, DType type)
    {
        var p = Typed([prediction], type);
        p.RequiresGrad = true;
        var value = loss.Compute(p, Typed([target], type));
        value.Backward();
        return (value.Item(), Doubles(p.Grad!)[0]);
    }

    private static double[] Doubles(Tensor tensor) =>
        tensor.Type == DType.Float64 ? tensor.ToArray<double>() : Array.ConvertAll(tensor.ToArray<float>(), v => (double)v);

    private static Tensor Typed(double[] values, DType type) => type == DType.Float64 ? Tensor.From(values) : Tensor.From(Array.ConvertAll(values, v => (float)v));
}
