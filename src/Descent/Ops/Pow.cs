using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Powers.</summary>
public static class PowOp
{
    extension(Tensor a)
    {
        /// <summary>aᵇ, element by element, broadcast as NumPy does. A negative a needs an integer exponent, or gives NaN.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
        public Tensor Pow(Tensor b) => new BinaryOp<Fn>(a, b, default).Call();
    }

    internal readonly struct Fn : IBinaryFn
    {
        public static bool ReadsOperands => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Pow<V, T>(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V SlopeA<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // b·a^(b − 1), and 0 for b = 0, where a = 0 would give 0·∞
            return V.Select(V.Equal(b, default), default, b * LaneMath.Pow<V, T>(a, b - V.All(T.One)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V SlopeB<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // aᵇ·log a, and 0 for a = 0 and b ≥ 0, where that is 0·∞
            var slope = LaneMath.Pow<V, T>(a, b) * LaneMath.Log<V, T>(a);
            return V.Select(V.Equal(a, default), V.Select(V.LessOrEqual(default, b), default, slope), slope);
        }
    }
}
