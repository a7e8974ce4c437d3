using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>A margin of one number around a tensor.</summary>
public static class PadOp
{
    extension(Tensor x)
    {
        /// <summary>The tensor with <paramref name="value"/> before and after it along each axis.</summary>
        /// <param name="margins">How many positions before and after, for each axis: <c>x.Pad([(0, 0), (1, 1)])</c>.</param>
        /// <param name="value">The number in the margin.</param>
        /// <exception cref="ShapeException">There are not as many margins as axes, or one is negative.</exception>
        public Tensor Pad(ReadOnlySpan<(int Before, int After)> margins, double value = 0) => new Node(x, margins.ToArray(), value).Call();
    }

    // y = x inside, value in the margin     dx (+)= dy inside
    internal sealed unsafe class Node(Tensor x, (int Before, int After)[] margins, double value) : MoveOp(x)
    {
        protected override Shape Infer()
        {
            ShapeException.Require(margins.Length == x.Shape.Rank, $"Pad: {x.Shape} has {x.Shape.Rank} axes, but {margins.Length} margins were given; give one pair (before, after) an axis.");
            var sizes = x.Shape.ToArray();
            for (var i = 0; i < sizes.Length; i++)
            {
                var (before, after) = margins[i];
                ShapeException.Require(before >= 0 && after >= 0, $"Pad: the margin of axis {i} of {x.Shape} is ({before}, {after}); a margin is 0 or more. To cut, use Slice.");
                sizes[i] = checked(sizes[i] + before + after);
            }

            return new Shape(sizes);
        }

        protected override void Forward<T>(Tensor y)
        {
            switch (x.Type)
            {
                case DType.Int32: x.Device.Fill(y.Data<int>(), checked((int)value), y.Count); break;
                case DType.UInt8: x.Device.Fill(y.Data<byte>(), checked((byte)value), y.Count); break;
                default: x.Device.Fill(y.Data<T>(), T.CreateTruncating(value), y.Count); break;
            }

            Span<int> own = stackalloc int[Shape.MaxRank], outer = stackalloc int[Shape.MaxRank];
            Move<T>(x, 0, y, Offset(y), new Box(x.Shape.ToArray(), StridesOf(x.Shape, own), StridesOf(y.Shape, outer)));
        }

        protected override void Backward<T>(Tensor y)
        {
            Span<int> own = stackalloc int[Shape.MaxRank], outer = stackalloc int[Shape.MaxRank];
            var box = new Box(x.Shape.ToArray(), StridesOf(y.Shape, outer), StridesOf(x.Shape, own));
            x.Device.Copy(GradientOf<T>(y) + Offset(y), GradientFor<T>(x, out var add), box, add);
        }

        private int Offset(Tensor y)
        {
            Span<int> strides = stackalloc int[Shape.MaxRank];
            StridesOf(y.Shape, strides);
            var offset = 0;
            for (var i = 0; i < margins.Length; i++) offset += margins[i].Before * strides[i];
            return offset;
        }
    }
}
