using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>scale·x + shift: brightness, exposure, shifted channels, and contrast around a pivot.</summary>
internal readonly struct LinearFn(float scale, float shift) : IChannelFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x)
        where V : struct, ILanes<V, float> => PixelFns.Clamp(V.Fma(V.All(scale), x, V.All(shift)));
}

/// <summary>255·(x/255)^γ.</summary>
internal readonly struct GammaFn(float gamma) : IChannelFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x)
        where V : struct, ILanes<V, float>
    {
        // At 0 the logarithm is −∞ and its exponential 0, for any γ above 0.
        var log = LaneMath.Log<V, float>(x * V.All(1f / 255));
        return PixelFns.Clamp(V.All(255) * LaneMath.Exp<V, float>(V.All(gamma) * log));
    }
}

/// <summary>The upper bits of a byte: steps of <paramref name="step"/> levels.</summary>
internal readonly struct PosterizeFn(float step) : IChannelFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x)
        where V : struct, ILanes<V, float>
    {
        // A power of two: the quotient is exact, and half a level less half a step rounds down.
        var level = V.Round(x);
        return V.All(step) * V.Round((level + V.All(0.5f)) * V.All(1 / step) - V.All(0.5f));
    }
}

/// <summary>255 − x where x is at least the threshold.</summary>
internal readonly struct SolarizeFn(float threshold) : IChannelFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x)
        where V : struct, ILanes<V, float> => V.Select(V.Less(x, V.All(threshold)), x, V.All(255) - x);
}

/// <summary>factor·x + (1 − factor)·luma: 0 is grey, 1 the image itself.</summary>
internal readonly struct SaturationFn(float factor) : IColorFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Change<V>(ref V red, ref V green, ref V blue)
        where V : struct, ILanes<V, float>
    {
        var f = V.All(factor);
        var grey = V.All(1 - factor) * PixelFns.Luma(red, green, blue);
        red = PixelFns.Clamp(V.Fma(f, red, grey));
        green = PixelFns.Clamp(V.Fma(f, green, grey));
        blue = PixelFns.Clamp(V.Fma(f, blue, grey));
    }
}

/// <summary>
/// Turns the hue by a part of the circle, saturation and value kept (Smith, "Color gamut transform pairs", 1978). In sixths of the circle, a channel
/// is value − chroma·max(0, min(k, 4 − k, 1)) with k = (n + hue) mod 6 and n = 5, 3, 1 for red, green, blue.
/// </summary>
internal readonly struct HueFn(float turn) : IColorFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Change<V>(ref V red, ref V green, ref V blue)
        where V : struct, ILanes<V, float>
    {
        var value = V.MaxNative(red, V.MaxNative(green, blue));
        var chroma = value - V.MinNative(red, V.MinNative(green, blue));
        var inverse = V.All(1) / V.MaxNative(chroma, V.All(1e-6f)); // a grey pixel has chroma 0: its hue multiplies 0 below
        var ofBlue = V.Fma(red - green, inverse, V.All(4));
        var ofGreen = V.Fma(blue - red, inverse, V.All(2));
        var hue = V.Select(V.Equal(value, red), (green - blue) * inverse, V.Select(V.Equal(value, green), ofGreen, ofBlue)) + V.All(6 * turn);
        red = Channel(value, chroma, hue + V.All(5));
        green = Channel(value, chroma, hue + V.All(3));
        blue = Channel(value, chroma, hue + V.All(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Channel<V>(V value, V chroma, V k)
        where V : struct, ILanes<V, float>
    {
        // From the middle of the plateau at k = 2, |k − 2| within half a circle; min(k, 4 − k) = 2 − |k − 2|.
        k -= V.All(2);
        k = V.Abs(k - V.All(6) * V.Round(k * V.All(1f / 6)));
        return value - chroma * V.MaxNative(V.All(0), V.MinNative(V.All(2) - k, V.All(1)));
    }
}

/// <summary>The quantile of the standard normal distribution at (1 + x)/2, for x in (−1, 1): √2·erf⁻¹(x) (Giles, "Approximating the erfinv function", 2010; 7 digits).</summary>
internal readonly struct NormalQuantileFn : IChannelFn
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x)
        where V : struct, ILanes<V, float>
    {
        var w = -LaneMath.Log<V, float>((V.All(1) - x) * (V.All(1) + x));
        var a = w - V.All(2.5f);
        var centre = V.Fma(V.All(2.81022636e-08f), a, V.All(3.43273939e-07f));
        centre = V.Fma(centre, a, V.All(-3.5233877e-06f));
        centre = V.Fma(centre, a, V.All(-4.39150654e-06f));
        centre = V.Fma(centre, a, V.All(0.00021858087f));
        centre = V.Fma(centre, a, V.All(-0.00125372503f));
        centre = V.Fma(centre, a, V.All(-0.00417768164f));
        centre = V.Fma(centre, a, V.All(0.246640727f));
        centre = V.Fma(centre, a, V.All(1.50140941f));
        var b = V.Sqrt(V.MaxNative(w, V.All(5))) - V.All(3);
        var tail = V.Fma(V.All(-0.000200214257f), b, V.All(0.000100950558f));
        tail = V.Fma(tail, b, V.All(0.00134934322f));
        tail = V.Fma(tail, b, V.All(-0.00367342844f));
        tail = V.Fma(tail, b, V.All(0.00573950773f));
        tail = V.Fma(tail, b, V.All(-0.0076224613f));
        tail = V.Fma(tail, b, V.All(0.00943887047f));
        tail = V.Fma(tail, b, V.All(1.00167406f));
        tail = V.Fma(tail, b, V.All(2.83297682f));
        return V.All(1.41421356f) * x * V.Select(V.Less(w, V.All(5)), centre, tail);
    }
}
