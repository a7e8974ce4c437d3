using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Rectified linear unit that stops at 6 (Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010).</summary>
public static class Relu6Op
{
    extension(Tensor x)
    {
        /// <summary>min(max(x, 0), 6), element by element; the slope at 0 and at 6 is 0, as in PyTorch. NaN stays NaN.</summary>
        public Tensor Relu6() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Min(V.Max(x, default), Literal.All<V, T>(6));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> =>
            V.Select(V.LessOrEqual(y, default), default, V.Select(V.LessOrEqual(Literal.All<V, T>(6), y), default, V.All(T.One)));
    }
}
