using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>A function of one channel of a pixel, 0 … 255. Settings are the struct's fields.</summary>
internal interface IChannelFn
{
    V Value<V>(V x)
        where V : struct, ILanes<V, float>;
}

/// <summary>A function of the three channels of a pixel, each 0 … 255.</summary>
internal interface IColorFn
{
    void Change<V>(ref V red, ref V green, ref V blue)
        where V : struct, ILanes<V, float>;
}

/// <summary>The loops over a block of pixels: written once for every function and width.</summary>
internal static unsafe class PixelFns
{
    /// <summary>x[i] = f(x[i]).</summary>
    public static void Run<F>(F f, float* x, int count)
        where F : struct, IChannelFn
    {
        switch (LaneWidth.Bits)
        {
            case 512: Channel<F, Lanes512<float>>(f, x, count); break;
            case 256: Channel<F, Lanes256<float>>(f, x, count); break;
            case 128: Channel<F, Lanes128<float>>(f, x, count); break;
            default: Channel<F, Lanes1<float>>(f, x, count); break;
        }
    }

    /// <summary>(red, green, blue)[i] = f(red[i], green[i], blue[i]).</summary>
    public static void Run<F>(F f, float* red, float* green, float* blue, int count)
        where F : struct, IColorFn
    {
        switch (LaneWidth.Bits)
        {
            case 512: Color<F, Lanes512<float>>(f, red, green, blue, count); break;
            case 256: Color<F, Lanes256<float>>(f, red, green, blue, count); break;
            case 128: Color<F, Lanes128<float>>(f, red, green, blue, count); break;
            default: Color<F, Lanes1<float>>(f, red, green, blue, count); break;
        }
    }

    /// <summary>What a screen can show: 0 … 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Clamp<V>(V x)
        where V : struct, ILanes<V, float> => V.MinNative(V.MaxNative(x, V.All(0)), V.All(255));

    /// <summary>The brightness that eyes see: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Luma<V>(V red, V green, V blue)
        where V : struct, ILanes<V, float> => V.Fma(V.All(0.299f), red, V.Fma(V.All(0.587f), green, V.All(0.114f) * blue));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Channel<F, V>(F f, float* x, int count)
        where F : struct, IChannelFn
        where V : struct, ILanes<V, float>
    {
        var i = 0;
        for (; i <= count - V.Count; i += V.Count) V.Store(f.Value(V.Load(x + i)), x + i);
        if (i < count && V.Count > 1) Channel<F, Lanes1<float>>(f, x + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Color<F, V>(F f, float* red, float* green, float* blue, int count)
        where F : struct, IColorFn
        where V : struct, ILanes<V, float>
    {
        var i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            V r = V.Load(red + i), g = V.Load(green + i), b = V.Load(blue + i);
            f.Change(ref r, ref g, ref b);
            V.Store(r, red + i);
            V.Store(g, green + i);
            V.Store(b, blue + i);
        }

        if (i < count && V.Count > 1) Color<F, Lanes1<float>>(f, red + i, green + i, blue + i, count - i);
    }
}
