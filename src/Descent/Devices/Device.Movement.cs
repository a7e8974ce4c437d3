using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y (+)= x for every position of the box. T may stand for any type of its size when nothing is added.</summary>
    internal abstract void Copy<T>(T* x, T* y, in Box box, bool add)
        where T : unmanaged, INumberBase<T>;

    /// <summary>y = value everywhere.</summary>
    internal abstract void Fill<T>(T* y, T value, int count)
        where T : unmanaged;
}
