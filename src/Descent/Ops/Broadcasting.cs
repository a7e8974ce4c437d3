using Descent.Kernels;

namespace Descent.Ops;

/// <summary>NumPy's broadcasting: shapes are aligned at the last axis, and an axis that is missing or of size 1 is repeated.</summary>
internal static unsafe class Broadcasting
{
    /// <summary>The shape that operands broadcast to.</summary>
    /// <exception cref="ShapeException">An axis has two sizes, neither of them 1.</exception>
    public static Shape Infer(string name, in Shape a, in Shape b)
    {
        if (Shape.TryBroadcast(a, b, out var result)) return result;
        for (var i = 1; ; i++)
        {
            if (a[^i] == b[^i] || a[^i] == 1 || b[^i] == 1) continue;
            throw new ShapeException($"{name}: {a} and {b} do not broadcast: aligned at the last axis, axis {-i} has sizes {a[^i]} and {b[^i]}. Sizes must be equal, or one of them 1; Reshape can add axes of size 1.");
        }
    }

    /// <summary>How operands of these shapes walk beside a result of shape <paramref name="y"/>.</summary>
    public static BroadcastLayout Layout(in Shape y, in Shape a, in Shape b)
    {
        if (a == y && b == y) return new BroadcastLayout(y.Size);
        return Layout(y, a, b, y);
    }

    /// <inheritdoc cref="Layout(in Shape, in Shape, in Shape)"/>
    public static BroadcastLayout Layout(in Shape y, in Shape a, in Shape b, in Shape c)
    {
        Span<int> sizes = stackalloc int[y.Rank], stridesA = stackalloc int[y.Rank], stridesB = stackalloc int[y.Rank], stridesC = stackalloc int[y.Rank];
        for (var i = 0; i < y.Rank; i++) sizes[i] = y[i];
        Strides(a, stridesA);
        Strides(b, stridesB);
        Strides(c, stridesC);
        return new BroadcastLayout(sizes, stridesA, stridesB, stridesC);
    }

    private static void Strides(in Shape shape, Span<int> strides)
    {
        strides.Clear();
        var stride = 1;
        for (var i = 1; i <= shape.Rank; i++)
        {
            strides[^i] = shape[^i] == 1 ? 0 : stride;
            stride *= shape[^i];
        }
    }

    /// <summary>target (+)= factor·source summed over the axes along which target's shape is broadcast.</summary>
    public static void SumTo<T>(Device device, T* source, in Shape from, T* target, in Shape to, double factor, bool add)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var axes = 0;
        for (var i = 1; i <= from.Rank; i++)
            if (i > to.Rank || (to[^i] == 1 && from[^i] != 1)) axes |= 1 << (from.Rank - i);
        ReducePlan.Of(from, axes).Run(device, new SumFn(factor), source, null, target, add);
    }
}
