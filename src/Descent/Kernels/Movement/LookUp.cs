using System.Numerics;

namespace Descent.Kernels;

/// <summary>Rows of a table by index, and their gradient.</summary>
internal static unsafe class LookUp
{
    /// <summary>The first i with indices[i] outside of 0 … bound − 1, or −1.</summary>
    public static int FirstOutside(int* indices, int count, int bound)
    {
        for (var i = 0; i < count; i++)
            if ((uint)indices[i] >= (uint)bound) return i;
        return -1;
    }

    /// <summary>y[k, :] = x[indices[k], :] for k in from … to − 1; rows of <paramref name="inner"/> elements.</summary>
    public static void Gather<T>(T* x, int* indices, T* y, int from, int to, int inner)
        where T : unmanaged, INumberBase<T>
    {
        for (var k = from; k < to; k++) BoxCopy.Run(x + (nint)indices[k] * inner, y + (nint)k * inner, inner, add: false);
    }

    /// <summary>
    /// dx[j, :] (+)= Σ dy[k, :] over the k with indices[k] = j, for j in from … to − 1. Who calls it owns those rows, and adds in the
    /// order of k: duplicates give the same bits however rows are shared out.
    /// </summary>
    public static void ScatterAdd<T>(T* dy, int* indices, T* dx, int count, int from, int to, int inner, bool add)
        where T : unmanaged, INumberBase<T>
    {
        if (!add) new Span<T>(dx + (nint)from * inner, (to - from) * inner).Clear();
        for (var k = 0; k < count; k++)
        {
            var row = indices[k];
            if (row >= from && row < to) BoxCopy.Run(dy + (nint)k * inner, dx + (nint)row * inner, inner, add: true);
        }
    }

    /// <summary>y[k, :] = 0 but 1 at indices[k], for k in from … to − 1; rows of <paramref name="classes"/> elements.</summary>
    public static void OneHot<T>(int* indices, T* y, int from, int to, int classes)
        where T : unmanaged, INumberBase<T>
    {
        new Span<T>(y + (nint)from * classes, (to - from) * classes).Clear();
        for (var k = from; k < to; k++) y[(nint)k * classes + indices[k]] = T.One;
    }
}
