using Descent.Ops;

namespace Descent;

/// <summary>Another shape over the same memory.</summary>
public static class ReshapeOp
{
    extension(Tensor x)
    {
        /// <summary>The same elements in another shape, sharing the memory.</summary>
        /// <param name="sizes">The sizes; one of them may be −1, which stands for whatever is left.</param>
        /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
        public Tensor Reshape(params ReadOnlySpan<int> sizes) => new Node(x, Resolve(x.Shape, sizes)).Call();

        /// <summary>The same elements in another shape, sharing the memory.</summary>
        /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
        public Tensor Reshape(in Shape shape) => new Node(x, shape).Call();

        /// <summary>All axes from <paramref name="from"/> on as one: (N, …) → (N, features).</summary>
        /// <exception cref="ShapeException">There is no axis <paramref name="from"/>.</exception>
        public Tensor Flatten(int from = 1)
        {
            var shape = x.Shape;
            ShapeException.Require(from >= 0 && from <= shape.Rank, $"Flatten: {shape} has no axis {from} to flatten from; give 0 … {shape.Rank}.");
            return new Node(x, new Shape([.. shape.ToArray().AsSpan(0, from), shape.Product(from, shape.Rank)])).Call();
        }

        /// <summary>A new axis of size 1 before axis <paramref name="axis"/>; −1 makes it the last.</summary>
        /// <exception cref="ShapeException">There is no such place, or the tensor has six axes already.</exception>
        public Tensor Unsqueeze(int axis)
        {
            var shape = x.Shape;
            var at = axis < 0 ? axis + shape.Rank + 1 : axis;
            ShapeException.Require(at >= 0 && at <= shape.Rank, $"Unsqueeze: {shape} has no place {axis} for a new axis; give {-shape.Rank - 1} … {shape.Rank}.");
            ShapeException.Require(shape.Rank < Shape.MaxRank, $"Unsqueeze: {shape} has {Shape.MaxRank} axes, and a tensor has no more.");
            var sizes = shape.ToArray();
            return new Node(x, new Shape([.. sizes.AsSpan(0, at), 1, .. sizes.AsSpan(at)])).Call();
        }

        /// <summary>The tensor without axis <paramref name="axis"/>, whose size must be 1.</summary>
        /// <exception cref="ShapeException">The axis has another size.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor Squeeze(int axis)
        {
            var shape = x.Shape;
            var at = shape.Axis(axis);
            ShapeException.Require(shape[at] == 1, $"Squeeze: axis {axis} of {shape} has size {shape[at]}; only an axis of size 1 can be dropped.");
            var sizes = shape.ToArray();
            return new Node(x, new Shape([.. sizes.AsSpan(0, at), .. sizes.AsSpan(at + 1)])).Call();
        }
    }

    private static Shape Resolve(in Shape shape, ReadOnlySpan<int> sizes)
    {
        var open = sizes.IndexOf(-1);
        if (open < 0) return new Shape(sizes);
        var text = $"[{string.Join(", ", sizes.ToArray())}]";
        ShapeException.Require(sizes[(open + 1)..].IndexOf(-1) < 0, $"Reshape: {text} leaves more than one axis open; only one may be -1.");
        var filled = sizes.ToArray();
        filled[open] = 1;
        var rest = new Shape(filled).Size;
        ShapeException.Require(rest > 0 && shape.Size % rest == 0,
            $"Reshape: {shape} has {shape.Size} elements, which {text} cannot hold: they are no multiple of {rest}.");
        filled[open] = shape.Size / rest;
        return new Shape(filled);
    }

    // y = x, dx = dy
    internal sealed unsafe class Node(Tensor x, Shape shape) : MoveOp(x), IView
    {
        protected override Shape Infer()
        {
            ShapeException.Require(shape.Size == x.Count,
                $"Reshape: {x.Shape} has {x.Count} elements, but {shape} holds {shape.Size}. Give sizes with the same product, or -1 for one of them.");
            return shape;
        }

        private protected override Tensor Allocate(in Shape shape, DType type) => x.View(shape);

        protected override void Forward<T>(Tensor y)
        {
        }

        protected override void Backward<T>(Tensor y) =>
            x.Device.Copy(GradientOf<T>(y), GradientFor<T>(x, out var add), Whole(y.Count), add);
    }
}
