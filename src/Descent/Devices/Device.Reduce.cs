using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y [outer, inner] (+)= x [outer, n, inner] reduced over n. c [outer, inner] may be null where the function reads none.</summary>
    internal abstract void Reduce<TFn, T>(TFn f, T* x, T* c, T* y, int outer, int n, int inner, bool add)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= f(x, c, dy), with c and dy broadcast as the layout's B says.</summary>
    internal abstract void Expand<TFn, T>(TFn f, T* x, T* c, T* dy, T* dx, in BroadcastLayout layout, bool add)
        where TFn : struct, IExpandFn
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>y [outer, inner] = where along n the first largest (or smallest) x [outer, n, inner] is; NaN counts as such.</summary>
    internal abstract void ArgExtreme<T>(T* x, int* y, int outer, int n, int inner, bool largest)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
