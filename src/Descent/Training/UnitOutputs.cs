using System.Numerics;

namespace Descent;

/// <summary>How many of a layer's outputs, the indices of the last axis, are the same number for a whole batch, and how many of these are 0.</summary>
internal readonly record struct UnitOutputs(int Units, int Constant, int Zero)
{
    /// <summary>Counts them. A healthy layer is done after a few rows, when every unit has shown two values.</summary>
    public static UnitOutputs Of(Tensor y) => y.Type == DType.Float64 ? Of<double>(y.Span<double>(), y.Shape[^1]) : Of<float>(y.Span<float>(), y.Shape[^1]);

    private static UnitOutputs Of<T>(ReadOnlySpan<T> values, int units)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.IsEmpty) return new(units, 0, 0);
        var first = values[..units];
        var constant = Enumerable.Range(0, units).ToList();
        for (var row = units; row < values.Length && constant.Count > 0; row += units)
            for (var c = constant.Count - 1; c >= 0; c--)
                if (values[row + constant[c]] != first[constant[c]]) constant.RemoveAt(c);
        var zeros = 0;
        foreach (var unit in constant) zeros += T.IsZero(first[unit]) ? 1 : 0;
        return new(units, constant.Count, zeros);
    }
}
