using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Multiplication, element by element.</summary>
public static class MulOp
{
    extension(Tensor a)
    {
        /// <summary>a·b, element by element, broadcast as NumPy does; also written a * b.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
        public Tensor Mul(Tensor b) => new BinaryOp<Fn>(a, b, default).Call();

        /// <summary>left·right, element by element, broadcast as NumPy does.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
        public static Tensor operator *(Tensor left, Tensor right) => left.Mul(right);
    }

    internal readonly struct Fn : IBinaryFn
    {
        public static bool ReadsOperands => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V SlopeA<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V SlopeB<V, T>(V a, V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => a;
    }
}
