using System.Numerics;
using Descent.Devices;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

/// <summary>Reductions at every width against plain double loops, and the same bits for any number of threads.</summary>
[Collection(ProcessSettings.Name)]
public unsafe class ReduceWidthTests
{
    [Fact]
    public void Rows_of_every_length()
    {
        for (var n = 0; n <= 257; n++) Check(3, n, 1);
        foreach (var n in new[] { 4095, 4096, 4097, 12_289, 100_003 }) Check(2, n, 1);
    }

    [Fact]
    public void Columns_of_every_width()
    {
        for (var inner = 2; inner <= 140; inner += inner < 70 ? 1 : 7)
            foreach (var n in new[] { 0, 1, 2, 7, 8, 9, 31, 33, 100 }) Check(2, n, inner);
        Check(1, 40_000, 3);
        Check(2, 700, 130);
        Check(1, 70, 2049);
        Check(1, 33, 5000);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var before = WorkerTeam.Threads;
        try
        {
            foreach (var (outer, n, inner) in new[] { (1, 300_000, 1), (1000, 300, 1), (1, 20_000, 10), (1, 4000, 300), (3, 100, 3000), (1, 64, 10_000) })
            {
                var x = Numbers<float>(outer * n * inner, 3);
                float[]? first = null;
                foreach (var threads in new[] { 1, 2, 7 })
                {
                    WorkerTeam.Threads = threads;
                    var y = new float[outer * inner];
                    fixed (float* px = x, py = y) Device.Cpu.Reduce(new SumFn(1), px, null, py, outer, n, inner, add: false);
                    first ??= y;
                    Assert.True(first.AsSpan().SequenceEqual(y), $"Sum of [{outer}, {n}, {inner}] at {threads} threads");
                }
            }
        }
        finally
        {
            WorkerTeam.Threads = before;
        }
    }

    [Fact]
    public void A_long_sum_is_nearly_exact()
    {
        // Ten million times 0.1: one running float sum is off by 8 %.
        var x = Tensor.Full([10_000_000], 0.1);
        Assert.Equal(10_000_000 * (double)0.1f, x.Sum().Item(), 1.0);
        Assert.Equal(10_000_000 * (double)0.1f, x.Reshape(1_000_000, 10).Sum(0).Sum().Item(), 1.0);
    }

    [Fact]
    public void NaN_and_infinities_come_through()
    {
        Assert.Equal(double.NaN, Tensor.From(new[] { 1f, float.NaN, 3f }).Max().Item());
        Assert.Equal(double.NaN, Tensor.From(new[] { 1f, 3f, float.NaN }).Min().Item());
        Assert.Equal(double.NegativeInfinity, Tensor.Full([3], double.NegativeInfinity).LogSumExp().Item());
        Assert.Equal(double.PositiveInfinity, Tensor.From(new[] { 1f, float.PositiveInfinity }).LogSumExp().Item());
        Assert.Equal(1, Tensor.From(new[] { 1f, float.NaN, 3f }).ArgMax().Item());
        Assert.Equal(0, Tensor.From(new[] { 3f, 3f, 1f }).ArgMax().Item());
        Assert.Equal(2, Tensor.From(new[] { 3f, 3f, 1f }).ArgMin().Item());
    }

    [Fact]
    public void Reductions_of_nothing()
    {
        var empty = Tensor.Zeros([0, 3]);
        Assert.Equal(0, empty.Sum().Item());
        Assert.Equal([0f, 0f, 0f], empty.Sum(0).ToArray<float>());
        Assert.Equal(double.NaN, empty.Mean().Item());
        Assert.Equal(double.NegativeInfinity, empty.LogSumExp().Item());
        Assert.Equal(new Shape(0), empty.Max(1).Shape);
        Assert.Equal("Max: [0, 3] has no elements along the reduced axes, and nothing has no largest; give axes of size 1 or more.", Assert.Throws<ShapeException>(() => empty.Max(0)).Message);
        Assert.Equal("ArgMin: [0, 3] has no elements along the reduced axes, and nothing has no smallest; give axes of size 1 or more.", Assert.Throws<ShapeException>(() => empty.ArgMin(0)).Message);
    }

    private static T[] Numbers<T>(int n, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var values = new T[n];
        for (var i = 0; i < n; i++) values[i] = T.CreateTruncating((float)(2 * random.NextDouble() - 1));
        return values;
    }

    private static void Check(int outer, int n, int inner)
    {
        Check<float>(outer, n, inner, 1e-6);
        Check<double>(outer, n, inner, 2e-13); // the plain loop itself rounds so much
    }

    private static void Check<T>(int outer, int n, int inner, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var guard = T.CreateTruncating(-77.25);
        using var x = new Guarded<T>(Numbers<T>(outer * n * inner, n + inner), guard);
        using var c = new Guarded<T>(Numbers<T>(outer * inner, n), guard);
        Widths.ForEach(bits =>
        {
            Check(new SumFn(0.5), x, null, outer, n, inner, bits, tolerance, values => (0.5 * values.Sum(), values.Sum(Math.Abs)));
            if (n == 0) return;
            Check(default(LargestFn), x, null, outer, n, inner, bits, 0, values => (values.Max(), 1));
            Check(default(SmallestFn), x, null, outer, n, inner, bits, 0, values => (values.Min(), 1));
            Check(new SquaredDeviationFn(2), x, c, outer, n, inner, bits, tolerance, values => (values.Sum(v => v * v) / 2, values.Sum(v => v * v)));
        });
    }

    /// <summary>The oracle gets one result's elements (less c, if there is one) and gives the value and what the tolerance is relative to.</summary>
    private static void Check<TFn, T>(TFn f, Guarded<T> x, Guarded<T>? c, int outer, int n, int inner, int bits, double tolerance, Func<double[], (double Value, double Size)> oracle)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var guard = T.CreateTruncating(-77.25);
        var what = $"{typeof(TFn).Name} of {typeof(T).Name} [{outer}, {n}, {inner}] at {bits} bits";
        using var y = new Guarded<T>(outer * inner, guard);
        using var more = new Guarded<T>(outer * inner, guard);
        more.Span.Fill(T.One);
        Device.Cpu.Reduce(f, x.Pointer, c is null ? null : c.Pointer, y.Pointer, outer, n, inner, add: false);
        Device.Cpu.Reduce(f, x.Pointer, c is null ? null : c.Pointer, more.Pointer, outer, n, inner, add: true);
        y.AssertIntact(what);
        more.AssertIntact(what);
        var values = new double[n];
        for (var result = 0; result < outer * inner; result++)
        {
            for (var i = 0; i < n; i++)
                values[i] = double.CreateChecked(x.Span[(result / inner * n + i) * inner + result % inner]) - (c is null ? 0 : double.CreateChecked(c.Span[result]));
            var (value, size) = oracle(values);
            if (!(Math.Abs(value - double.CreateChecked(y.Span[result])) <= tolerance * size)) Assert.Fail($"{what}: result {result} is {y.Span[result]}, not {value:R}");
            if (!(Math.Abs(value + 1 - double.CreateChecked(more.Span[result])) <= Math.Max(tolerance, 1e-6) * (size + 1))) Assert.Fail($"{what}: result {result} added to 1 is {more.Span[result]}, not {value + 1:R}");
        }
    }
}
