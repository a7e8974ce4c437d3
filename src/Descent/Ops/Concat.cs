using Descent.Ops;

namespace Descent;

/// <summary>Tensors joined along an axis.</summary>
public static class ConcatOp
{
    extension(Tensor)
    {
        /// <summary>The tensors one after the other along an axis: <c>Tensor.Concat([a, b], axis: 1)</c>.</summary>
        /// <param name="parts">At least one; they differ in size along the axis only.</param>
        /// <param name="axis">The axis; −1 is the last.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public static Tensor Concat(ReadOnlySpan<Tensor> parts, int axis = 0)
        {
            ShapeException.Require(parts.Length > 0, $"Concat: no tensors were given; give at least one.");
            return new Node([.. parts], parts[0].Shape.Axis(axis)).Call();
        }

        /// <summary>The tensors, all of one shape, along a new axis: <c>Tensor.Stack([a, b])</c> is [2, …].</summary>
        /// <param name="parts">At least one.</param>
        /// <param name="axis">Where the new axis stands; −1 makes it the last.</param>
        /// <exception cref="ShapeException">The shapes differ, or there is no such place.</exception>
        public static Tensor Stack(ReadOnlySpan<Tensor> parts, int axis = 0)
        {
            ShapeException.Require(parts.Length > 0, $"Stack: no tensors were given; give at least one.");
            var rows = new Tensor[parts.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                ShapeException.Require(parts[i].Shape == parts[0].Shape, $"Stack: tensor 0 is {parts[0].Shape}, but tensor {i} is {parts[i].Shape}; they must have one shape.");
                rows[i] = parts[i].Unsqueeze(axis);
            }

            return Tensor.Concat(rows, axis);
        }
    }

    // parts [outer, nᵢ, inner]     y [outer, Σ nᵢ, inner]
    internal sealed unsafe class Node(Tensor[] parts, int axis) : MoveOp(parts)
    {
        private readonly Tensor[] _parts = parts;

        protected override Shape Infer()
        {
            var first = _parts[0].Shape;
            long size = 0;
            for (var i = 0; i < _parts.Length; i++)
            {
                var shape = _parts[i].Shape;
                ShapeException.Require(shape.Rank == first.Rank && shape.With(axis, 0) == first.With(axis, 0),
                    $"Concat: along axis {axis}, tensor 0 is {first}, but tensor {i} is {shape}; all other axes must be equal.");
                size += shape[axis];
            }

            return first.With(axis, checked((int)size));
        }

        protected override void Forward<T>(Tensor y)
        {
            var (at, inner, size) = (0, y.Shape.Product(axis + 1, y.Shape.Rank), y.Shape[axis]);
            foreach (var part in _parts)
            {
                var length = part.Shape[axis];
                Move<T>(part, 0, y, at * inner, AlongAxis(y.Shape, axis, length, length, size));
                at += length;
            }
        }

        // dpartᵢ (+)= its part of dy
        protected override void Backward<T>(Tensor y)
        {
            var (at, inner, size) = (0, y.Shape.Product(axis + 1, y.Shape.Rank), y.Shape[axis]);
            foreach (var part in _parts)
            {
                var length = part.Shape[axis];
                if (Wants(part))
                    part.Device.Copy(GradientOf<T>(y) + at * inner, GradientFor<T>(part, out var add), AlongAxis(y.Shape, axis, length, size, length), add);
                at += length;
            }
        }
    }
}
