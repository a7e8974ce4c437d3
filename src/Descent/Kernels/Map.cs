using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The loops of functions of one number: written once, whatever the function, width and element type.
/// <para>A compiled method has a budget of inlined code, which a function such as erf nearly fills; past it even an addition becomes a
/// call (exp was 4 times slower). So each loop is a method of its own that is never inlined into another, the tail too, and it is optimized
/// at once instead of after a profile.</para>
/// </summary>
internal static unsafe class Map
{
    /// <summary>y[i] = f(x[i]) for i in 0 … n − 1. y may be x.</summary>
    public static void Run<TFn, T>(TFn f, T* x, T* y, int n)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Run<TFn, Lanes512<T>, T>(f, x, y, n); break;
            case 256: Run<TFn, Lanes256<T>, T>(f, x, y, n); break;
            case 128: Run<TFn, Lanes128<T>, T>(f, x, y, n); break;
            default: Run<TFn, Lanes1<T>, T>(f, x, y, n); break;
        }
    }

    /// <summary>dx[i] (+)= dy[i]·f′(x[i]). x or y may be null where <see cref="IUnaryFn.Saves"/> does not name it.</summary>
    public static void Gradient<TFn, T>(TFn f, T* x, T* y, T* dy, T* dx, int n, bool add)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<TFn, Lanes512<T>, T>(f, x, y, dy, dx, n, add); break;
            case 256: Gradient<TFn, Lanes256<T>, T>(f, x, y, dy, dx, n, add); break;
            case 128: Gradient<TFn, Lanes128<T>, T>(f, x, y, dy, dx, n, add); break;
            default: Gradient<TFn, Lanes1<T>, T>(f, x, y, dy, dx, n, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TFn, V, T>(TFn f, T* x, T* y, int n)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(f.Value<V, T>(V.Load(x + i)), y + i);
        if (i < n && V.Count > 1) Run<TFn, Lanes1<T>, T>(f, x + i, y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradient<TFn, V, T>(TFn f, T* x, T* y, T* dy, T* dx, int n, bool add)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= n - V.Count; i += V.Count) GradientAt<TFn, V, T>(f, x, y, dy, dx, i, add);
        if (i < n && V.Count > 1) Gradient<TFn, Lanes1<T>, T>(f, x + i, y + i, dy + i, dx + i, n - i, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientAt<TFn, V, T>(TFn f, T* x, T* y, T* dy, T* dx, int i, bool add)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var readsX = TFn.Saves is Saves.Input or Saves.Both;
        var readsY = TFn.Saves is Saves.Output or Saves.Both;
        var slope = f.Slope<V, T>(readsX ? V.Load(x + i) : default, readsY ? V.Load(y + i) : default);
        var dyi = V.Load(dy + i);
        V.Store(add ? V.Fma(slope, dyi, V.Load(dx + i)) : slope * dyi, dx + i);
    }
}
