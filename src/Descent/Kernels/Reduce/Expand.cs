using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>The loops of reductions' gradients, over a run in which c and dy walk on (step 1) or stand still (step 0). Compiled as <see cref="Map"/> is.</summary>
internal static unsafe class Expand
{
    /// <summary>dx[i] (+)= f(x[i], c[i·step], dy[i·step]).</summary>
    public static void Run<TFn, T>(TFn f, T* x, T* c, T* dy, int step, T* dx, int n, bool add)
        where TFn : struct, IExpandFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Run<TFn, Lanes512<T>, T>(f, x, c, dy, step, dx, n, add); break;
            case 256: Run<TFn, Lanes256<T>, T>(f, x, c, dy, step, dx, n, add); break;
            case 128: Run<TFn, Lanes128<T>, T>(f, x, c, dy, step, dx, n, add); break;
            default: Run<TFn, Lanes1<T>, T>(f, x, c, dy, step, dx, n, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TFn, V, T>(TFn f, T* x, T* c, T* dy, int step, T* dx, int n, bool add)
        where TFn : struct, IExpandFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var readsX = TFn.Saves is Saves.Input or Saves.Both;
        var readsC = TFn.Saves is Saves.Output or Saves.Both;
        var i = 0;
        if (step == 1)
        {
            for (; i <= n - V.Count; i += V.Count)
                Write(f.Value<V, T>(readsX ? V.Load(x + i) : default, readsC ? V.Load(c + i) : default, V.Load(dy + i)), dx + i, add);
        }
        else
        {
            var sameC = readsC ? V.All(*c) : default;
            var sameDy = V.All(*dy);
            for (; i <= n - V.Count; i += V.Count)
                Write(f.Value<V, T>(readsX ? V.Load(x + i) : default, sameC, sameDy), dx + i, add);
        }

        for (; i < n; i++)
            Write(f.Value<Lanes1<T>, T>(readsX ? new(x[i]) : default, readsC ? new(c[i * step]) : default, new(dy[i * step])), dx + i, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, T>(V value, T* dx, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Store(add ? V.Load(dx) + value : value, dx);
}
