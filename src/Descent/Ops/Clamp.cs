using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Limits to a range.</summary>
public static class ClampOp
{
    extension(Tensor x)
    {
        /// <summary>min(max(x, low), high), element by element; NaN stays. The slope is 1 from low to high, both included, and 0 outside.</summary>
        /// <exception cref="ArgumentException"><paramref name="low"/> exceeds <paramref name="high"/>, or one is NaN.</exception>
        public Tensor Clamp(double low = double.NegativeInfinity, double high = double.PositiveInfinity)
        {
            if (!(low <= high)) throw new ArgumentException($"Clamp: low is {low} and high is {high}; low must not exceed high.");
            return new UnaryOp<Fn>(x, new Fn(low, high)).Call();
        }
    }

    internal readonly struct Fn(double low, double high) : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Min(V.Max(x, Literal.All<V, T>(low)), Literal.All<V, T>(high));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.LessOrEqual(Literal.All<V, T>(low), x), V.Select(V.LessOrEqual(x, Literal.All<V, T>(high)), V.All(T.One), default), default);
    }
}
