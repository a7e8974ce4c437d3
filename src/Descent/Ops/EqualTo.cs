using System.Numerics;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The comparison a = b.</summary>
public static class EqualToOp
{
    extension(Tensor a)
    {
        /// <summary>1 where a = b, elsewhere 0, element by element, broadcast as NumPy does. 0 where either is NaN. It has no gradient.</summary>
        /// <returns>UInt8.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
        public Tensor EqualTo(Tensor b) => new CompareOp<Fn>(a, b, default).Call();

        /// <summary>1 where a = b, elsewhere 0, for a number b.</summary>
        /// <returns>UInt8.</returns>
        public Tensor EqualTo(double b) => new CompareOp<Fn>(a, Tensor.Full([], b, a.Type), default).Call();
    }

    internal readonly struct Fn : ICompareFn
    {
        public bool Holds<T>(T a, T b)
            where T : unmanaged, IComparisonOperators<T, T, bool> => a == b;
    }
}
