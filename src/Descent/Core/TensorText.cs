using System.Globalization;
using System.Text;

namespace Descent;

/// <summary>Writes a tensor for people: rows and columns, four significant digits, long axes shortened in the middle.</summary>
internal static class TensorText
{
    /// <summary>Elements shown at each end of a long axis.</summary>
    private const int Edge = 3;

    public static string Write(Tensor tensor)
    {
        var text = new StringBuilder($"Tensor {tensor.Shape} {tensor.Type} ");
        var width = Enumerable.Range(0, tensor.Count).Where(i => IsShown(tensor.Shape, i)).Select(i => Number(tensor, i).Length).DefaultIfEmpty(1).Max();
        WriteAxis(tensor, text, axis: 0, offset: 0, width, indent: 1);
        return text.ToString();
    }

    private static void WriteAxis(Tensor tensor, StringBuilder text, int axis, int offset, int width, int indent)
    {
        if (axis == tensor.Shape.Rank)
        {
            text.Append(Number(tensor, offset).PadLeft(width));
            return;
        }

        var size = tensor.Shape[axis];
        var stride = tensor.Shape.Product(axis + 1, tensor.Shape.Rank);
        var last = axis == tensor.Shape.Rank - 1;
        if (axis == 0 && !last) text.Append('\n');
        if (axis == 0 && !last) text.Append(' ', indent - 1);
        text.Append('[');
        for (var i = 0; i < size; i++)
        {
            if (i > 0) text.Append(last ? ", " : ",\n" + new string(' ', indent));
            if (IsCut(size, i))
            {
                text.Append('…');
                i = size - Edge - 1;
                continue;
            }

            WriteAxis(tensor, text, axis + 1, offset + i * stride, width, indent + 1);
        }

        text.Append(']');
    }

    private static bool IsCut(int size, int i) => size > 2 * Edge + 1 && i >= Edge && i < size - Edge;

    private static bool IsShown(in Shape shape, int index)
    {
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (IsCut(shape[axis], index % shape[axis])) return false;
            index /= shape[axis];
        }

        return true;
    }

    private static string Number(Tensor tensor, int index) => tensor.Type switch
    {
        DType.Float32 => tensor.Span<float>()[index].ToString("G4", CultureInfo.InvariantCulture),
        DType.Float64 => tensor.Span<double>()[index].ToString("G4", CultureInfo.InvariantCulture),
        DType.Int32 => tensor.Span<int>()[index].ToString(CultureInfo.InvariantCulture),
        _ => tensor.Span<byte>()[index].ToString(CultureInfo.InvariantCulture),
    };
}
