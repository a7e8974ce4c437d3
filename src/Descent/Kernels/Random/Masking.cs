using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>Multiplies by a mask of bytes: what dropout does to values and to gradients.</summary>
internal static unsafe class Masking
{
    /// <summary>y[i] (+)= mask[i] = 1 ? x[i]·scale : 0. y may be x.</summary>
    public static void Run<T>(T* x, byte* mask, T* y, int n, double scale, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        if (typeof(T) == typeof(float)) i = Floats((float*)x, mask, (float*)y, n, (float)scale, add);
        var factor = T.CreateTruncating(scale);
        for (; i < n; i++)
        {
            var kept = mask[i] != 0 ? x[i] * factor : T.Zero;
            y[i] = add ? y[i] + kept : kept;
        }
    }

    /// <summary>The whole vectors; returns how many elements they covered.</summary>
    private static int Floats(float* x, byte* mask, float* y, int n, float scale, bool add)
    {
        var i = 0;
        if (LaneWidth.Bits == 512 && Avx512F.IsSupported)
        {
            for (; i <= n - 16; i += 16)
            {
                // 1 becomes all bits set, 0 stays.
                var keep = (-Avx512F.ConvertToVector512Int32(Vector128.Load(mask + i))).AsSingle();
                var kept = keep & (Vector512.Load(x + i) * scale);
                (add ? Vector512.Load(y + i) + kept : kept).Store(y + i);
            }
        }
        else if (LaneWidth.Bits == 256 && Avx2.IsSupported)
        {
            for (; i <= n - 8; i += 8)
            {
                var keep = (-Avx2.ConvertToVector256Int32(mask + i)).AsSingle();
                var kept = keep & (Vector256.Load(x + i) * scale);
                (add ? Vector256.Load(y + i) + kept : kept).Store(y + i);
            }
        }
        else if (LaneWidth.Bits == 128 && Sse41.IsSupported)
        {
            for (; i <= n - 4; i += 4)
            {
                var keep = (-Sse41.ConvertToVector128Int32(mask + i)).AsSingle();
                var kept = keep & (Vector128.Load(x + i) * scale);
                (add ? Vector128.Load(y + i) + kept : kept).Store(y + i);
            }
        }

        return i;
    }
}
