using System.Numerics;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

/// <summary>Functions of one and two numbers at every width: the same bits as one number at a time, and close to a plain double loop.</summary>
[Collection(ProcessSettings.Name)]
public unsafe class ElementwiseWidthTests
{
    private const int Longest = 257;

    private static readonly double[] s_special = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-42, -1e-42, 1, -1, 3, -3, 1e30, -1e30, 88.9, -103.9];

    // Erf has no oracle in the runtime: the double version, which golden values prove.
    private static double Phi(double x) => 0.5 * (1 + LaneMath.Erf<Lanes1<double>, double>(new(x / Math.Sqrt(2))).ToDouble());

    private static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    [Fact]
    public void Neg() => Unary(default(NegOp.Fn), x => -x);

    [Fact]
    public void Exp() => Unary(default(ExpOp.Fn), Math.Exp);

    [Fact]
    public void Log() => Unary(default(LogOp.Fn), Math.Log);

    [Fact]
    public void Sqrt() => Unary(default(SqrtOp.Fn), Math.Sqrt);

    [Fact]
    public void Abs() => Unary(default(AbsOp.Fn), Math.Abs);

    [Fact]
    public void Square() => Unary(default(SquareOp.Fn), x => x * x);

    [Fact]
    public void Reciprocal() => Unary(default(ReciprocalOp.Fn), x => 1 / x);

    [Fact]
    public void Clamp() => Unary(new ClampOp.Fn(-1, 2), x => Math.Min(Math.Max(x, -1), 2));

    [Fact]
    public void Relu() => Unary(default(ReluOp.Fn), x => Math.Max(x, 0));

    [Fact]
    public void LeakyRelu() => Unary(new LeakyReluOp.Fn(0.1), x => x > 0 ? x : 0.1 * x);

    [Fact]
    public void Elu() => Unary(new EluOp.Fn(1.5), x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1));

    [Fact]
    public void Selu() => Unary(default(SeluOp.Fn), x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)));

    [Fact]
    public void Gelu() => Unary(default(GeluOp.Fn), x => x * Phi(x));

    [Fact]
    public void GeluTanh() => Unary(default(GeluTanhOp.Fn), x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * x * (1 + 0.044715 * x * x))));

    [Fact]
    public void Silu() => Unary(default(SiluOp.Fn), x => x * Sigmoid(x));

    [Fact]
    public void SigmoidOfX() => Unary(default(SigmoidOp.Fn), Sigmoid);

    [Fact]
    public void Tanh() => Unary(default(TanhOp.Fn), Math.Tanh);

    [Fact]
    public void Softplus() => Unary(default(SoftplusOp.Fn), x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))));

    [Fact]
    public void HardSwish() => Unary(default(HardSwishOp.Fn), x => x * Math.Min(Math.Max(x + 3, 0), 6) / 6);

    [Fact]
    public void PowScalar() => Unary(new PowScalarOp.Fn(2.5), x => Math.Pow(x, 2.5));

    [Fact]
    public void Scalars()
    {
        Unary(new AddScalarOp.Fn(0.5), x => x + 0.5);
        Unary(new MulScalarOp.Fn(0.7f), x => x * 0.7f);
        Unary(new DivScalarOp.Fn(0.7f), x => x / 0.7f);
        Unary(new ScalarSubOp.Fn(0.5), x => 0.5 - x);
        Unary(new ScalarDivOp.Fn(0.5), x => 0.5 / x);
    }

    [Fact]
    public void Add() => Binary(default(AddOp.Fn), (a, b) => a + b);

    [Fact]
    public void Sub() => Binary(default(SubOp.Fn), (a, b) => a - b);

    [Fact]
    public void Mul() => Binary(default(MulOp.Fn), (a, b) => a * b);

    [Fact]
    public void Div() => Binary(default(DivOp.Fn), (a, b) => a / b);

    [Fact]
    public void Pow() => Binary(default(PowOp.Fn), Math.Pow);

    [Fact]
    public void Minimum() => Binary(default(MinimumOp.Fn), Math.Min);

    [Fact]
    public void Maximum() => Binary(default(MaximumOp.Fn), Math.Max);

    private static T[] Numbers<T>(int n, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var values = new T[n];
        for (var i = 0; i < n; i++)
            values[i] = T.CreateTruncating(random.Next(4) == 0 ? s_special[random.Next(s_special.Length)] : (float)(12 * random.NextDouble() - 6));
        return values;
    }

    private static void Unary<TFn>(TFn f, Func<double, double> oracle)
        where TFn : struct, IUnaryFn
    {
        Unary<TFn, float>(f, oracle, 4e-6);
        Unary<TFn, double>(f, oracle, 1e-12);
    }

    private static void Unary<TFn, T>(TFn f, Func<double, double> oracle, double tolerance)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var guard = T.CreateTruncating(-77.25);
        for (var n = 0; n <= Longest; n++)
        {
            using var x = new Guarded<T>(Numbers<T>(n, n), guard);
            using var dy = new Guarded<T>(Numbers<T>(n, n + 1000), guard);
            T[]? values = null, gradients = null;
            Widths.ForEach(bits =>
            {
                var what = $"{typeof(TFn).DeclaringType!.Name} of {n} {typeof(T).Name} at {bits} bits";
                using var y = new Guarded<T>(n, guard);
                Map.Run(f, x.Pointer, y.Pointer, n);
                y.AssertIntact(what);
                using var dx = new Guarded<T>(n, guard);
                Map.Gradient(f, x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, n, add: false);
                using var more = new Guarded<T>(dx.Span.ToArray(), guard);
                Map.Gradient(f, x.Pointer, y.Pointer, dy.Pointer, more.Pointer, n, add: true);
                dx.AssertIntact(what);
                more.AssertIntact(what);
                for (var i = 0; i < n; i++)
                {
                    Close(2 * double.CreateChecked(dx.Span[i]), double.CreateChecked(more.Span[i]), tolerance, $"{what}, gradient added, element {i}");
                    if (values is null) Close(oracle(double.CreateChecked(x.Span[i])), double.CreateChecked(y.Span[i]), tolerance, $"{what}, f({x.Span[i]})", typeof(T) == typeof(float));
                }

                values ??= y.Span.ToArray();
                gradients ??= dx.Span.ToArray();
                SameBits(values, y.Span, what);
                SameBits(gradients, dx.Span, what + ", gradient");
            });
        }
    }

    private static void Binary<TFn>(TFn f, Func<double, double, double> oracle)
        where TFn : struct, IBinaryFn
    {
        Binary<TFn, float>(f, oracle, 4e-6);
        Binary<TFn, double>(f, oracle, 1e-12);
    }

    private static void Binary<TFn, T>(TFn f, Func<double, double, double> oracle, double tolerance)
        where TFn : struct, IBinaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var guard = T.CreateTruncating(-77.25);
        for (var n = 1; n <= Longest; n += n < 70 ? 1 : 17)
        {
            using var a = new Guarded<T>(Numbers<T>(n, n), guard);
            using var b = new Guarded<T>(Numbers<T>(n, n + 500), guard);
            using var dy = new Guarded<T>(Numbers<T>(n, n + 1000), guard);
            foreach (var (stepA, stepB) in new[] { (1, 1), (1, 0), (0, 1) })
            {
                T[]? values = null, gradients = null;
                Widths.ForEach(bits =>
                {
                    var what = $"{typeof(TFn).DeclaringType!.Name} of {n} {typeof(T).Name}, steps {stepA} and {stepB}, at {bits} bits";
                    using var y = new Guarded<T>(n, guard);
                    using var d = new Guarded<T>(2 * n, guard);
                    Zip.Run(f, a.Pointer, stepA, b.Pointer, stepB, y.Pointer, n);
                    Zip.Gradient<TFn, OperandA, T>(f, a.Pointer, stepA, b.Pointer, stepB, dy.Pointer, d.Pointer, n, add: false);
                    Zip.Gradient<TFn, OperandB, T>(f, a.Pointer, stepA, b.Pointer, stepB, dy.Pointer, d.Pointer + n, n, add: false);
                    y.AssertIntact(what);
                    d.AssertIntact(what);
                    for (var i = 0; i < n && values is null; i++)
                    {
                        T p = a.Span[i * stepA], q = b.Span[i * stepB];
                        Close(oracle(double.CreateChecked(p), double.CreateChecked(q)), double.CreateChecked(y.Span[i]), tolerance, $"{what}, f({p}, {q})", typeof(T) == typeof(float));
                    }

                    values ??= y.Span.ToArray();
                    gradients ??= d.Span.ToArray();
                    SameBits(values, y.Span, what);
                    SameBits(gradients, d.Span, what + ", gradient");
                });
            }
        }
    }

    private static void Close(double expected, double actual, double tolerance, string what, bool isFloat = false)
    {
        if (isFloat && Math.Abs(expected) > float.MaxValue) expected = Math.CopySign(double.PositiveInfinity, expected);
        if (expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(0.1, Math.Abs(expected))) return;
        Assert.Fail($"{what} is {actual:R}, not {expected:R}");
    }

    private static void SameBits<T>(T[] expected, Span<T> actual, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < expected.Length; i++)
            if (!expected[i].Equals(actual[i]) || T.IsNegative(expected[i]) != T.IsNegative(actual[i]) && !T.IsNaN(expected[i]))
                Assert.Fail($"{what}: element {i} is {actual[i]:R}, another width gives {expected[i]:R}");
    }
}

internal static class LaneValues
{
    public static unsafe double ToDouble(this Lanes1<double> lane)
    {
        double value;
        Lanes1<double>.Store(lane, &value);
        return value;
    }
}
