using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Rectified linear unit (Nair and Hinton, 2010).</summary>
public static class ReluOp
{
    extension(Tensor x)
    {
        /// <summary>max(x, 0), element by element; the slope at 0 is 0. NaN stays NaN.</summary>
        public Tensor Relu() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Max(x, default);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.LessOrEqual(y, default), default, V.All(T.One));
    }
}
