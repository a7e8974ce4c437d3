using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Leaky rectified linear unit (Maas, Hannun and Ng, 2013).</summary>
public static class LeakyReluOp
{
    extension(Tensor x)
    {
        /// <summary>x above 0, slope·x elsewhere, element by element.</summary>
        /// <param name="slope">The slope below 0, and at 0.</param>
        public Tensor LeakyRelu(double slope = 0.01) => new UnaryOp<Fn>(x, new Fn(slope)).Call();
    }

    internal readonly struct Fn(double slope) : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(default, x), x, Literal.All<V, T>(slope) * x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(default, x), V.All(T.One), Literal.All<V, T>(slope));
    }
}
