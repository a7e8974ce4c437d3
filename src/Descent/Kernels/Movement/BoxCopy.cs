using System.Numerics;

namespace Descent.Kernels;

/// <summary>Copies the elements of a <see cref="Box"/>, or adds them to what is there.</summary>
internal static unsafe class BoxCopy
{
    /// <summary>The slow obvious version: every element by its indices. The oracle of the others.</summary>
    public static void Plain<T>(T* x, T* y, in Box box, bool add)
        where T : unmanaged, INumberBase<T>
    {
        if (box.Count == 0) return;
        var at = new Odometer(box, -1, -1, 0);
        for (var i = 0; i < box.Count; i++, at.Advance()) y[at.Y] = add ? y[at.Y] + x[at.X] : x[at.X];
    }

    /// <summary>Runs <paramref name="from"/> to <paramref name="to"/> − 1 of a box whose last axis is contiguous in both arrays.</summary>
    public static void Runs<T>(T* x, T* y, in Box box, int from, int to, bool add)
        where T : unmanaged, INumberBase<T>
    {
        var length = box.Sizes[box.Last];
        var at = new Odometer(box, box.Last, -1, from);
        for (var run = from; run < to; run++, at.Advance()) Run(x + at.X, y + at.Y, length, add);
    }

    /// <summary>y (+)= x, n elements that lie one behind the other.</summary>
    public static void Run<T>(T* x, T* y, int n, bool add)
        where T : unmanaged, INumberBase<T>
    {
        if (add) Add(x, y, n);
        else if (n * sizeof(T) >= 64) Buffer.MemoryCopy(x, y, (long)n * sizeof(T), (long)n * sizeof(T));
        else for (var i = 0; i < n; i++) y[i] = x[i]; // below a cache line the call costs more than the copy
    }

    /// <summary>Lines along the last axis, whatever the strides: <paramref name="from"/> to <paramref name="to"/> − 1.</summary>
    public static void Lines<T>(T* x, T* y, in Box box, int from, int to, bool add)
        where T : unmanaged, INumberBase<T>
    {
        var length = box.Sizes[box.Last];
        nint xStep = box.X[box.Last], yStep = box.Y[box.Last];
        var at = new Odometer(box, box.Last, -1, from);
        for (var line = from; line < to; line++, at.Advance())
        {
            T* source = x + at.X, target = y + at.Y;
            if (add)
                for (var i = 0; i < length; i++, source += xStep, target += yStep) *target += *source;
            else
                for (var i = 0; i < length; i++, source += xStep, target += yStep) *target = *source;
        }
    }

    private static void Add<T>(T* x, T* y, int n)
        where T : unmanaged, INumberBase<T>
    {
        var i = 0;
        if (Vector.IsHardwareAccelerated && LaneWidth.Bits > 1)
            for (; i <= n - Vector<T>.Count; i += Vector<T>.Count) Vector.Store(Vector.Load(y + i) + Vector.Load(x + i), y + i);
        for (; i < n; i++) y[i] += x[i];
    }
}
