using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>The loops of losses over pairs: written once, whatever the loss, width and element type.</summary>
internal static unsafe class PairLoss
{
    /// <summary>Terms kept before they are added up: 1 KB of floats on the stack.</summary>
    private const int Block = 256;

    /// <summary>Σ f(p[i], t[i]) for i in 0 … n − 1, the same bits at every width.</summary>
    [SkipLocalsInit]
    public static double Run<TFn, T>(TFn f, T* p, T* t, int n)
        where TFn : struct, IPairLossFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var terms = stackalloc T[Block];
        var sum = 0.0;
        for (var start = 0; start < n; start += Block)
        {
            var count = Math.Min(Block, n - start);
            switch (LaneWidth.Bits)
            {
                case 512: Run<TFn, Lanes512<T>, T>(f, p + start, t + start, count, terms); break;
                case 256: Run<TFn, Lanes256<T>, T>(f, p + start, t + start, count, terms); break;
                case 128: Run<TFn, Lanes128<T>, T>(f, p + start, t + start, count, terms); break;
                default: Run<TFn, Lanes1<T>, T>(f, p + start, t + start, count, terms); break;
            }

            sum += WideSum.Of(terms, count);
        }

        return sum;
    }

    /// <summary>dp[i] (+)= factor·f′(p[i], t[i]).</summary>
    public static void Gradient<TFn, T>(TFn f, T* p, T* t, T factor, int n, T* dp, bool add)
        where TFn : struct, IPairLossFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<TFn, Lanes512<T>, T>(f, p, t, factor, n, dp, add); break;
            case 256: Gradient<TFn, Lanes256<T>, T>(f, p, t, factor, n, dp, add); break;
            case 128: Gradient<TFn, Lanes128<T>, T>(f, p, t, factor, n, dp, add); break;
            default: Gradient<TFn, Lanes1<T>, T>(f, p, t, factor, n, dp, add); break;
        }
    }

    /// <summary>y[i] (+)= factor·x[i].</summary>
    public static void Scale<T>(T* x, T factor, int n, T* y, bool add)
        where T : unmanaged, IFloatingPointIeee754<T> => Gradient(default(Given), x, x, factor, n, y, add);

    private static void Run<TFn, V, T>(TFn f, T* p, T* t, int n, T* terms)
        where TFn : struct, IPairLossFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(f.Value<V, T>(V.Load(p + i), V.Load(t + i)), terms + i);
        for (; i < n; i++) Lanes1<T>.Store(f.Value<Lanes1<T>, T>(Lanes1<T>.Load(p + i), Lanes1<T>.Load(t + i)), terms + i);
    }

    private static void Gradient<TFn, V, T>(TFn f, T* p, T* t, T factor, int n, T* dp, bool add)
        where TFn : struct, IPairLossFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= n - V.Count; i += V.Count) GradientAt<TFn, V, T>(f, p, t, factor, i, dp, add);
        for (; i < n; i++) GradientAt<TFn, Lanes1<T>, T>(f, p, t, factor, i, dp, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientAt<TFn, V, T>(TFn f, T* p, T* t, T factor, int i, T* dp, bool add)
        where TFn : struct, IPairLossFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var slope = f.Slope<V, T>(V.Load(p + i), V.Load(t + i));
        V.Store(add ? V.Fma(slope, V.All(factor), V.Load(dp + i)) : slope * V.All(factor), dp + i);
    }

    /// <summary>A slope that was computed before: what is left is to scale it.</summary>
    private readonly struct Given : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => p;

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => p;
    }
}
