using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>Sums of squares in double, whatever the element type, in one order for every vector width.</summary>
internal static unsafe class SquareSum
{
    /// <summary>Σ x[i]², i in 0 … n − 1: eight running sums, then a fixed tree, then the tail. Floats cannot overflow it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double Of<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        var i = 0;
        for (; i <= n - 8; i += 8)
        {
            var (a, b) = typeof(T) == typeof(float)
                ? Vector256.Widen(Vector256.Load((float*)x + i))
                : (Vector256.Load((double*)x + i), Vector256.Load((double*)x + i + 4));
            low = Vector256.FusedMultiplyAdd(a, a, low);
            high = Vector256.FusedMultiplyAdd(b, b, high);
        }

        var four = low + high;
        var sum = (four[0] + four[2]) + (four[1] + four[3]);
        for (; i < n; i++)
        {
            var value = WideSum.AsDouble(x[i]);
            sum += value * value;
        }

        return sum;
    }
}
