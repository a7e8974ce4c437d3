using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The absolute value.</summary>
public static class AbsOp
{
    extension(Tensor x)
    {
        /// <summary>|x|, element by element; the slope at 0 is 0.</summary>
        public Tensor Abs() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Abs(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(x, default), default, V.CopySign(V.All(T.One), x));
    }
}
