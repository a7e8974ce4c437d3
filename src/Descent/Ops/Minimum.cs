using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The smaller of two.</summary>
public static class MinimumOp
{
    extension(Tensor a)
    {
        /// <summary>min(a, b), element by element, broadcast as NumPy does; NaN if either is. Where both are equal each gets half of the gradient.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
        public Tensor Minimum(Tensor b) => new BinaryOp<Fn>(a, b, default).Call();
    }

    internal readonly struct Fn : IBinaryFn
    {
        public static bool ReadsOperands => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Min(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V SlopeA<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(a, b), Literal.All<V, T>(0.5), V.Select(V.Less(b, a), default, V.All(T.One)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V SlopeB<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(a, b), Literal.All<V, T>(0.5), V.Select(V.Less(a, b), default, V.All(T.One)));
    }
}
