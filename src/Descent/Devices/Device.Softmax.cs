using System.Numerics;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y = eˣ / Σ eˣ over the middle axis of x [outer, size, inner], or the logarithm of that.</summary>
    internal abstract void Softmax<T>(T* x, T* y, int outer, int size, int inner, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= y·(dy − Σ dy·y), or for the logarithm dy − eʸ·Σ dy.</summary>
    internal abstract void SoftmaxGradient<T>(T* y, T* dy, T* dx, int outer, int size, int inner, bool log, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
