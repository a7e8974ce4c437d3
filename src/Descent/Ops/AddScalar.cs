using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>A number added to every element.</summary>
public static class AddScalarOp
{
    extension(Tensor x)
    {
        /// <summary>x + number, element by element; also written x + number.</summary>
        public Tensor AddScalar(double number) => new UnaryOp<Fn>(x, new Fn(number)).Call();

        /// <summary>x + number, element by element.</summary>
        public static Tensor operator +(Tensor left, double right) => left.AddScalar(right);

        /// <summary>number + x, element by element.</summary>
        public static Tensor operator +(double left, Tensor right) => right.AddScalar(left);

        /// <summary>x − number, element by element.</summary>
        public static Tensor operator -(Tensor left, double right) => left.AddScalar(-right);
    }

    internal readonly struct Fn(double number) : IUnaryFn
    {
        public static Saves Saves => Saves.Nothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x + Literal.All<V, T>(number);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.All(T.One);
    }
}
