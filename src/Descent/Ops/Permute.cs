using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Axes in another order.</summary>
public static class PermuteOp
{
    extension(Tensor x)
    {
        /// <summary>The axes in another order, copied: axis i of the result is axis <paramref name="order"/>[i] of this tensor.</summary>
        /// <param name="order">Each axis once; −1 is the last. [0, 3, 1, 2] turns (N, H, W, C) into (N, C, H, W).</param>
        /// <exception cref="ShapeException">The order does not name every axis exactly once.</exception>
        public Tensor Permute(params ReadOnlySpan<int> order) => new Node(x, Check(x.Shape, order)).Call();

        /// <summary>Two axes swapped, copied: by default the last two.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor Transpose(int first = -2, int second = -1)
        {
            var order = Enumerable.Range(0, x.Shape.Rank).ToArray();
            var (a, b) = (x.Shape.Axis(first), x.Shape.Axis(second));
            (order[a], order[b]) = (order[b], order[a]);
            return new Node(x, order).Call();
        }
    }

    private static int[] Check(in Shape shape, ReadOnlySpan<int> order)
    {
        var rank = shape.Rank;
        var axes = order.ToArray();
        var seen = 0;
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] < 0) axes[i] += rank;
            if (axes[i] >= 0 && axes[i] < rank) seen |= 1 << axes[i];
        }

        if (axes.Length != rank || seen != (1 << rank) - 1)
            throw new ShapeException($"Permute: the order [{string.Join(", ", order.ToArray())}] does not name each axis of {shape} exactly once; give a rearrangement of 0 … {rank - 1}.");
        return axes;
    }

    // y[j] = x[j rearranged], dx (+)= dy rearranged back
    internal sealed unsafe class Node(Tensor x, int[] order) : MoveOp(x)
    {
        protected override Shape Infer()
        {
            Span<int> sizes = stackalloc int[order.Length];
            for (var i = 0; i < sizes.Length; i++) sizes[i] = x.Shape[order[i]];
            return new Shape(sizes);
        }

        protected override void Forward<T>(Tensor y) => Move<T>(x, 0, y, 0, Rearrangement(x.Shape, order));

        protected override void Backward<T>(Tensor y)
        {
            var back = new int[order.Length];
            for (var i = 0; i < order.Length; i++) back[order[i]] = i;
            x.Device.Copy(GradientOf<T>(y), GradientFor<T>(x, out var add), Rearrangement(y.Shape, back), add);
        }

        private static Box Rearrangement(in Shape from, int[] order)
        {
            Span<int> all = stackalloc int[Shape.MaxRank];
            Span<int> sizes = stackalloc int[order.Length], strides = stackalloc int[order.Length], target = stackalloc int[order.Length];
            var sourceStrides = StridesOf(from, all);
            for (var i = 0; i < order.Length; i++) (sizes[i], strides[i]) = (from[order[i]], sourceStrides[order[i]]);
            StridesOf(new Shape(sizes), target);
            return new Box(sizes, strides, target);
        }
    }
}
