using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The variance.</summary>
public static class VarianceOp
{
    extension(Tensor x)
    {
        /// <summary>Σ (x − mean)²/(n − correction). Over all axes if none is given.</summary>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <param name="correction">1 estimates the variance of what x was sampled from, as PyTorch does by default; 0 gives x's own.</param>
        /// <param name="keepDims">Whether reduced axes stay, with size 1, so that the result broadcasts with x.</param>
        /// <returns>x's shape without those axes. NaN where n is 0, and where n − correction is 0.</returns>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor Variance(ReadOnlySpan<int> axes = default, int correction = 1, bool keepDims = false) =>
            new Node(x, ReduceOp.Axes("Variance", x.Shape, axes), correction, keepDims).Call();
    }

    // y = Σ (x − m)²/(n − correction) with m = Σ x / n, dx = dy·2(x − m)/(n − correction)
    internal sealed unsafe class Node(Tensor x, int axes, int correction, bool keepDims) : ReduceOp(x, axes, keepDims)
    {
        private Tensor _mean = null!;

        // PyTorch divides by no less than 0: a correction beyond n gives infinity, not a negative variance.
        private double Divisor => Math.Max(N - correction, 0);

        protected override void Forward<T>(Tensor y)
        {
            _mean = Tensor.Allocate(y.Shape, y.Type);
            Reduce(new SumFn(1.0 / N), null, _mean.Data<T>());
            Reduce(new SquaredDeviationFn(Divisor), _mean.Data<T>(), y.Data<T>());
        }

        protected override void Backward<T>(Tensor y) => Expand(new Deviation(2 / Divisor), _mean.Data<T>(), GradientOf<T>(y));
    }

    internal readonly struct Deviation(double factor) : IExpandFn
    {
        public static Saves Saves => Saves.Both;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x, V c, V dy)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => dy * Literal.All<V, T>(factor) * (x - c);
    }
}
