using System.Numerics;
using System.Text.Json;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public unsafe class LaneMathTests
{
    private interface IFn
    {
        static abstract V Of<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    private readonly struct Adapter<TFn> : IUnaryFn
        where TFn : struct, IFn
    {
        public static Saves Saves => Saves.Nothing;

        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => TFn.Of<V, T>(x);

        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => default;
    }

    private struct Exp : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Exp<V, T>(x); }
    private struct Expm1 : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Expm1<V, T>(x); }
    private struct Log : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Log<V, T>(x); }
    private struct Log1p : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Log1p<V, T>(x); }
    private struct Tanh : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Tanh<V, T>(x); }
    private struct Sigmoid : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Sigmoid<V, T>(x); }
    private struct Erf : IFn { public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Erf<V, T>(x); }

    private static T[] Run<TFn, T>(T[] x)
        where TFn : struct, IFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = new T[x.Length];
        fixed (T* px = x, py = y) Map.Run(default(Adapter<TFn>), px, py, x.Length);
        return y;
    }

    private static double UlpsApart(double got, double exact) =>
        got.Equals(exact) ? 0 : Math.Abs(got - exact) / Math.Max(double.Epsilon, Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact));

    private static double UlpsApart(float got, double exact)
    {
        var rounded = (float)exact;
        if (got.Equals(rounded)) return 0;
        var ulp = Math.Max(float.Epsilon, MathF.BitIncrement(MathF.Abs(rounded)) - MathF.Abs(rounded));
        return float.IsInfinity(rounded) ? double.PositiveInfinity : Math.Abs(got - exact) / ulp;
    }

    private static void Doubles<TFn>(double most)
        where TFn : struct, IFn
    {
        var rows = Golden.File("lane_math.json").GetProperty(typeof(TFn).Name).EnumerateArray().Select(row => (X: row[0].GetDouble(), Y: row[1].GetDouble())).ToArray();
        var y = Run<TFn, double>([.. rows.Select(row => row.X)]);
        for (var i = 0; i < rows.Length; i++)
            Assert.True(UlpsApart(y[i], rows[i].Y) <= most, $"{typeof(TFn).Name}({rows[i].X:R}) = {y[i]:R}, exactly {rows[i].Y:R}: {UlpsApart(y[i], rows[i].Y):F2} ulp");
    }

    /// <summary>Every 16,411th float (prime, so that all mantissa bits vary) against the double version, which Doubles proves.</summary>
    private static void Floats<TFn>(double most)
        where TFn : struct, IFn
    {
        var x = new float[(int)((1L << 32) / 16411)];
        for (var i = 0; i < x.Length; i++) x[i] = BitConverter.UInt32BitsToSingle((uint)(i * 16411L));
        var y = Run<TFn, float>(x);
        var exact = Run<TFn, double>(Array.ConvertAll(x, v => (double)v));
        for (var i = 0; i < x.Length; i++)
            if (!(UlpsApart(y[i], exact[i]) <= most)) Assert.Fail($"{typeof(TFn).Name}({x[i]:R}) = {y[i]:R}, exactly {exact[i]:R}: {UlpsApart(y[i], exact[i]):F2} ulp");
    }

    [Fact]
    public void Exp_is_accurate() => Check<Exp>(1.2, 2);

    [Fact]
    public void Expm1_is_accurate() => Check<Expm1>(2, 2);

    [Fact]
    public void Log_is_accurate() => Check<Log>(1.5, 2);

    [Fact]
    public void Log1p_is_accurate() => Check<Log1p>(2, 2);

    [Fact]
    public void Tanh_is_accurate() => Check<Tanh>(2.5, 3);

    [Fact]
    public void Sigmoid_is_accurate() => Check<Sigmoid>(2.5, 3);

    [Fact]
    public void Erf_is_accurate() => Check<Erf>(2, 4);

    private static void Check<TFn>(double floats, double doubles)
        where TFn : struct, IFn
    {
        Doubles<TFn>(doubles);
        Floats<TFn>(floats);
        SameBitsAtEveryWidth<TFn, float>(1);
        SameBitsAtEveryWidth<TFn, double>(1);
        foreach (var (x, y) in Borders(typeof(TFn).Name))
        {
            Same(y, Run<TFn, double>([x])[0], $"{typeof(TFn).Name}({x:R}) in double");
            Same((float)y, Run<TFn, float>([(float)x])[0], $"{typeof(TFn).Name}({x:R}) in float");
        }
    }

    // Equals tells NaN from numbers; the sign bit tells zeros apart.
    private static void Same(double expected, double actual, string what) => Assert.True(
        expected.Equals(actual) && (double.IsNaN(expected) || double.IsNegative(expected) == double.IsNegative(actual)), $"{what} is {actual:R}, not {expected:R}");

    private static (double X, double Y)[] Borders(string function)
    {
        const double infinity = double.PositiveInfinity, nan = double.NaN;
        return function switch
        {
            "Exp" => [(0, 1), (-0.0, 1), (infinity, infinity), (-infinity, 0), (nan, nan), (1e30, infinity), (-1e30, 0)],
            "Expm1" => [(0, 0), (-0.0, -0.0), (infinity, infinity), (-infinity, -1), (nan, nan), (1e30, infinity), (-1e30, -1)],
            "Log" => [(0, -infinity), (-0.0, -infinity), (1, 0), (infinity, infinity), (-infinity, nan), (-1, nan), (nan, nan)],
            "Log1p" => [(0, 0), (-0.0, -0.0), (-1, -infinity), (infinity, infinity), (-infinity, nan), (-1.5, nan), (nan, nan)],
            "Sigmoid" => [(0, 0.5), (-0.0, 0.5), (infinity, 1), (-infinity, 0), (nan, nan), (1e30, 1), (-1e30, 0)],
            _ => [(0, 0), (-0.0, -0.0), (infinity, 1), (-infinity, -1), (nan, nan), (1e30, 1), (-1e30, -1)],
        };
    }

    private static void SameBitsAtEveryWidth<TFn, T>(int seed)
        where TFn : struct, IFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var x = new T[1001];
        for (var i = 0; i < x.Length; i++) x[i] = T.CreateTruncating(Math.ScaleB(random.NextDouble() * 2 - 1, random.Next(-40, 9)));
        (x[3], x[40], x[77], x[500]) = (T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.NegativeZero);
        T[]? first = null;
        Widths.ForEach(bits =>
        {
            var y = Run<TFn, T>(x);
            first ??= y;
            for (var i = 0; i < x.Length; i++)
                Same(double.CreateChecked(first[i]), double.CreateChecked(y[i]), $"{typeof(TFn).Name}({x[i]}) at {bits} bits");
        });
    }

    private static T Pow<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = default(T);
        Lanes1<T>.Store(LaneMath.Pow<Lanes1<T>, T>(new(x), new(y)), &result);
        T* many = stackalloc T[Lanes256<T>.Count];
        Lanes256<T>.Store(LaneMath.Pow<Lanes256<T>, T>(Lanes256<T>.All(x), Lanes256<T>.All(y)), many);
        Same(double.CreateChecked(result), double.CreateChecked(many[1]), $"Pow({x}, {y}) at 256 bits");
        return result;
    }

    [Fact]
    public void Pow_is_accurate()
    {
        foreach (var row in Golden.File("lane_math.json").GetProperty("Pow").EnumerateArray())
        {
            double x = row[0].GetDouble(), y = row[1].GetDouble(), exact = row[2].GetDouble();
            Assert.True(UlpsApart(Pow(x, y), exact) <= 12, $"Pow({x:R}, {y:R}) = {Pow(x, y):R}, exactly {exact:R}: {UlpsApart(Pow(x, y), exact):F1} ulp");
            float a = (float)x, b = (float)y;
            Assert.True(UlpsApart(Pow(a, b), Math.Pow(a, b)) <= 2, $"Pow({a:R}f, {b:R}f) = {Pow(a, b):R}, exactly {Math.Pow(a, b):R}: {UlpsApart(Pow(a, b), Math.Pow(a, b)):F1} ulp");
        }
    }

    [Fact]
    public void Pow_has_the_borders_of_IEEE_754()
    {
        double[] values = [0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, -2.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e300, -1e300, 1e-300, 1e17, -1e17];
        foreach (var x in values)
        {
            foreach (var y in values)
            {
                var expected = Math.Pow(x, y);
                var got = Pow(x, y);
                if (double.IsFinite(expected) && expected != 0) Assert.True(UlpsApart(got, expected) <= 12 && Math.Sign(got) == Math.Sign(expected), $"Pow({x}, {y}) = {got:R}, not {expected:R}");
                else Same(expected, got, $"Pow({x}, {y})");
                // In float, where the operands and the result are what they are in double.
                if ((float)x != x || (float)y != y || (expected != 0 && double.IsFinite(expected))) continue;
                Same(expected, Pow((float)x, (float)y), $"Pow({x}, {y}) in float");
            }
        }
    }
}
