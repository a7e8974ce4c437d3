using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>Looks for infinities and NaN: numbers whose exponent is all ones, whatever their sign.</summary>
internal static unsafe class Finite
{
    private const int FloatExponent = 0x7F800000;
    private const long DoubleExponent = 0x7FF0000000000000;

    /// <summary>Whether x[0] … x[n − 1] are all finite. As whole numbers without sign, bits of finite numbers are less than those of others: one maximum tells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool All<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return All((double*)x, n);
        if (typeof(T) != typeof(float)) throw new NotSupportedException($"Finite.All: {typeof(T).Name} is neither float nor double.");
        var bits = (int*)x;
        var i = 0;
        var magnitude = Vector256.Create(int.MaxValue); // all but the sign
        Vector256<int> a = default, b = default, c = default, d = default;
        for (; i <= n - 32; i += 32)
        {
            a = Vector256.Max(a, Vector256.Load(bits + i) & magnitude);
            b = Vector256.Max(b, Vector256.Load(bits + i + 8) & magnitude);
            c = Vector256.Max(c, Vector256.Load(bits + i + 16) & magnitude);
            d = Vector256.Max(d, Vector256.Load(bits + i + 24) & magnitude);
        }

        if (Vector256.GreaterThanOrEqualAny(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)), Vector256.Create(FloatExponent))) return false;
        for (; i < n; i++)
            if ((bits[i] & FloatExponent) == FloatExponent) return false;
        return true;
    }

    /// <summary>The position of the first number that is not finite; −1 if there is none.</summary>
    public static int FirstNot<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < n; i++)
            if (!T.IsFinite(x[i])) return i;
        return -1;
    }

    // Networks in double are proofs, not speed.
    private static bool All(double* x, int n)
    {
        var bits = (long*)x;
        for (var i = 0; i < n; i++)
            if ((bits[i] & DoubleExponent) == DoubleExponent) return false;
        return true;
    }
}
