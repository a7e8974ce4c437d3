using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Hard swish (Howard and others, "Searching for MobileNetV3", 2019).</summary>
public static class HardSwishOp
{
    extension(Tensor x)
    {
        /// <summary>x·min(max(x + 3, 0), 6)/6, element by element. The slope is 0 below −3, 1 above 3, and x/3 + ½ from −3 up to 3.</summary>
        public Tensor HardSwish() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x * V.Min(V.Max(x + Literal.All<V, T>(3), default), Literal.All<V, T>(6)) / Literal.All<V, T>(6);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(x, Literal.All<V, T>(-3)), default, V.Select(V.Less(x, Literal.All<V, T>(3)), x / Literal.All<V, T>(3) + Literal.All<V, T>(0.5), V.All(T.One)));
    }
}
