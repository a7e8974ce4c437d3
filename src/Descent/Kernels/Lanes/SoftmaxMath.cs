using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The exponential and the logarithm where softmax needs them: eˣ for x ≤ 0 and log s for s ≥ 1. Half the work of the general ones.
/// </summary>
internal static class SoftmaxMath
{
    /// <summary>eˣ for x ≤ 0; results under the normal numbers are 0, NaN stays. Within 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // x = n·log 2 + r. log 2 in two parts: n times the first is exact, or subtracted with one rounding.
        var isFloat = typeof(T) == typeof(float);
        var n = V.Round(x * V.All(Literal.Of<T>(1.4426950408889634)));
        var r = V.Fma(n, V.All(Literal.Of<T>(isFloat ? -0.693145751953125 : -0.69314718036912382)), x);
        r = V.Fma(n, V.All(Literal.Of<T>(isFloat ? -1.428606765330187e-6 : -1.9082149292705877e-10)), r);

        // Taylor's series of e^r for |r| ≤ log(2)/2: its rest is under 2⁻²⁵ (2⁻⁵⁴) after the term in r⁷ (r¹³).
        var one = V.All(T.One);
        V y;
        if (isFloat)
        {
            y = V.All(Literal.Of<T>(1.0 / 5040));
        }
        else
        {
            y = V.All(Literal.Of<T>(1.0 / 6227020800));
            y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 479001600)));
            y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 39916800)));
            y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 3628800)));
            y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 362880)));
            y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 40320)));
            y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 5040)));
        }

        y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 720)));
        y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 120)));
        y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 24)));
        y = V.Fma(y, r, V.All(Literal.Of<T>(1.0 / 6)));
        y = V.Fma(y, r, V.All(Literal.Of<T>(0.5)));
        y = V.Fma(y, r, one);
        y = V.Fma(y, r, one);

        // e^−87.3 (e^−708.3) is the smallest normal number; below, n is out of PowerOfTwo's reach.
        return V.Select(V.Less(x, V.All(Literal.Of<T>(isFloat ? -87.3 : -708.3))), default, y * V.PowerOfTwo(n));
    }

    /// <summary>log x for normal x ≥ 1; NaN stays. Within 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // x = m·2ᵉ with m in [√½, √2); log m = 2·artanh s = 2s + 2s³(1/3 + s²/5 + …) with s = (m − 1)/(m + 1), |s| < 0.172.
        // The series' rest is under 2⁻²⁶ (2⁻⁵⁷) of the whole.
        var m = V.Split(x, out var e);
        var f = m - V.All(T.One);
        var s = f / (m + V.All(T.One));
        var z = s * s;
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.All(Literal.Of<T>(1.0 / 9));
        }
        else
        {
            p = V.All(Literal.Of<T>(1.0 / 21));
            p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 19)));
            p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 17)));
            p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 15)));
            p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 13)));
            p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 11)));
            p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 9)));
        }

        p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 7)));
        p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 5)));
        p = V.Fma(p, z, V.All(Literal.Of<T>(1.0 / 3)));

        // 2s = f − s·f exactly, and f itself is exact.
        var log = f - s * (f - (z + z) * p);
        return V.Select(V.Equal(x, x), V.Fma(e, V.All(Literal.Of<T>(0.69314718055994530942)), log), x);
    }
}
