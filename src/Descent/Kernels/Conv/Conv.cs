using System.Numerics;

namespace Descent.Kernels;

/// <summary>Convolutions, each by the algorithm that suits its shape.</summary>
internal static unsafe class Conv
{
    /// <summary>y = the convolution of x with w, plus bias where there is one.</summary>
    public static void Forward<T>(in ConvShape s, T* x, T* w, T* bias, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (s.OutPixels == 0) return;
        var list = stackalloc ConvTap[s.Taps];
        ConvDirect.Run(ConvTaps.Forward(s, list), x, w, s.OutChannels, bias, y, add: false);
    }

    /// <summary>dx (+)= the gradient of x, given y's.</summary>
    public static void InputGradient<T>(in ConvShape s, T* dy, T* w, T* dx, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (s.Pixels == 0) return;
        var list = stackalloc ConvTap[s.Taps];
        for (var row = 0; row < Math.Min(s.StrideHeight, s.Height); row++)
            for (var column = 0; column < Math.Min(s.StrideWidth, s.Width); column++)
                ConvDirect.Run(ConvTaps.InputGradient(s, row, column, list), dy, w, s.OutChannels, null, dx + ((nint)row * s.Width + column) * s.Channels, add);
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

        ConvFilterGradient.Run(s, x, dy, dw, add);
    }
}
