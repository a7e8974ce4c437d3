using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public unsafe class SoftmaxTests
{
    [Fact]
    public void Rows_and_columns_equal_the_plain_double_loop_at_every_width_and_length()
    {
        var random = new Random(1);
        Widths.ForEach(_ =>
        {
            for (var size = 1; size < 70; size++)
            {
                for (var inner = 1; inner < 40; inner += inner < 4 ? 1 : 9)
                {
                    Check(Draw(3 * size * inner, random), size, inner, log: false);
                    Check(Draw(3 * size * inner, random), size, inner, log: true);
                }
            }

            Check(Draw(2 * 1031, random), 1031, 1, log: false);
            Check(Draw(2 * 1031, random), 1031, 1, log: true);
        });
    }

    [Fact]
    public void Probabilities_add_up_to_1_and_large_logits_do_not_overflow()
    {
        var y = Tensor.From([1e30f, -1e30f, 0, 88, 89, 90], [2, 3]).Softmax().ToArray<float>();
        Assert.Equal([1, 0, 0], y[..3]);
        Assert.Equal(1, y[3..].Sum(), 1e-6);
        Assert.Equal(Math.Log(y[5]), Tensor.From([88f, 89, 90]).LogSoftmax().ToArray<float>()[2], 1e-6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(37)]
    public void Rows_with_NaN_plus_infinity_or_nothing_but_minus_infinity_are_NaN_and_others_untouched(int size)
    {
        // As PyTorch 1.13: the maximum is NaN or infinite, and infinity less infinity is NaN.
        Widths.ForEach(_ =>
        {
            foreach (var axis in (int[])[-1, 0])
            {
                float[] rows = [.. Enumerable.Repeat(0.5f, 4 * size)];
                rows[size - 1] = float.NaN;
                rows[size] = float.PositiveInfinity;
                rows.AsSpan(2 * size, size).Fill(float.NegativeInfinity);
                rows[4 * size - 1] = float.NegativeInfinity;
                var x = Tensor.From(rows, [4, size]);
                foreach (var log in (bool[])[false, true])
                {
                    var over = axis == 0 ? x.Transpose() : x;
                    var y = log ? over.LogSoftmax(axis) : over.Softmax(axis);
                    var result = (axis == 0 ? y.Transpose() : y).ToArray<float>();
                    Assert.All(result[..size], v => Assert.True(float.IsNaN(v)));
                    Assert.True(float.IsNaN(result[size]));
                    Assert.All(result[(2 * size)..(3 * size)], v => Assert.True(float.IsNaN(v)));
                    Assert.Equal(log ? float.NegativeInfinity : 0, result[4 * size - 1]);
                    Assert.Equal(log ? -Math.Log(size - 1) : 1.0 / (size - 1), result[3 * size], 1e-6);
                }
            }
        });
    }

    private static void Check(float[] x, int size, int inner, bool log)
    {
        var outer = x.Length / size / inner;
        var dy = Draw(x.Length, new Random(size * inner));
        float[] y = new float[x.Length + 1], dx = new float[x.Length + 1], twice = new float[x.Length + 1];
        y[^1] = dx[^1] = twice[^1] = 42;
        fixed (float* px = x, py = y, pdy = dy, pdx = dx, p2 = twice)
        {
            Device.Cpu.Softmax(px, py, outer, size, inner, log);
            Device.Cpu.SoftmaxGradient(py, pdy, pdx, outer, size, inner, log, add: false);
            Device.Cpu.SoftmaxGradient(py, pdy, p2, outer, size, inner, log, add: true);
        }

        Assert.Equal((42f, 42f, 42f), (y[^1], dx[^1], twice[^1]));
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inner; i++)
            {
                int At(int k) => (o * size + k) * inner + i;
                var max = Enumerable.Range(0, size).Max(k => x[At(k)]);
                var sum = Enumerable.Range(0, size).Sum(k => Math.Exp((double)x[At(k)] - max));
                double[] p = [.. Enumerable.Range(0, size).Select(k => Math.Exp((double)x[At(k)] - max) / sum)];
                var dot = Enumerable.Range(0, size).Sum(k => dy[At(k)] * (log ? 1 : p[k]));
                for (var k = 0; k < size; k++)
                {
                    // Values near 20 hold 1e-6 of rounding in float; the sum of a row's gradients grows with its length.
                    var value = log ? Math.Log(p[k]) : p[k];
                    var gradient = log ? dy[At(k)] - p[k] * dot : p[k] * (dy[At(k)] - dot);
                    if (Math.Abs(y[At(k)] - value) > 4e-6 * Math.Max(Math.Abs(value), 1e-3) + (log ? 2e-6 : 0))
                        Assert.Fail($"width {LaneWidth.Bits}, size {size}, inner {inner}, log {log}: {y[At(k)]}, not {value}");
                    if (Math.Abs(dx[At(k)] - gradient) > 1e-5 * (1 + Math.Abs(dot)) || dx[At(k)] != twice[At(k)])
                        Assert.Fail($"width {LaneWidth.Bits}, size {size}, inner {inner}, log {log}: gradient {dx[At(k)]}, not {gradient}");
                }
            }
        }
    }

    private static float[] Draw(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => 20 * random.NextSingle() - 10)];
}
