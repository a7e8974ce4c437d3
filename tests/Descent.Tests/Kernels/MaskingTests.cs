using System.Numerics;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public unsafe class MaskingTests
{
    [Fact]
    public void A_mask_equals_the_plain_loop_bit_for_bit_at_every_width_and_length() => Widths.ForEach(_ =>
    {
        var random = new Random(1);
        for (var n = 0; n < 258; n++)
        {
            foreach (var add in (bool[])[false, true])
            {
                Check<float>(n, add, random);
                Check<double>(n, add, random);
            }
        }
    });

    private static void Check<T>(int n, bool add, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] x = [.. Enumerable.Range(0, n + 1).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
        T[] y = [.. Enumerable.Range(0, n + 1).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
        byte[] mask = [.. Enumerable.Range(0, n + 1).Select(_ => (byte)random.Next(2))];
        if (n > 0) (x[n / 2], mask[n / 2]) = (T.NaN, 0); // what is dropped is 0, whatever it was
        var expected = (T[])y.Clone();
        for (var i = 0; i < n; i++)
        {
            var kept = mask[i] == 1 ? x[i] * T.CreateTruncating(1 / 0.7) : T.Zero;
            expected[i] = add ? expected[i] + kept : kept;
        }

        fixed (T* px = x, py = y)
        fixed (byte* pm = mask)
            Masking.Run(px, pm, py, n, 1 / 0.7, add);
        Assert.True(expected.AsSpan().SequenceEqual(y), $"{typeof(T).Name}, {n} elements, add {add}, width {LaneWidth.Bits}");
    }
}
