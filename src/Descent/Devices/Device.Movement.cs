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

    /// <summary>y (+)= x in another element type; to integers, cut off and held in range.</summary>
    internal abstract void Convert<TFrom, TTo>(TFrom* x, TTo* y, int count, bool add)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>;

    /// <summary>The first i with indices[i] outside of 0 … bound − 1, or −1.</summary>
    internal abstract int FirstOutside(int* indices, int count, int bound);

    /// <summary>y[o, k, i] = x[o, indices[k], i]; x [outer, size, inner], y [outer, count, inner].</summary>
    internal abstract void Gather<T>(T* x, int* indices, T* y, int outer, int size, int count, int inner)
        where T : unmanaged, INumberBase<T>;

    /// <summary>dx[o, j, i] (+)= Σ dy[o, k, i] over the k with indices[k] = j, in the order of k.</summary>
    internal abstract void ScatterAdd<T>(T* dy, int* indices, T* dx, int outer, int size, int count, int inner, bool add)
        where T : unmanaged, INumberBase<T>;

    /// <summary>y[k, c] = 1 where indices[k] = c, else 0; y [count, classes].</summary>
    internal abstract void OneHot<T>(int* indices, T* y, int count, int classes)
        where T : unmanaged, INumberBase<T>;
}
