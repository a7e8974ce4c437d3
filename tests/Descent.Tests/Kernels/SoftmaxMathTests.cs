using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Kernels;

public unsafe class SoftmaxMathTests
{
    [Fact]
    public void Results_are_within_two_units_in_the_last_place()
    {
        for (var i = 0; i <= 200_000; i++)
        {
            var x = -87.3f * i / 200_000;
            Near(Math.Exp(x), Exp(x), 2 * (MathF.BitIncrement((float)Math.Exp(x)) - (float)Math.Exp(x)), x);
            var y = -708.3 * i / 200_000;
            Near(Math.Exp(y), Exp(y), 2 * (Math.BitIncrement(Math.Exp(y)) - Math.Exp(y)), y);

            // From 1 + ε to 10⁶, evenly in the logarithm of the distance from 1.
            var s = (float)(1 + Math.Exp(-16 + 30.0 * i / 200_000));
            Near(Math.Log(s), Log(s), 2 * (MathF.BitIncrement((float)Math.Log(s)) - (float)Math.Log(s)), s);
            var t = 1 + Math.Exp(-36 + 50.0 * i / 200_000);
            Near(Math.Log(t), Log(t), 2 * (Math.BitIncrement(Math.Log(t)) - Math.Log(t)), t);
        }
    }

    [Fact]
    public void Ends_are_exact_and_NaN_stays()
    {
        Assert.Equal(1, Exp(0f));
        Assert.Equal(1, Exp(0.0));
        Assert.Equal(0, Log(1f));
        Assert.Equal(0, Log(1.0));
        foreach (var x in new[] { -87.4f, -104, -1e4f, -1e30f, float.NegativeInfinity }) Assert.Equal(0, Exp(x));
        foreach (var x in new[] { -708.4, -1e4, -1e300, double.NegativeInfinity }) Assert.Equal(0, Exp(x));
        Assert.True(float.IsNaN(Exp(float.NaN)) && double.IsNaN(Exp(double.NaN)) && float.IsNaN(Log(float.NaN)) && double.IsNaN(Log(double.NaN)));
    }

    private static void Near(double expected, double actual, double tolerance, double at) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"at {at:R}: {actual:R}, expected {expected:R}");

    private static T Exp<T>(T x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Lanes1<T>.Store(SoftmaxMath.Exp<Lanes1<T>, T>(Lanes1<T>.Load(&x)), &x);
        return x;
    }

    private static T Log<T>(T x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Lanes1<T>.Store(SoftmaxMath.Log<Lanes1<T>, T>(Lanes1<T>.Load(&x)), &x);
        return x;
    }
}
