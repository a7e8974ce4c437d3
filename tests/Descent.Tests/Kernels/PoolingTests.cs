using System.Numerics;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

/// <summary>The pooling kernels against plain loops over every window, at every width, and what they do with NaN, infinities and equal numbers.</summary>
[Collection(ProcessSettings.Name)]
public unsafe class PoolingTests
{
    /// <summary>Pairs with and without pixels left over, overlapping and distant windows, margins, dilation, and windows that hold no pixel.</summary>
    private static readonly (int H, int W, int Kernel, int Stride, int Padding, int Dilation, bool Ceil)[] s_cases =
    [
        (4, 6, 2, 2, 0, 1, false), (5, 7, 2, 2, 0, 1, false), (5, 7, 2, 2, 0, 1, true), (5, 4, 2, 2, 1, 1, false), (7, 6, 3, 2, 1, 1, false),
        (6, 5, 3, 1, 1, 1, false), (8, 8, 3, 2, 0, 1, true), (7, 7, 2, 3, 0, 1, false), (7, 8, 3, 2, 1, 2, true), (2, 5, 2, 1, 1, 3, false), (1, 1, 1, 1, 0, 1, false),
    ];

    [Fact]
    public void Values_and_gradients_equal_the_plain_loop_bit_for_bit_at_every_width_and_channel_count() => Widths.ForEach(bits =>
    {
        var random = new Random(1);
        foreach (var c in s_cases)
        {
            foreach (var channels in (int[])[1, 2, 3, 4, 7, 8, 15, 16, 17, 33, 48])
            {
                var what = $"width {bits}, {c}, {channels} channels";
                CheckMax<float>(c, channels, random, what);
                CheckMax<double>(c, channels, random, what);
            }
        }
    });

    [Fact]
    public void Bytes_become_numbers_and_back_at_every_width() => Widths.ForEach(bits =>
    {
        switch (bits)
        {
            case 512: CheckBytes<Lanes512<float>, float>(); CheckBytes<Lanes512<double>, double>(); break;
            case 256: CheckBytes<Lanes256<float>, float>(); CheckBytes<Lanes256<double>, double>(); break;
            case 128: CheckBytes<Lanes128<float>, float>(); CheckBytes<Lanes128<double>, double>(); break;
            default: CheckBytes<Lanes1<float>, float>(); CheckBytes<Lanes1<double>, double>(); break;
        }
    });

    [Fact]
    public void A_window_larger_than_a_byte_finds_its_place_again() => Widths.ForEach(_ =>
    {
        var random = new Random(2);
        foreach (var channels in (int[])[1, 16, 70])
        {
            CheckMax<float>((20, 18, 17, 2, 3, 1, true), channels, random, $"width {LaneWidth.Bits}, {channels} channels");
            CheckMax<double>((20, 18, 17, 1, 8, 1, false), channels, random, $"width {LaneWidth.Bits}, {channels} channels");
        }
    });

    private static void CheckMax<T>((int H, int W, int Kernel, int Stride, int Padding, int Dilation, bool Ceil) c, int channels, Random random, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Few different numbers, so that windows hold equal ones, and some that are not finite.
        T Draw() => random.Next(20) switch { 0 => T.NaN, 1 => T.NegativeInfinity, 2 => T.PositiveInfinity, var k => T.CreateTruncating(k / 4.0) };
        const int Images = 2;
        int outH = Count(c.H, c), outW = Count(c.W, c);
        var axis = (int input, int output) => new WindowAxis(input, c.Kernel, c.Stride, c.Padding, c.Dilation, output);
        var grid = new WindowGrid(Images, channels, axis(c.H, outH), axis(c.W, outW));
        T[] x = [.. Enumerable.Range(0, Images * c.H * c.W * channels).Select(_ => Draw())];
        T[] dy = [.. Enumerable.Range(0, Images * outH * outW * channels).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
        T[] before = [.. x.Select(_ => T.CreateTruncating(random.NextDouble()))];
        T[] y = new T[dy.Length], dx = new T[x.Length];
        for (var n = 0; n < Images; n++)
            for (var o = 0; o < outH; o++)
                for (var p = 0; p < outW; p++)
                    for (var ch = 0; ch < channels; ch++)
                        Window(n, o, p, ch);

        using var gx = new Guarded<T>(x, T.CreateTruncating(42));
        using var gy = new Guarded<T>(y.Length, T.CreateTruncating(42));
        using var gdy = new Guarded<T>(dy, T.CreateTruncating(42));
        using var places = new Guarded<byte>(y.Length, 211);
        using var gdx = new Guarded<T>(before, T.CreateTruncating(42));
        var own = grid.Area <= MaxPoolKernel.MostPlaces ? places.Pointer : null;
        Device.Cpu.MaxPool(gx.Pointer, gy.Pointer, own, grid);
        AssertSame(y, gy.Span, $"{what}, values");
        Device.Cpu.MaxPoolGradient(own == null ? gx.Pointer : null, gdy.Pointer, own, gdx.Pointer, grid, add: false);
        AssertSame(dx, gdx.Span, $"{what}, gradient");
        before.CopyTo(gdx.Span);
        Device.Cpu.MaxPoolGradient(own == null ? gx.Pointer : null, gdy.Pointer, own, gdx.Pointer, grid, add: true);
        for (var i = 0; i < dx.Length; i++)
            Assert.True(T.Abs(gdx.Span[i] - (before[i] + dx[i])) <= T.CreateTruncating(1e-6), $"{what}, gradient added, element {i}");
        gy.AssertIntact(what);
        places.AssertIntact(what);
        gdx.AssertIntact(what);
        Device.Cpu.MaxPool(gx.Pointer, gy.Pointer, null, grid);
        AssertSame(y, gy.Span, $"{what}, values alone");

        // As PyTorch: larger, or NaN, takes the place; the first position with a pixel has it from the start.
        void Window(int n, int o, int p, int ch)
        {
            var best = T.NegativeInfinity;
            var place = -1;
            for (var i = 0; i < c.Kernel; i++)
            {
                for (var j = 0; j < c.Kernel; j++)
                {
                    int h = o * c.Stride - c.Padding + i * c.Dilation, w = p * c.Stride - c.Padding + j * c.Dilation;
                    if (h < 0 || h >= c.H || w < 0 || w >= c.W) continue;
                    var at = ((n * c.H + h) * c.W + w) * channels + ch;
                    if (place < 0) place = at;
                    if (!(x[at] > best) && !T.IsNaN(x[at])) continue;
                    (best, place) = (x[at], at);
                }
            }

            var to = ((n * outH + o) * outW + p) * channels + ch;
            y[to] = best;
            if (place >= 0) dx[place] += dy[to];
        }
    }

    // PyTorch's pooling_output_shape, which tells the number of windows from sizes that need not divide.
    private static int Count(int input, (int H, int W, int Kernel, int Stride, int Padding, int Dilation, bool Ceil) c)
    {
        var count = (input + 2 * c.Padding - c.Dilation * (c.Kernel - 1) - 1 + (c.Ceil ? c.Stride - 1 : 0)) / c.Stride + 1;
        return c.Ceil && (count - 1) * c.Stride >= input + c.Padding ? count - 1 : count;
    }

    private static void AssertSame<T>(T[] expected, Span<T> actual, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]), $"{what}, element {i}: {actual[i]}, not {expected[i]}");
    }

    private static void CheckBytes<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var bytes = new Guarded<byte>([.. Enumerable.Range(0, 256).Select(i => (byte)(i * 7))], 211);
        using var back = new Guarded<byte>(256, 211);
        using var numbers = new Guarded<T>(256, T.CreateTruncating(42));
        for (var i = 0; i < 256; i += V.Count)
        {
            var v = V.LoadBytes(bytes.Pointer + i);
            V.Store(v, numbers.Pointer + i);
            V.StoreBytes(v, back.Pointer + i);
        }

        for (var i = 0; i < 256; i++) Assert.Equal(bytes.Span[i], byte.CreateTruncating(numbers.Span[i]));
        Assert.Equal(bytes.Span, back.Span);
        back.AssertIntact($"{typeof(V)}");
    }
}
