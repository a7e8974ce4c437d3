using System.Numerics;

namespace Descent.Kernels;

/// <summary>Convolutions, each by the algorithm that suits its shape.</summary>
internal static unsafe class Conv
{
    private static ConvAlgorithm? s_forced;

    /// <summary>The algorithm to use wherever it can be: DESCENT_CONV=direct|winograd2|winograd4, or by shape.</summary>
    /// <exception cref="ArgumentException">DESCENT_CONV is something else.</exception>
    public static ConvAlgorithm Algorithm
    {
        get => s_forced ??= Parse(Environment.GetEnvironmentVariable("DESCENT_CONV"));
        set => s_forced = value;
    }

    internal static ConvAlgorithm Parse(string? variable) => variable switch
    {
        null or "" => ConvAlgorithm.Auto,
        "direct" => ConvAlgorithm.Direct,
        "winograd2" => ConvAlgorithm.Winograd2,
        "winograd4" => ConvAlgorithm.Winograd4,
        _ => throw new ArgumentException($"DESCENT_CONV is '{variable}'; give direct, winograd2 or winograd4, or leave it unset to choose by shape."),
    };

    /// <summary>The algorithm for a shape.</summary>
    public static ConvAlgorithm AlgorithmFor<T>(in ConvShape s)
    {
        if (!s.Is3x3Stride1 || s.Groups != 1 || Algorithm == ConvAlgorithm.Direct) return ConvAlgorithm.Direct;
        if (Algorithm != ConvAlgorithm.Auto) return Algorithm;
        // Float64 is for proofs; and with few channels the transforms cost more than they save.
        return typeof(T) == typeof(float) && Math.Min(s.Channels, s.OutChannels) >= 16 ? ConvAlgorithm.Winograd4 : ConvAlgorithm.Direct;
    }

    /// <summary>y = the convolution of x with w, plus bias where there is one.</summary>
    public static void Forward<T>(in ConvShape s, T* x, T* w, T* bias, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (s.OutPixels == 0) return;
        switch (AlgorithmFor<T>(s))
        {
            case ConvAlgorithm.Winograd2:
                WinogradConv.Run<WinogradF2, T>(WinogradTiles.Forward(s, 2), x, w, s.Channels, s.OutChannels, transposed: false, bias, y, add: false);
                break;
            case ConvAlgorithm.Winograd4:
                WinogradConv.Run<WinogradF4, T>(WinogradTiles.Forward(s, 4), x, w, s.Channels, s.OutChannels, transposed: false, bias, y, add: false);
                break;
            default:
                var list = stackalloc ConvTap[s.Taps];
                var taps = ConvTaps.Forward(s, list);
                if (s.IsDepthwise) ConvDepthwise.Run(taps, x, w, bias, y, add: false);
                else ConvDirect.Run(taps, x, w, s.OutChannels, bias, y, add: false);
                break;
        }
    }

    /// <summary>dx (+)= the gradient of x, given y's.</summary>
    public static void InputGradient<T>(in ConvShape s, T* dy, T* w, T* dx, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (s.Pixels == 0) return;
        switch (AlgorithmFor<T>(s))
        {
            case ConvAlgorithm.Winograd2:
                WinogradConv.Run<WinogradF2, T>(WinogradTiles.InputGradient(s, 2), dy, w, s.Channels, s.OutChannels, transposed: true, null, dx, add);
                break;
            case ConvAlgorithm.Winograd4:
                WinogradConv.Run<WinogradF4, T>(WinogradTiles.InputGradient(s, 4), dy, w, s.Channels, s.OutChannels, transposed: true, null, dx, add);
                break;
            default:
                var list = stackalloc ConvTap[s.Taps];
                for (var row = 0; row < Math.Min(s.StrideHeight, s.Height); row++)
                    for (var column = 0; column < Math.Min(s.StrideWidth, s.Width); column++)
                    {
                        var taps = ConvTaps.InputGradient(s, row, column, list);
                        var to = dx + ((nint)row * s.Width + column) * s.Channels;
                        if (s.IsDepthwise) ConvDepthwise.Run(taps, dy, w, null, to, add);
                        else ConvDirect.Run(taps, dy, w, s.OutChannels, null, to, add);
                    }

                break;
        }
    }

    /// <summary>dw (+)= the gradient of w, given y's.</summary>
    public static void FilterGradient<T>(in ConvShape s, T* x, T* dy, T* dw, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (s.OutPixels == 0)
        {
            if (!add) new Span<T>(dw, s.Taps * s.GroupChannels * s.OutChannels).Clear();
            return;
        }

        switch (AlgorithmFor<T>(s))
        {
            case ConvAlgorithm.Winograd2: WinogradFilterGradient.Run<WinogradF2, T>(WinogradTiles.Forward(s, 2), x, dy, dw, add); break;
            case ConvAlgorithm.Winograd4: WinogradFilterGradient.Run<WinogradF4, T>(WinogradTiles.Forward(s, 4), x, dy, dw, add); break;
            default:
                var list = stackalloc ConvTap[s.Taps];
                var taps = ConvTaps.Forward(s, list);
                if (s.IsDepthwise) ConvDepthwise.FilterGradient(taps, x, dy, dw, add);
                else ConvFilterGradient.Run(taps, x, dy, dw, add);
                break;
        }
    }
}
