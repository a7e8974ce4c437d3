using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The square.</summary>
public static class SquareOp
{
    extension(Tensor x)
    {
        /// <summary>x², element by element.</summary>
        public Tensor Square() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x * x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x + x;
    }
}
