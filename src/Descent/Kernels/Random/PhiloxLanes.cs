using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Philox 4×32-10 for many blocks at once, with the bits that the scalar <c>Philox</c> gives, at every width.</summary>
internal static unsafe class PhiloxLanes
{
    // The numbers of as many blocks as the widest row has lanes.
    private const int Most = 4 * 16;

    /// <summary>numbers[i] = the bits at position <paramref name="first"/> + i, where <paramref name="first"/> is a multiple of 4.</summary>
    public static void Bits(in PhiloxCounter counter, int first, uint* numbers, int count)
    {
        switch (LaneWidth.Bits)
        {
            case 512: Bits<Words512>(counter, first, numbers, count); break;
            case 256: Bits<Words256>(counter, first, numbers, count); break;
            case 128: Bits<Words128>(counter, first, numbers, count); break;
            default: Bits<Words1>(counter, first, numbers, count); break;
        }
    }

    /// <summary>
    /// mask[i] = 1 where the upper 24 bits at position <paramref name="first"/> + i are below <paramref name="threshold"/>, else 0;
    /// <paramref name="first"/> is a multiple of 4.
    /// </summary>
    public static void Mask(in PhiloxCounter counter, int first, uint threshold, byte* mask, int count)
    {
        switch (LaneWidth.Bits)
        {
            case 512: Mask<Words512>(counter, first, threshold, mask, count); break;
            case 256: Mask<Words256>(counter, first, threshold, mask, count); break;
            case 128: Mask<Words128>(counter, first, threshold, mask, count); break;
            default: Mask<Words1>(counter, first, threshold, mask, count); break;
        }
    }

    private static void Bits<W>(in PhiloxCounter counter, int first, uint* numbers, int count)
        where W : struct, IWords<W>
    {
        var buffer = stackalloc uint[Most];
        var n = W.Count;
        for (var done = 0; done < count; done += 4 * n)
        {
            Blocks<W>(counter, (uint)(first + done) / 4, out var a, out var b, out var c, out var d);
            W.Store(a, buffer);
            W.Store(b, buffer + n);
            W.Store(c, buffer + 2 * n);
            W.Store(d, buffer + 3 * n);
            var left = Math.Min(4 * n, count - done);
            for (var i = 0; i < left; i++) numbers[done + i] = buffer[(i & 3) * n + (i >> 2)];
        }
    }

    private static void Mask<W>(in PhiloxCounter counter, int first, uint threshold, byte* mask, int count)
        where W : struct, IWords<W>
    {
        var rest = stackalloc uint[Most / 4];
        var limit = W.All(threshold);
        for (var done = 0; done < count; done += 4 * W.Count)
        {
            Blocks<W>(counter, (uint)(first + done) / 4, out var a, out var b, out var c, out var d);

            // The four numbers of a block become the four bytes of its word, in the order of their positions.
            var bytes = (Below(a) & W.All(0x01)) | (Below(b) & W.All(0x0100)) | (Below(c) & W.All(0x010000)) | (Below(d) & W.All(0x01000000));
            var left = count - done;
            if (left >= 4 * W.Count)
            {
                W.Store(bytes, (uint*)(mask + done));
            }
            else
            {
                W.Store(bytes, rest);
                Buffer.MemoryCopy(rest, mask + done, left, left);
            }
        }

        W Below(W number) => W.Less(W.ShiftRight8(number), limit);
    }

    /// <summary>Blocks <paramref name="index"/>, <paramref name="index"/> + 1, …: one a lane, their four numbers in a, b, c and d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blocks<W>(in PhiloxCounter counter, uint index, out W a, out W b, out W c, out W d)
        where W : struct, IWords<W>
    {
        // The paper's multipliers and Weyl constants.
        W m0 = W.All(0xD2511F53), m1 = W.All(0xCD9E8D57), w0 = W.All(0x9E3779B9), w1 = W.All(0xBB67AE85);
        W c0 = W.All(index) + W.Index, c1 = W.All(counter.Word1), c2 = W.All(counter.Word2), c3 = W.All(counter.Word3);
        W k0 = W.All(counter.Key0), k1 = W.All(counter.Key1);
        for (var round = 0; round < 10; round++)
        {
            var (high0, low0) = W.Multiply(m0, c0);
            var (high1, low1) = W.Multiply(m1, c2);
            c0 = high1 ^ c1 ^ k0;
            c1 = low1;
            c2 = high0 ^ c3 ^ k1;
            c3 = low0;
            k0 += w0;
            k1 += w1;
        }

        (a, b, c, d) = (c0, c1, c2, c3);
    }
}
