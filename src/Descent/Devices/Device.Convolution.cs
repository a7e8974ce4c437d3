using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y = f(the convolution of x with w, plus b); b may be null.</summary>
    internal abstract void Conv<T>(in ConvShape shape, T* x, T* w, T* b, Activation f, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= the gradient of a convolution's input, given its output's.</summary>
    internal abstract void ConvInputGradient<T>(in ConvShape shape, T* dy, T* w, T* dx, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dw (+)= the gradient of a convolution's weight, given its output's.</summary>
    internal abstract void ConvFilterGradient<T>(in ConvShape shape, T* x, T* dy, T* dw, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>y[rows, channels] = f(y + b) in place; b may be null.</summary>
    internal abstract void BiasAndActivation<T>(T* y, T* b, Activation f, nint rows, int channels)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
