using Descent.Ops;

namespace Descent;

/// <summary>A part of one axis.</summary>
public static class SliceOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Positions <paramref name="start"/> … <paramref name="start"/> + <paramref name="length"/> − 1 of an axis. A part of the leading
        /// axis shares the memory; others are copied.
        /// </summary>
        /// <exception cref="ShapeException">The part does not lie within the axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor Slice(int axis, int start, int length)
        {
            var at = x.Shape.Axis(axis);
            return x.Shape.Product(0, at) == 1 ? new View(x, at, start, length).Call() : new Node(x, at, start, length).Call();
        }

        /// <summary>A part of an axis as a range: <c>x.Slice(10..)</c> leaves out ten rows, <c>x.Slice(..^1, axis: 1)</c> the last column.</summary>
        /// <exception cref="ShapeException">The range does not lie within the axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor Slice(Range range, int axis = 0)
        {
            var size = x.Shape[axis];
            var start = range.Start.GetOffset(size);
            return x.Slice(axis, start, range.End.GetOffset(size) - start);
        }

        /// <summary>The axis cut into parts of the given sizes, in order.</summary>
        /// <param name="axis">The axis; −1 is the last.</param>
        /// <param name="sizes">The parts' sizes; their sum is the axis's.</param>
        /// <exception cref="ShapeException">The sizes do not add up to the axis's.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor[] Split(int axis, params ReadOnlySpan<int> sizes)
        {
            long sum = 0;
            foreach (var size in sizes) sum += size;
            if (sum != x.Shape[axis])
                throw new ShapeException($"Split: axis {axis} of {x.Shape} has size {x.Shape[axis]}, but the parts [{string.Join(", ", sizes.ToArray())}] add up to {sum}.");
            var parts = new Tensor[sizes.Length];
            var start = 0;
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = x.Slice(axis, start, sizes[i]);
                start += sizes[i];
            }

            return parts;
        }
    }

    // x [outer, size, inner]     y [outer, length, inner]
    internal abstract unsafe class Part(Tensor x, int axis, int start, int length) : MoveOp(x)
    {
        private int Offset => start * x.Shape.Product(axis + 1, x.Shape.Rank);

        protected override Shape Infer()
        {
            ShapeException.Require(start >= 0 && length >= 0 && start <= x.Shape[axis] - length,
                $"Slice: axis {axis} of {x.Shape} has positions 0 … {x.Shape[axis] - 1}; {length} from {start} on do not lie within.");
            return x.Shape.With(axis, length);
        }

        protected Tensor Share(in Shape shape) => x.View(shape, Offset);

        protected void CopyTo<T>(Tensor y)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => Move<T>(x, Offset, y, 0, AlongAxis(x.Shape, axis, length, x.Shape[axis], length));

        // dx (+)= dy in the part, 0 elsewhere
        protected override void Backward<T>(Tensor y)
        {
            var dx = GradientFor<T>(x, out var add);
            if (!add) x.Device.Fill(dx, T.Zero, x.Count);
            x.Device.Copy(GradientOf<T>(y), dx + Offset, AlongAxis(x.Shape, axis, length, length, x.Shape[axis]), add);
        }
    }

    internal sealed class Node(Tensor x, int axis, int start, int length) : Part(x, axis, start, length)
    {
        protected override void Forward<T>(Tensor y) => CopyTo<T>(y);
    }

    internal sealed class View(Tensor x, int axis, int start, int length) : Part(x, axis, start, length), IView
    {
        private protected override Tensor Allocate(in Shape shape, DType type) => Share(shape);

        protected override void Forward<T>(Tensor y)
        {
        }
    }
}
