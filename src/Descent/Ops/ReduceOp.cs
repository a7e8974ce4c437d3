using System.Numerics;
using Descent.Kernels;

namespace Descent.Ops;

/// <summary>What reductions share: axes, the shape rule, and both directions of the walk.</summary>
/// <param name="x">The operand.</param>
/// <param name="axes">A bit for each axis reduced, from <see cref="Axes"/>.</param>
/// <param name="keepDims">Whether reduced axes stay, with size 1.</param>
internal abstract unsafe class ReduceOp(Tensor x, int axes, bool keepDims) : Op(x)
{
    /// <summary>What nothing has not, such as a largest element; null if it can be reduced, as to a sum of 0.</summary>
    protected virtual string? NotOfNothing => null;

    protected Tensor X => x;

    private protected ReducePlan Plan => ReducePlan.Of(x.Shape, axes);

    /// <summary>How many elements become one.</summary>
    protected int N => Plan.N;

    /// <summary>The bits of the axes given, negative ones counted from the last; of all axes if none is given.</summary>
    /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
    public static int Axes(string name, in Shape shape, ReadOnlySpan<int> axes)
    {
        if (axes.Length == 0) return (1 << shape.Rank) - 1;
        var bits = 0;
        foreach (var axis in axes)
        {
            var positive = axis < 0 ? axis + shape.Rank : axis;
            ShapeException.Require(positive >= 0 && positive < shape.Rank, $"{name}: {shape} has no axis {axis}; give {-shape.Rank} … {shape.Rank - 1}, or no axis to reduce all.");
            ShapeException.Require((bits >> positive & 1) == 0, $"{name}: axis {axis} of {shape} is given twice.");
            bits |= 1 << positive;
        }

        return bits;
    }

    /// <summary>The result's shape: without the reduced axes, or with size 1 there.</summary>
    public static Shape Reduced(in Shape shape, int axes, bool keepDims)
    {
        Span<int> sizes = stackalloc int[shape.Rank];
        var rank = 0;
        for (var i = 0; i < shape.Rank; i++)
        {
            if ((axes >> i & 1) == 0) sizes[rank++] = shape[i];
            else if (keepDims) sizes[rank++] = 1;
        }

        return new Shape(sizes[..rank]);
    }

    protected override Shape Infer()
    {
        ShapeException.Require(NotOfNothing is null || N > 0 || Reduced(x.Shape, axes, false).Size == 0, $"{Name}: {x.Shape} has no elements along the reduced axes, and nothing has no {NotOfNothing}; give axes of size 1 or more.");
        return Reduced(x.Shape, axes, keepDims);
    }

    /// <summary>y = x reduced; c holds one number a result.</summary>
    private protected void Reduce<TFn, T>(TFn f, T* c, T* y)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T> => Plan.Run(x.Device, f, x.Data<T>(), c, y, add: false);

    /// <summary>dx (+)= f(x, c, dy), where c and dy hold one number a result.</summary>
    private protected void Expand<TFn, T>(TFn f, T* c, T* dy)
        where TFn : struct, IExpandFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kept = Reduced(x.Shape, axes, true);
        var source = TFn.Saves is Saves.Input or Saves.Both ? x.Data<T>() : null;
        x.Device.Expand(f, source, c, dy, GradientFor<T>(x, out var add), Broadcasting.Layout(x.Shape, x.Shape, kept), add);
    }
}
