using Descent.Devices;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public unsafe class ChannelKernelTests
{
    [Fact]
    public void Every_width_gives_the_same_bits_as_one_number_at_a_time_and_writes_nothing_else()
    {
        var random = new Random(1);
        int[] channels = [1, 2, 3, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 64, 100, 127, 128, 129, 255, 257, 1024, 1025, 2500];
        foreach (var c in channels)
        {
            foreach (var rows in (int[])[2, 3, 7, 16, 17, 33, 65, 70])
            {
                foreach (var activation in Enum.GetValues<Activation>())
                {
                    if (c > 300 && (rows > 33 || activation > Activation.ReLU)) continue;
                    var (floats, doubles) = (new Case<float>(rows, c, random), new Case<double>(rows, c, random));
                    byte[]? first = null, firstDouble = null;
                    Widths.ForEach(bits =>
                    {
                        Same(ref first, floats.Run(activation), bits, rows, c, activation);
                        Same(ref firstDouble, doubles.Run(activation), bits, rows, c, activation);
                    });
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(200)]
    [InlineData(1500)]
    public void Statistics_are_exact_far_from_0_and_next_to_outliers(int channels)
    {
        // A mean of 1e4 with deviation 1 leaves a float ten bits for the deviation; the statistics of those floats come out right all the same.
        var rows = 100_000 / channels + 300;
        var random = new Random(channels);
        foreach (var (mean, outlier) in ((float, float)[])[(1e4f, 0), (-1e4f, 0), (0, 1e6f), (0, 0)])
        {
            var x = new float[rows * channels];
            for (var i = 0; i < x.Length; i++) x[i] = mean + (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            for (var c = 0; c < channels; c++) x[c] += outlier;
            var op = new BatchNormOp.Node("BatchNorm", Tensor.From(x, [rows, channels]), null, null, null, null, null, 1e-5, Activation.None);
            op.Call();
            var statistics = op.Statistics.ToArray<double>();
            for (var c = 0; c < channels; c++)
            {
                var column = Enumerable.Range(0, rows).Select(i => (double)x[i * channels + c]).ToArray();
                var average = column.Sum() / rows;
                var variance = column.Sum(v => (v - average) * (v - average)) / rows;
                Assert.True(Math.Abs(statistics[c] - average) <= 1e-7 * Math.Sqrt(variance), $"mean {mean}, outlier {outlier}, channel {c}: {statistics[c]:R}, not {average:R}");

                // With an outlier among the rows that the differences are taken from, up to four bits of the sum of squares cancel.
                Assert.True(Math.Abs(statistics[channels + c] - variance) <= (outlier == 0 ? 5e-7 : 4e-6) * variance, $"mean {mean}, outlier {outlier}, channel {c}: variance {statistics[channels + c]:R}, not {variance:R}");
            }
        }
    }

    [Fact]
    public void A_mean_far_from_0_costs_the_output_no_digits()
    {
        var random = new Random(3);
        var x = Enumerable.Range(0, 4000).Select(_ => 1e4f + random.NextSingle() * 4 - 2).ToArray();
        var y = Tensor.From(x, [1000, 4]).BatchNorm().ToArray<float>();
        var exact = Tensor.From(Array.ConvertAll(x, v => (double)v), [1000, 4]).BatchNorm().ToArray<double>();
        for (var i = 0; i < y.Length; i++) Assert.True(Math.Abs(y[i] - exact[i]) <= 4e-7 * Math.Max(1, Math.Abs(exact[i])), $"{y[i]} for {exact[i]}");
    }

    [Fact]
    public void A_constant_channel_becomes_the_bias_exactly()
    {
        var y = Tensor.Full([70_000, 3], 0.1).BatchNorm(Tensor.Full([3], 2), Tensor.Full([3], 0.75)).ToArray<float>();
        Assert.All(y, v => Assert.Equal(0.75f, v));
    }

    private static void Same(ref byte[]? first, byte[] bytes, int bits, int rows, int channels, Activation activation)
    {
        first ??= bytes;
        Assert.True(first.AsSpan().SequenceEqual(bytes), $"width {bits} gives other bits for [{rows}, {channels}], {activation}");
    }

    /// <summary>A batch normalization and its gradient on guarded memory, with and without a residual.</summary>
    private sealed class Case<T>(int rows, int channels, Random random)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        private readonly T[] _x = Draw(rows * channels, random), _r = Draw(rows * channels, random), _dy = Draw(rows * channels, random);
        private readonly T[] _w = Draw(channels, random), _b = Draw(channels, random);

        public byte[] Run(Activation activation)
        {
            var guard = T.CreateTruncating(42);
            var bytes = new List<byte>();
            foreach (var residual in (bool[])[false, true])
            {
                foreach (var ofBatch in (bool[])[true, false])
                {
                    using Guarded<T> x = new(_x, guard), r = new(_r, guard), dy = new(_dy, guard), w = new(_w, guard), b = new(_b, guard);
                    using Guarded<T> y = new(_x.Length, guard), dx = new(_x.Length, guard), dr = new(_x.Length, guard), dw = new(channels, guard), db = new(channels, guard);
                    using Guarded<double> mean = new(channels, 42), variance = new(channels, 42);
                    var args = new ChannelNormArgs<T>
                    {
                        X = x.Pointer,
                        Y = y.Pointer,
                        Residual = residual ? r.Pointer : null,
                        Weight = w.Pointer,
                        Bias = b.Pointer,
                        Mean = mean.Pointer,
                        Variance = variance.Pointer,
                        Samples = 1,
                        Rows = rows,
                        Channels = channels,
                        Groups = channels,
                        Epsilon = 1e-5,
                        Activation = activation,
                        OfInput = ofBatch,
                        Dy = dy.Pointer,
                        Dx = dx.Pointer,
                        DResidual = residual ? dr.Pointer : null,
                        DWeight = dw.Pointer,
                        DBias = db.Pointer,
                    };
                    Device.Cpu.ChannelNorm(args);
                    Device.Cpu.ChannelNormGradient(args);
                    foreach (var part in (Guarded<T>[])[y, dx, dr, dw, db])
                    {
                        part.AssertIntact($"[{rows}, {channels}]");
                        bytes.AddRange(System.Runtime.InteropServices.MemoryMarshal.AsBytes(part.Span));
                    }

                    mean.AssertIntact("mean");
                    variance.AssertIntact("variance");
                }
            }

            return [.. bytes];
        }

        private static T[] Draw(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(4 * random.NextDouble() - 2))];
    }
}
