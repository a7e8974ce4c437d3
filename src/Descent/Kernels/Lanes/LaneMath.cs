using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Elementary functions, written once for every width in float and double, with the same bits at every width. Errors are at most
/// 2.5 units in the last place in float and 4 in double, <see cref="Pow"/> excepted (see there); docs/numerics.md has each function's
/// bound. Signed zeros, infinities, NaN and results too small to be normal numbers come out as IEEE 754 asks.
/// <para>Polynomials are minimax fits (Lawson's iteration on Chebyshev nodes, 50 digits), of a degree that leaves their own error
/// under a quarter of a unit in the last place.</para>
/// </summary>
internal static class LaneMath
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Beyond these the result is 0 or infinity; the exponent below must stay in reach of two factors.
        x = typeof(T) == typeof(float) ? Clamp<V, T>(x, -104, 89) : Clamp<V, T>(x, -746, 710);
        var q = ExpReduced<V, T>(x, out var n);
        return ScaleByPowerOfTwo<V, T>(One<V, T>() + q, n);
    }

    /// <summary>eˣ − 1, without cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // At the lower bounds the result is −1 to the last bit.
        var clamped = typeof(T) == typeof(float) ? Clamp<V, T>(x, -20, 89) : Clamp<V, T>(x, -40, 710);
        var q = ExpReduced<V, T>(clamped, out var n);

        // 2ⁿ(1 + q) − 1 = 2ⁿq + (2ⁿ − 1), computed as twice its half so that n = 128 (1024 in double) does not overflow.
        var half = V.PowerOfTwo(n - One<V, T>());
        var y = V.Fma(half, q, half - Literal.All<V, T>(0.5));
        y += y;

        // Where x²/2 is lost beside x the result is x, which keeps −0 and denormal numbers.
        return V.Select(V.Less(V.Abs(x), Literal.All<V, T>(typeof(T) == typeof(float) ? 2.9e-8 : 5.5e-17)), x, y);
    }

    /// <summary>The natural logarithm: −∞ at ±0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = LogPositive<V, T>(x, default);
        return LogSpecial<V, T>(x, x, y);
    }

    /// <summary>log(1 + x), without cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // u + error = 1 + x exactly (Knuth's two-sum), and log(u + error) = log u + error/u up to its square.
        var one = One<V, T>();
        var u = one + x;
        var back = u - one;
        var error = (one - (u - back)) + (x - back);
        var y = LogSpecial<V, T>(x, u, LogPositive<V, T>(u, error / u));
        return V.Select(V.Less(V.Abs(x), Literal.All<V, T>(typeof(T) == typeof(float) ? 2.9e-8 : 5.5e-17)), x, y);
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // tanh |x| = t/(t + 2) with t = e^(2|x|) − 1; at the bound it is 1 to the last bit.
        var size = V.Abs(x);
        size = AtMost<V, T>(size, Literal.All<V, T>(typeof(T) == typeof(float) ? 10 : 20));
        var t = Expm1<V, T>(size + size);
        return V.CopySign(t / (t + Literal.All<V, T>(2)), x);
    }

    /// <summary>The logistic function 1/(1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // For negative x as eˣ/(1 + eˣ), which is exact down to the smallest number.
        var e = Exp<V, T>(-V.Abs(x));
        return V.Select(V.Less(x, default), e, One<V, T>()) / (One<V, T>() + e);
    }

    /// <summary>The error function 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = V.Abs(x);
        var z = x * x;
        V small, q;
        if (typeof(T) == typeof(float))
        {
            // erf(x)/x in x² on [0, 1], and −log(1 − erf x) in x on [1, 3.95].
            small = Literal.All<V, T>(0.0000788839966354787503);
            small = Then<V, T>(small, z, -0.000802060490054523688);
            small = Then<V, T>(small, z, 0.00518950593779522763);
            small = Then<V, T>(small, z, -0.0268544275199617022);
            small = Then<V, T>(small, z, 0.112835997205642351);
            small = Then<V, T>(small, z, -0.376126270904063415);
            small = Then<V, T>(small, z, 0.12837916590608244); // less 1, which is added last

            var w = AtMost<V, T>(size, Literal.All<V, T>(3.95));
            q = Literal.All<V, T>(-0.000185296211014720928);
            q = Then<V, T>(q, w, 0.00293700473964378495);
            q = Then<V, T>(q, w, -0.0217953843022695575);
            q = Then<V, T>(q, w, 0.103017551333059908);
            q = Then<V, T>(q, w, 0.638247507598401265);
            q = Then<V, T>(q, w, 1.12702742317737099);
            q = Then<V, T>(q, w, 0.000356710701511156776);
        }
        else
        {
            small = Literal.All<V, T>(-7.80085526901144262e-10);
            small = Then<V, T>(small, z, 1.37227892058312797e-8);
            small = Then<V, T>(small, z, -1.62091305442090883e-7);
            small = Then<V, T>(small, z, 1.64475114484844838e-6);
            small = Then<V, T>(small, z, -0.0000149247441310940664);
            small = Then<V, T>(small, z, 0.000120552952912110184);
            small = Then<V, T>(small, z, -0.000854832598865915827);
            small = Then<V, T>(small, z, 0.0052239776074004716);
            small = Then<V, T>(small, z, -0.0268661706432732333);
            small = Then<V, T>(small, z, 0.112837916709452333);
            small = Then<V, T>(small, z, -0.376126389031835461);
            small = Then<V, T>(small, z, 0.12837916709551257);

            // In x − 2.5 on [1, 5.95].
            var w = AtMost<V, T>(size, Literal.All<V, T>(5.95)) - Literal.All<V, T>(2.5);
            q = Literal.All<V, T>(-1.03723798059853544e-12);
            q = Then<V, T>(q, w, 7.66675329794466691e-13);
            q = Then<V, T>(q, w, 8.82887785965914037e-12);
            q = Then<V, T>(q, w, -1.80990775424005393e-11);
            q = Then<V, T>(q, w, 1.37205969498196612e-10);
            q = Then<V, T>(q, w, -8.77435467413556121e-10);
            q = Then<V, T>(q, w, 3.54142228960201592e-9);
            q = Then<V, T>(q, w, -1.08525628477336951e-8);
            q = Then<V, T>(q, w, 1.26205300196891476e-8);
            q = Then<V, T>(q, w, 1.55899366554335354e-7);
            q = Then<V, T>(q, w, -1.76902479310608978e-6);
            q = Then<V, T>(q, w, 0.0000127558580388018608);
            q = Then<V, T>(q, w, -0.000077030781545527115);
            q = Then<V, T>(q, w, 0.000420932563821469071);
            q = Then<V, T>(q, w, -0.00216547690273544736);
            q = Then<V, T>(q, w, 0.0108580727374847083);
            q = Then<V, T>(q, w, 0.943893733524224742);
            q = Then<V, T>(q, w, 5.35268075098643266);
            q = Then<V, T>(q, w, 7.80681527272726562);
        }

        var large = V.CopySign(One<V, T>() - Exp<V, T>(-q), x);
        return V.Select(V.Less(size, One<V, T>()), V.Fma(small, x, x), large);
    }

    /// <summary>
    /// xʸ, with IEEE 754's pow at 0, 1, infinities and negative x. The error grows with |y·log x|: at most 2 units in the last place in
    /// float and 12 in double, near overflow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow<V, T>(V x, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var zero = default(V);
        var one = One<V, T>();
        var infinity = V.All(T.PositiveInfinity);
        var size = V.Abs(x);

        // y·log|x| as a rounded value and what rounding lost, which e^ takes as a factor 1 + rest.
        var log = LogExtended<V, T>(size, out var logRest);
        var product = y * log;
        var rest = V.Fma(y, log, -product) + y * logRest;
        var bounded = typeof(T) == typeof(float) ? Clamp<V, T>(product, -104, 89) : Clamp<V, T>(product, -746, 710);
        rest = V.Select(V.Equal(bounded, product), rest, zero);
        var q = ExpReduced<V, T>(bounded, out var n);
        var power = ScaleByPowerOfTwo<V, T>(one + V.Fma(rest, one + q, q), n);

        // 0 and infinity to a power: 0 or infinity by the sign of y.
        var yNegative = V.Less(y, zero);
        power = V.Select(V.Equal(size, zero), V.Select(yNegative, infinity, zero), power);
        power = V.Select(V.Equal(size, infinity), V.Select(yNegative, zero, infinity), power);

        // A negative base, −0 included, needs an integer exponent; odd ones keep the sign.
        var half = y * Literal.All<V, T>(0.5);
        var isInteger = V.Equal(V.Round(y), y);
        var signed = V.Select(V.Select(V.Equal(V.Round(half), half), zero, isInteger), V.CopySign(power, x), power);
        var belowZero = V.Select(V.Select(isInteger, zero, V.Less(x, zero)), V.Select(V.Equal(size, infinity), power, V.All(T.NaN)), signed);

        power = V.Select(V.Equal(x, x), V.Select(V.Equal(y, y), belowZero, y), x);
        // (−1)^±∞ is 1, as 1 to anything and anything to 0 are.
        power = V.Select(V.Equal(size, one), V.Select(V.Equal(V.Abs(y), infinity), one, power), power);
        return V.Select(V.Equal(x, one), one, V.Select(V.Equal(y, zero), one, power));
    }

    /// <summary>e^(x − n·log 2) − 1 for the integer n that brings its argument next to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpReduced<V, T>(V x, out V n)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // log 2 in two parts: the first multiple is subtracted exactly (one rounding of a number that needs none).
        n = V.Round(x * Literal.All<V, T>(Log2E));
        var r = V.Fma(n, Literal.All<V, T>(typeof(T) == typeof(float) ? -0.693147182464599609375 : -0.69314718055994530942), x);
        r = V.Fma(n, Literal.All<V, T>(typeof(T) == typeof(float) ? 1.90465429995777e-9 : -2.3190468138462996e-17), r);

        // (e^r − 1 − r)/r² for |r| ≤ log(2)/2.
        V p;
        if (typeof(T) == typeof(float))
        {
            p = Literal.All<V, T>(0.00139513373995591201);
            p = Then<V, T>(p, r, 0.00836880570301101445);
            p = Then<V, T>(p, r, 0.0416661896732767424);
            p = Then<V, T>(p, r, 0.166665195559721793);
            p = Then<V, T>(p, r, 0.500000010221999864);
        }
        else
        {
            p = Literal.All<V, T>(2.09268882781606893e-9);
            p = Then<V, T>(p, r, 2.51122587660879035e-8);
            p = Then<V, T>(p, r, 2.75572333975521838e-7);
            p = Then<V, T>(p, r, 2.75572341753402041e-6);
            p = Then<V, T>(p, r, 0.0000248015873739627291);
            p = Then<V, T>(p, r, 0.00019841269897125409);
            p = Then<V, T>(p, r, 0.00138888888888580888);
            p = Then<V, T>(p, r, 0.00833333333331671357);
            p = Then<V, T>(p, r, 0.0416666666666667263);
            p = Then<V, T>(p, r, 0.166666666666666839);
            p = Then<V, T>(p, r, 0.5);
        }

        return V.Fma(r * r, p, r);
    }

    /// <summary>log x + correction for positive finite x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogPositive<V, T>(V x, V correction)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var f = SplitPositive<V, T>(x, out var e) - One<V, T>();
        var s = f / (f + Literal.All<V, T>(2));
        var w = AtanhSeries<V, T>(s * s);

        // log(1 + f) = f − (f²/2 − s·(f²/2 + w)), where log((1 + s)/(1 − s)) = 2s + s·w.
        var halfSquare = Literal.All<V, T>(0.5) * f * f;
        var small = V.Fma(s, halfSquare + w, V.Fma(e, Log2Low<V, T>(), correction));
        return V.Fma(e, Log2High<V, T>(), f - (halfSquare - small));
    }

    /// <summary>log x to about seven bits more than T holds, as a rounded value and the rest; x positive and finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogExtended<V, T>(V x, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var f = SplitPositive<V, T>(x, out var e) - One<V, T>();

        // s = f/(f + 2) with the remainder of the division; f + 2 as a sum of two.
        var two = Literal.All<V, T>(2);
        var d = f + two;
        var dRest = f - (d - two);
        var s = f / d;
        var sRest = (V.Fma(-s, d, f) - s * dRest) / d;
        var series = s * AtanhSeries<V, T>(s * s);

        // e·log 2 + 2s + 2·sRest + series, largest first.
        var high = e * Log2High<V, T>();
        var highRest = V.Fma(e, Log2High<V, T>(), -high);
        var twoS = s + s;
        var sum = high + twoS;
        var back = sum - high;
        var sumRest = (high - (sum - back)) + (twoS - back);
        sumRest += highRest + V.Fma(e, Log2Low<V, T>(), sRest + sRest);

        var log = sum + (series + sumRest);
        back = log - sum;
        rest = (sum - (log - back)) + (series - back + sumRest);
        return log;
    }

    /// <summary>m in [√½, √2) and e with x = m·2ᵉ, for positive x, denormal ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SplitPositive<V, T>(V x, out V e)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Denormal numbers are moved up by 2²⁴ (2⁵⁴) first.
        var isDenormal = V.Less(x, Literal.All<V, T>(typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308));
        var m = V.Split(V.Select(isDenormal, x * Literal.All<V, T>(typeof(T) == typeof(float) ? 16777216 : 18014398509481984), x), out e);
        e = V.Select(isDenormal, e - Literal.All<V, T>(typeof(T) == typeof(float) ? 24 : 54), e);
        return m;
    }

    /// <summary>log((1 + s)/(1 − s))/s − 2 in z = s², for s of m in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtanhSeries<V, T>(V z)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V w;
        if (typeof(T) == typeof(float))
        {
            w = Literal.All<V, T>(0.235808305827821755);
            w = Then<V, T>(w, z, 0.285373724380161398);
            w = Then<V, T>(w, z, 0.400003343820047273);
            w = Then<V, T>(w, z, 0.66666665647132416);
        }
        else
        {
            w = Literal.All<V, T>(0.132513000492680252);
            w = Then<V, T>(w, z, 0.132501274709747056);
            w = Then<V, T>(w, z, 0.153870900134672804);
            w = Then<V, T>(w, z, 0.181817756918741707);
            w = Then<V, T>(w, z, 0.222222226463172783);
            w = Then<V, T>(w, z, 0.285714285690904064);
            w = Then<V, T>(w, z, 0.40000000000006227);
            w = Then<V, T>(w, z, 0.66666666666666661);
        }

        return w * z;
    }

    /// <summary>Puts in what a logarithm gives at its borders: −∞ where u is 0, NaN where it is negative, x where that is infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogSpecial<V, T>(V x, V u, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y = V.Select(V.Less(x, V.All(T.PositiveInfinity)), y, x);
        y = V.Select(V.Equal(u, default), V.All(T.NegativeInfinity), y);
        return V.Select(V.Less(u, default), V.All(T.NaN), y);
    }

    /// <summary>a·2ⁿ in two steps, of which only the second rounds: n may reach below the normal range and one above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ScaleByPowerOfTwo<V, T>(V a, V n)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var first = V.Round(n * Literal.All<V, T>(0.5));
        return a * V.PowerOfTwo(first) * V.PowerOfTwo(n - first);
    }

    // NaN compares false with everything and so passes both bounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp<V, T>(V x, double low, double high)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        x = V.Select(V.Less(x, Literal.All<V, T>(low)), Literal.All<V, T>(low), x);
        return AtMost<V, T>(x, Literal.All<V, T>(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtMost<V, T>(V x, V high)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(high, x), high, x);

    /// <summary>p·x + c: one step of Horner's rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Then<V, T>(V p, V x, double c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Fma(p, x, V.All(Literal.Of<T>(c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V One<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.All(T.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log2High<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(typeof(T) == typeof(float) ? 0.693147182464599609375 : 0.69314718055994530942);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log2Low<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(typeof(T) == typeof(float) ? -1.90465429995777e-9 : 2.3190468138462996e-17);

}
