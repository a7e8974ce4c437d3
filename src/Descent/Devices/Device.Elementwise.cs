using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y = f(x), element by element.</summary>
    internal abstract void Map<TFn, T>(TFn f, T* x, T* y, int count)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= dy·f′(x).</summary>
    internal abstract void MapGradient<TFn, T>(TFn f, T* x, T* y, T* dy, T* dx, int count, bool add)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>;
}
