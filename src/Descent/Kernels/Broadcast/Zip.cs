using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>The loops of functions of two numbers, over a run in which each operand walks on (step 1) or stands still (step 0). Compiled as <see cref="Map"/> is.</summary>
internal static unsafe class Zip
{
    /// <summary>y[i] = f(a[i·stepA], b[i·stepB]) for i in 0 … n − 1. y may be a or b where that walks on.</summary>
    public static void Run<TFn, T>(TFn f, T* a, int stepA, T* b, int stepB, T* y, int n)
        where TFn : struct, IBinaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Run<TFn, Lanes512<T>, T>(f, a, stepA, b, stepB, y, n); break;
            case 256: Run<TFn, Lanes256<T>, T>(f, a, stepA, b, stepB, y, n); break;
            case 128: Run<TFn, Lanes128<T>, T>(f, a, stepA, b, stepB, y, n); break;
            default: Run<TFn, Lanes1<T>, T>(f, a, stepA, b, stepB, y, n); break;
        }
    }

    /// <summary>d[i] (+)= dy[i]·∂f(a[i·stepA], b[i·stepB]), the derivative by <typeparamref name="TOperand"/>. d may be dy.</summary>
    public static void Gradient<TFn, TOperand, T>(TFn f, T* a, int stepA, T* b, int stepB, T* dy, T* d, int n, bool add)
        where TFn : struct, IBinaryFn
        where TOperand : struct, IOperand
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<TFn, TOperand, Lanes512<T>, T>(f, a, stepA, b, stepB, dy, d, n, add); break;
            case 256: Gradient<TFn, TOperand, Lanes256<T>, T>(f, a, stepA, b, stepB, dy, d, n, add); break;
            case 128: Gradient<TFn, TOperand, Lanes128<T>, T>(f, a, stepA, b, stepB, dy, d, n, add); break;
            default: Gradient<TFn, TOperand, Lanes1<T>, T>(f, a, stepA, b, stepB, dy, d, n, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TFn, V, T>(TFn f, T* a, int stepA, T* b, int stepB, T* y, int n)
        where TFn : struct, IBinaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        if (stepA == 1 && stepB == 1)
        {
            for (; i <= n - V.Count; i += V.Count) V.Store(f.Value<V, T>(V.Load(a + i), V.Load(b + i)), y + i);
        }
        else if (stepA == 1)
        {
            var same = V.All(*b);
            for (; i <= n - V.Count; i += V.Count) V.Store(f.Value<V, T>(V.Load(a + i), same), y + i);
        }
        else if (stepB == 1)
        {
            var same = V.All(*a);
            for (; i <= n - V.Count; i += V.Count) V.Store(f.Value<V, T>(same, V.Load(b + i)), y + i);
        }

        if (i < n) RunRest<TFn, T>(f, a + i * stepA, stepA, b + i * stepB, stepB, y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradient<TFn, TOperand, V, T>(TFn f, T* a, int stepA, T* b, int stepB, T* dy, T* d, int n, bool add)
        where TFn : struct, IBinaryFn
        where TOperand : struct, IOperand
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        if (stepA == 1 && stepB == 1)
        {
            for (; i <= n - V.Count; i += V.Count) Write(TOperand.Slope<TFn, V, T>(f, V.Load(a + i), V.Load(b + i)), dy + i, d + i, add);
        }
        else if (stepA == 1)
        {
            var same = V.All(*b);
            for (; i <= n - V.Count; i += V.Count) Write(TOperand.Slope<TFn, V, T>(f, V.Load(a + i), same), dy + i, d + i, add);
        }
        else if (stepB == 1)
        {
            var same = V.All(*a);
            for (; i <= n - V.Count; i += V.Count) Write(TOperand.Slope<TFn, V, T>(f, same, V.Load(b + i)), dy + i, d + i, add);
        }

        if (i < n) GradientRest<TFn, TOperand, T>(f, a + i * stepA, stepA, b + i * stepB, stepB, dy + i, d + i, n - i, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunRest<TFn, T>(TFn f, T* a, int stepA, T* b, int stepB, T* y, int n)
        where TFn : struct, IBinaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < n; i++) Lanes1<T>.Store(f.Value<Lanes1<T>, T>(new(a[i * stepA]), new(b[i * stepB])), y + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GradientRest<TFn, TOperand, T>(TFn f, T* a, int stepA, T* b, int stepB, T* dy, T* d, int n, bool add)
        where TFn : struct, IBinaryFn
        where TOperand : struct, IOperand
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < n; i++) Write(TOperand.Slope<TFn, Lanes1<T>, T>(f, new(a[i * stepA]), new(b[i * stepB])), dy + i, d + i, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, T>(V slope, T* dy, T* d, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.Store(add ? V.Fma(slope, V.Load(dy), V.Load(d)) : slope * V.Load(dy), d);
}
