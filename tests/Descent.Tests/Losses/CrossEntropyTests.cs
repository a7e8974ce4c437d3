using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Losses;

[Collection(ProcessSettings.Name)]
public class CrossEntropyTests
{
    /// <summary>Around every vector width, and around the number of classes at which rows are no longer turned on their side.</summary>
    public static TheoryData<int> ClassCounts => [2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 50, 63, 64, 65, 100, 127, 128, 129, 257];

    [Theory]
    [MemberData(nameof(ClassCounts))]
    public void Every_width_gives_what_the_definition_gives(int classes) => Widths.ForEach(bits =>
    {
        foreach (var (type, rows, options) in from type in new[] { DType.Float32, DType.Float64 }
                                              from rows in new[] { 1, 15, 17, classes <= 10 ? 300 : 3 }
                                              from options in Enumerable.Range(0, 8)
                                              select (type, rows, options))
        {
            var random = new Random(rows);
            var (isSoft, smoothing, weights) = ((options & 1) != 0, (options & 2) != 0 ? 0.1 : 0, (options & 4) != 0 ? LossSamples.Weights(classes) : null);
            var z = Numbers(rows * classes, () => 12 * random.NextDouble() - 6);
            var t = isSoft ? Numbers(rows * classes, random.NextDouble) : null;
            var y = Enumerable.Range(0, rows).Select(row => row % 5 == 4 ? -100 : random.Next(classes)).ToArray();
            var logits = Typed(z, [rows, classes], type);
            logits.RequiresGrad = true;
            var loss = new CrossEntropy(weights, smoothing, isSoft ? null : -100, Reduction.Sum).Compute(logits, t is null ? Tensor.From(y) : Typed(t, [rows, classes], type));
            loss.Backward();

            var (value, gradient) = Definition(z, y, t, rows, classes, smoothing, weights);
            var what = $"{bits} bits, {type}, [{rows}, {classes}], options {options}";

            // Float: a few roundings of numbers up to 20 in each row's value, and of numbers up to 1 in each gradient.
            var tolerance = type == DType.Float32 ? 1e-5 : 1e-13;
            Assert.True(Math.Abs(loss.Item() - value) <= tolerance * Math.Max(1, value), $"{what}: {loss.Item():R} is not {value:R}");
            Golden.AssertClose(gradient, logits.Grad!, tolerance, what);
        }
    });

    [Theory]
    [InlineData(3)]
    [InlineData(33)]
    [InlineData(100)]
    public void Extreme_logits_overflow_nothing(int classes)
    {
        foreach (var type in new[] { DType.Float32, DType.Float64 })
        {
            // One class 20,000 above the others: certainly right costs 0, certainly wrong the distance.
            var z = Enumerable.Repeat(-1e4, 2 * classes).ToArray();
            z[0] = z[classes] = 1e4;
            var (loss, gradient) = Sum(z, [0, 1], classes, type);
            Assert.Equal(20000, loss);
            Assert.All(gradient[..classes], g => Assert.Equal(0, g));
            Assert.Equal([1, -1, 0], gradient[classes..(classes + 3)]);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(33)]
    [InlineData(100)]
    public void A_logit_of_minus_infinity_is_a_class_ruled_out(int classes)
    {
        foreach (var type in new[] { DType.Float32, DType.Float64 })
        {
            var z = new double[2 * classes];
            z[1] = z[classes + 1] = double.NegativeInfinity;
            var (loss, gradient) = Sum(z[..classes], [0], classes, type);
            Assert.Equal(Math.Log(classes - 1), loss, 1e-6);
            Assert.Equal(0, gradient[1]);
            Assert.Equal(double.PositiveInfinity, Sum(z, [0, 1], classes, type).Loss);

            // As a distribution that gives it no share it counts nothing either.
            var logits = Typed(z[..classes], [1, classes], type);
            var share = new double[classes];
            share[0] = 1;
            Assert.Equal(Math.Log(classes - 1), new CrossEntropy().Compute(logits, Typed(share, [1, classes], type)).Item(), 1e-6);
        }
    }

    [Theory]
    [InlineData(3, double.NaN)]
    [InlineData(100, double.NaN)]
    [InlineData(3, double.PositiveInfinity)]
    [InlineData(100, double.PositiveInfinity)]
    public void NaN_and_infinity_make_the_loss_and_their_row_NaN_and_no_other_row(int classes, double bad)
    {
        for (var at = 0; at < classes; at += Math.Max(1, classes / 7))
        {
            var z = new double[3 * classes];
            z[classes + at] = bad;
            var (loss, gradient) = Sum(z, [0, 0, 0], classes, DType.Float32);
            Assert.True(double.IsNaN(loss), $"{bad} at {at} gives {loss}");
            Assert.All(gradient[classes..(2 * classes)], g => Assert.True(double.IsNaN(g)));
            Assert.DoesNotContain(double.NaN, gradient[..classes]);
            Assert.DoesNotContain(double.NaN, gradient[(2 * classes)..]);

            // An ignored row is not looked at.
            var logits = Typed(z, [3, classes], DType.Float32);
            Assert.Equal(Math.Log(classes), new CrossEntropy(ignoredIndex: -1).Compute(logits, Tensor.From<int>([0, -1, 0], [3])).Item(), 1e-5);
        }
    }

    [Fact]
    public void A_batch_that_is_ignored_or_weighs_nothing_has_loss_0_and_gradient_0()
    {
        foreach (var (classes, reduction) in new[] { (3, Reduction.Mean), (100, Reduction.Mean), (3, Reduction.Sum), (100, Reduction.Sum) })
        {
            Check(new CrossEntropy(ignoredIndex: 1, reduction: reduction));
            Check(new CrossEntropy([.. Enumerable.Range(0, classes).Select(c => c == 1 ? 0.0 : 1)], reduction: reduction));

            void Check(Loss loss)
            {
                var logits = Typed(Numbers(2 * classes, new Random(1).NextDouble), [2, classes], DType.Float32);
                logits.RequiresGrad = true;
                var value = loss.Compute(logits, Tensor.From<int>([1, 1], [2]));
                value.Backward();
                Assert.Equal(0, value.Item());
                Assert.All(logits.Grad!.ToArray<float>(), g => Assert.Equal(0, g));
            }
        }
    }

    [Fact]
    public void Evaluation_gives_the_bits_of_training()
    {
        foreach (var classes in new[] { 3, 100 })
        {
            var logits = Typed(Numbers(50 * classes, new Random(2).NextDouble), [50, classes], DType.Float32);
            var targets = Tensor.From(Enumerable.Range(0, 50).Select(i => i % classes).ToArray());
            var evaluated = new CrossEntropy().Compute(logits, targets).Item();
            logits.RequiresGrad = true;
            Assert.Equal(new CrossEntropy().Compute(logits, targets).Item(), evaluated);
        }
    }

    [Fact]
    public void A_step_allocates_little_and_misses_the_pool_never()
    {
        var logits = Typed(Numbers(160, new Random(2).NextDouble), [16, 10], DType.Float32);
        logits.RequiresGrad = true;
        var targets = Tensor.From(new int[16]);
        var loss = new CrossEntropy();
        for (var i = 0; i < 100; i++) TrainStep();
        var (bytes, misses) = (GC.GetAllocatedBytesForCurrentThread(), Descent.Devices.BufferPool.Current.Misses);
        for (var i = 0; i < 100; i++) TrainStep();
        Assert.Equal(misses, Descent.Devices.BufferPool.Current.Misses);

        // The step, the op with its list of operands, and three tensors: value, kept gradient, value's gradient.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - bytes) / 100, 0, 900);

        void TrainStep()
        {
            using var step = new Step(1, 0, 0);
            loss.Compute(logits, targets).Backward();
            logits.ClearGrad();
        }
    }

    private static (double Loss, double[] Gradient) Sum(double[] z, int[] targets, int classes, DType type)
    {
        var logits = Typed(z, [targets.Length, classes], type);
        logits.RequiresGrad = true;
        var loss = new CrossEntropy(reduction: Reduction.Sum).Compute(logits, Tensor.From(targets));
        loss.Backward();
        return (loss.Item(), type == DType.Float64 ? logits.Grad!.ToArray<double>() : Array.ConvertAll(logits.Grad!.ToArray<float>(), g => (double)g));
    }

    /// <summary>The definition, in double, without tricks. Rows with a negative index are ignored.</summary>
    private static (double Value, double[] Gradient) Definition(double[] z, int[] y, double[]? t, int rows, int classes, double smoothing, double[]? weights)
    {
        var value = 0.0;
        var gradient = new double[rows * classes];
        for (var row = 0; row < rows; row++)
        {
            if (t is null && y[row] < 0) continue;
            var of = Enumerable.Range(row * classes, classes).ToArray();
            var sum = of.Sum(i => Math.Exp(z[i]));
            var u = of.Select((i, c) => (weights?[c] ?? 1) * ((1 - smoothing) * (t is null ? (c == y[row] ? 1 : 0) : t[i]) + smoothing / classes)).ToArray();
            var total = u.Sum();
            for (var c = 0; c < classes; c++)
            {
                value -= u[c] * Math.Log(Math.Exp(z[of[c]]) / sum);
                gradient[of[c]] = Math.Exp(z[of[c]]) / sum * total - u[c];
            }
        }

        return (value, gradient);
    }

    private static double[] Numbers(int count, Func<double> draw) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)draw())];

    private static Tensor Typed(double[] values, Shape shape, DType type) =>
        type == DType.Float64 ? Tensor.From(values, shape) : Tensor.From(Array.ConvertAll(values, v => (float)v), shape);
}
