using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>Sums in double, whatever the element type, in one order for every vector width.</summary>
internal static unsafe class WideSum
{
    /// <summary>Σ x[i], i in 0 … n − 1: eight running sums, then a fixed tree, then the tail.</summary>
    public static double Of<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        var i = 0;
        for (; i <= n - 8; i += 8)
        {
            if (typeof(T) == typeof(float))
            {
                var (a, b) = Vector256.Widen(Vector256.Load((float*)x + i));
                low += a;
                high += b;
            }
            else
            {
                low += Vector256.Load((double*)x + i);
                high += Vector256.Load((double*)x + i + 4);
            }
        }

        var four = low + high;
        var sum = (four[0] + four[2]) + (four[1] + four[3]);
        for (; i < n; i++) sum += AsDouble(x[i]);
        return sum;
    }

    /// <summary>A float or double as a double, folded by the compiler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AsDouble<T>(T value)
        where T : unmanaged => typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value) : Unsafe.BitCast<T, double>(value);
}
