using Descent.Devices;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

/// <summary>Every algorithm of every pass against the plain loops in double, at every width, over shapes drawn at random and chosen ones.</summary>
[Collection(ProcessSettings.Name)]
public sealed unsafe class ConvTests : IDisposable
{
    private readonly ConvAlgorithm _algorithm = Conv.Algorithm;
    private readonly int _threads = WorkerTeam.Threads;

    public void Dispose()
    {
        Conv.Algorithm = _algorithm;
        WorkerTeam.Threads = _threads;
    }

    // Channels around every vector and panel width, borders wider than the filter, tiles that do not divide, more tiles than a chunk
    // takes, more channels than a stretch or a block has, and more of them than tiles.
    private static readonly ConvShape[] s_shapes =
    [
        Shape(1, 1, 1, 1, 1), Shape(2, 5, 7, 1, 32), Shape(3, 28, 28, 1, 5), Shape(1, 9, 4, 3, 16), Shape(2, 6, 6, 16, 16), Shape(1, 8, 8, 17, 33),
        Shape(2, 4, 4, 64, 48), Shape(1, 13, 31, 31, 15), Shape(5, 7, 7, 130, 24), Shape(2, 32, 32, 16, 16), Shape(1, 3, 3, 40, 72), Shape(30, 10, 10, 20, 20),
        Shape(2, 5, 6, 9, 8, padding: 0), Shape(1, 5, 6, 9, 8, padding: 2), Shape(1, 4, 4, 6, 7, padding: 3), Shape(70, 8, 8, 24, 16),
        Shape(2, 9, 8, 12, 10, stride: 2), Shape(2, 33, 33, 3, 20, kernel: 7, stride: 2, padding: 3), Shape(1, 11, 12, 8, 6, stride: 3), Shape(2, 9, 9, 16, 24, kernel: 1, stride: 2, padding: 0),
        Shape(2, 6, 5, 16, 24, kernel: 1, padding: 0), Shape(1, 12, 12, 5, 6, dilation: 2, padding: 2), Shape(1, 12, 13, 5, 6, dilation: 3, stride: 2, padding: 1),
        Shape(2, 8, 8, 12, 18, groups: 3), Shape(2, 8, 9, 35, 35, groups: 35), Shape(1, 8, 9, 8, 16, groups: 8), Shape(2, 11, 8, 19, 19, groups: 19, stride: 2), Shape(2, 10, 8, 64, 64, kernel: 5, padding: 2, groups: 64),
        Shape(1, 40, 3, 70, 30), Shape(1, 2, 90, 10, 100, kernel: 4, padding: 1),
    ];

    private static ConvShape Shape(int images, int height, int width, int channels, int outputs, int kernel = 3, int stride = 1, int padding = 1, int dilation = 1, int groups = 1)
    {
        var extent = (kernel - 1) * dilation + 1;
        return new(images, height, width, channels, (height + 2 * padding - extent) / stride + 1, (width + 2 * padding - extent) / stride + 1, outputs,
            kernel, kernel, stride, stride, padding, padding, dilation, dilation, groups);
    }

    public static TheoryData<string> Algorithms => ["direct", "winograd2", "winograd4"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_pass_equals_the_plain_loops(string algorithm)
    {
        Conv.Algorithm = Conv.Parse(algorithm);
        Widths.ForEach(bits =>
        {
            foreach (var shape in s_shapes)
            {
                Check<float>(shape, $"{algorithm}, {bits} bits, float, {shape}");
                Check<double>(shape, $"{algorithm}, {bits} bits, double, {shape}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Shapes_drawn_at_random_equal_the_plain_loops(string algorithm)
    {
        Conv.Algorithm = Conv.Parse(algorithm);
        var random = new Random(5);
        for (var i = 0; i < Soak.Cases(60, 3000); i++)
        {
            int kernel = random.Next(4) == 0 ? random.Next(1, 6) : 3, dilation = random.Next(4) == 0 ? 2 : 1, stride = random.Next(3) == 0 ? random.Next(1, 4) : 1;
            var groups = random.Next(4) == 0 ? random.Next(1, 5) : 1;
            var padding = random.Next(0, kernel + 1);
            var least = Math.Max((kernel - 1) * dilation + 1 - 2 * padding, 1);
            var shape = Shape(random.Next(1, 4), least + random.Next(12), least + random.Next(12), groups * random.Next(1, 40), groups * random.Next(1, 40), kernel, stride, padding, dilation, groups);
            WorkerTeam.Threads = random.Next(1, 4);
            Check<float>(shape, $"{algorithm}, case {i}, {shape}");
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Threads_change_no_bit(string algorithm)
    {
        Conv.Algorithm = Conv.Parse(algorithm);
        foreach (var shape in s_shapes)
        {
            WorkerTeam.Threads = 1;
            var expected = Passes<float>(shape, add: true);
            foreach (var threads in new[] { 2, 7 })
            {
                WorkerTeam.Threads = threads;
                var actual = Passes<float>(shape, add: true);
                for (var pass = 0; pass < 3; pass++) Assert.True(expected[pass].AsSpan().SequenceEqual(actual[pass]), $"{algorithm}, pass {pass}, {threads} threads, {shape}");
            }
        }
    }

    [Fact]
    public void Winograd_is_chosen_for_3x3_filters_with_many_channels_in_float()
    {
        Conv.Algorithm = ConvAlgorithm.Auto;
        Assert.Equal(ConvAlgorithm.Winograd4, Conv.AlgorithmFor<float>(Shape(1, 8, 8, 16, 16)));
        Assert.Equal(ConvAlgorithm.Direct, Conv.AlgorithmFor<double>(Shape(1, 8, 8, 16, 16)));
        Assert.Equal(ConvAlgorithm.Direct, Conv.AlgorithmFor<float>(Shape(1, 8, 8, 3, 16)));
        Assert.Equal(ConvAlgorithm.Direct, Conv.AlgorithmFor<float>(Shape(1, 8, 8, 16, 16, stride: 2)));
        Assert.Equal(ConvAlgorithm.Direct, Conv.AlgorithmFor<float>(Shape(1, 8, 8, 16, 16, dilation: 2)));
        Assert.Equal(ConvAlgorithm.Direct, Conv.AlgorithmFor<float>(Shape(1, 8, 8, 32, 32, groups: 2)));
    }

    [Fact]
    public void An_unknown_algorithm_is_refused() =>
        Assert.Equal("DESCENT_CONV is 'fft'; give direct, winograd2 or winograd4, or leave it unset to choose by shape.", Assert.Throws<ArgumentException>(() => Conv.Parse("fft")).Message);

    /// <summary>
    /// The documented bounds: the largest error of any element, over the root mean square of all, for numbers of mean 0. A sum of n
    /// products errs by about √n·2⁻²⁴; the transforms of F(4×4) magnify that some fivefold.
    /// </summary>
    [Theory]
    [InlineData("direct", 3e-6)]
    [InlineData("winograd2", 4e-6)]
    [InlineData("winograd4", 1.2e-5)]
    public void The_error_stays_within_the_stated_bound(string algorithm, double bound)
    {
        Conv.Algorithm = Conv.Parse(algorithm);
        foreach (var shape in new[] { Shape(8, 16, 16, 16, 16), Shape(4, 16, 16, 64, 64), Shape(2, 8, 8, 256, 32) })
        {
            var exact = Exact(shape, add: false);
            var actual = Passes<float>(shape, add: false);
            for (var pass = 0; pass < 3; pass++)
            {
                var scale = Math.Sqrt(exact[pass].Average(v => v * v));
                var worst = exact[pass].Zip(actual[pass], (e, a) => Math.Abs(e - a)).Max() / scale;
                Assert.True(worst <= bound, $"{algorithm}, pass {pass}, {shape}: the error is {worst:E1} of the root mean square");
            }
        }
    }

    private static void Check<T>(in ConvShape shape, string what)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        foreach (var add in new[] { false, true })
        {
            var expected = Exact(shape, add);
            var actual = Passes<T>(shape, add);
            for (var pass = 0; pass < 3; pass++)
            {
                // Relative to the size of a typical sum, whose terms may cancel; five times the bounds stated above cover the rare ones.
                var terms = pass switch { 0 => (double)shape.Taps * shape.GroupChannels, 1 => (double)shape.Taps * shape.GroupOutputs, _ => (double)shape.OutPixels };
                var tolerance = (typeof(T) == typeof(float) ? 6e-5 : 1e-13) * (1 + Math.Sqrt(terms) / 3);
                for (var i = 0; i < expected[pass].Length; i++)
                {
                    if (!(Math.Abs(expected[pass][i] - double.CreateTruncating(actual[pass][i])) <= tolerance))
                        Assert.Fail($"{what}: pass {pass}{(add ? ", added" : "")}, element {i} is {actual[pass][i]}, expected {expected[pass][i]}");
                }
            }
        }
    }

    private static (double[] X, double[] W, double[] Y, double[] Bias) Operands(in ConvShape s)
    {
        var random = new Random(s.GetHashCode());
        double[] Draw(nint count) => [.. Enumerable.Range(0, (int)count).Select(_ => (double)(float)(random.NextDouble() * 2 - 1))];
        return (Draw(s.Pixels * s.Channels), Draw((nint)s.Taps * s.GroupChannels * s.OutChannels), Draw(s.OutPixels * s.OutChannels), Draw(s.OutChannels));
    }

    private static readonly Dictionary<(ConvShape, bool), double[][]> s_exact = [];

    private static double[][] Exact(in ConvShape shape, bool add)
    {
        if (s_exact.TryGetValue((shape, add), out var known)) return known;
        var (x, w, dy, bias) = Operands(shape);
        double[] y = new double[dy.Length], dx = Start(x.Length, add), dw = Start(w.Length, add);
        fixed (double* px = x, pw = w, pdy = dy, py = y, pdx = dx, pdw = dw)
        {
            ConvPlain.Forward(shape, px, pw, py, false);
            ConvPlain.InputGradient(shape, pdy, pw, pdx, add);
            ConvPlain.FilterGradient(shape, px, pdy, pdw, add);
        }

        if (add) for (var i = 0; i < y.Length; i++) y[i] += bias[i % bias.Length];
        return s_exact[(shape, add)] = [y, dx, dw];
    }

    /// <summary>The three passes through the front door, between guards. With <paramref name="add"/>, the first has a bias and the others add.</summary>
    private static T[][] Passes<T>(in ConvShape shape, bool add)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        static T[] Of(double[] values) => Array.ConvertAll(values, v => T.CreateTruncating(v));
        var guard = T.CreateTruncating(777.25);
        var (dx, dw, dy, db) = Operands(shape);
        using var x = new Guarded<T>(Of(dx), guard);
        using var w = new Guarded<T>(Of(dw), guard);
        using var slope = new Guarded<T>(Of(dy), guard);
        using var bias = new Guarded<T>(Of(db), guard);
        using var y = new Guarded<T>(new T[dy.Length], guard);
        using var gx = new Guarded<T>(Of(Start(dx.Length, add)), guard);
        using var gw = new Guarded<T>(Of(Start(dw.Length, add)), guard);
        Conv.Forward(shape, x.Pointer, w.Pointer, add ? bias.Pointer : null, y.Pointer);
        Conv.InputGradient(shape, slope.Pointer, w.Pointer, gx.Pointer, add);
        Conv.FilterGradient(shape, x.Pointer, slope.Pointer, gw.Pointer, add);
        foreach (var memory in new[] { x, w, slope, bias, y, gx, gw }) memory.AssertIntact($"{shape}");
        return [y.Span.ToArray(), gx.Span.ToArray(), gw.Span.ToArray()];
    }

    // What is added to, or garbage that must be overwritten.
    private static double[] Start(int count, bool add) => [.. Enumerable.Range(0, count).Select(i => add ? i % 5 * 0.25 : double.NaN)];
}
