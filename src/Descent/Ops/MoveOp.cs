using System.Numerics;
using Descent.Kernels;

namespace Descent.Ops;

/// <summary>An op that moves elements about without looking at them: it takes any element type, and its gradient moves them back.</summary>
internal abstract unsafe class MoveOp(params Tensor?[] inputs) : Op(inputs)
{
    protected override DType InferType()
    {
        var first = Inputs[0]!;
        foreach (var input in Inputs)
        {
            ShapeException.Require(input!.Type == first.Type,
                $"{Name}: {first.Shape} is {first.Type} and {input.Shape} is {input.Type}; they must have one element type. Convert one with To(DType.{first.Type}).");
        }

        return first.Type;
    }

    /// <summary>y = x over the box, offsets in elements; by size, so that integers may run as floating-point numbers do.</summary>
    private protected static void Move<T>(Tensor x, int xOffset, Tensor y, int yOffset, in Box box)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Type == DType.UInt8) x.Device.Copy(x.Data<byte>() + xOffset, y.Data<byte>() + yOffset, box, add: false);
        else x.Device.Copy(x.Data<T>() + xOffset, y.Data<T>() + yOffset, box, add: false);
    }

    /// <summary>How many elements lie between neighbours along each axis.</summary>
    private protected static ReadOnlySpan<int> StridesOf(in Shape shape, Span<int> strides)
    {
        var stride = 1;
        for (var i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }

        return strides[..shape.Rank];
    }

    /// <summary>The box of a part of one axis: <paramref name="length"/> positions of an axis of each array, all of the others.</summary>
    /// <param name="shape">Either array's shape; only its sizes off the axis count.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="length">Positions along the axis.</param>
    /// <param name="xSize">The axis's size in x.</param>
    /// <param name="ySize">The axis's size in y.</param>
    private protected static Box AlongAxis(in Shape shape, int axis, int length, int xSize, int ySize)
    {
        var inner = shape.Product(axis + 1, shape.Rank);
        return new Box([shape.Product(0, axis), length * inner], [xSize * inner, 1], [ySize * inner, 1]);
    }

    /// <summary>All elements, one behind the other.</summary>
    private protected static Box Whole(int count) => new([count], [1], [1]);
}
