namespace Descent;

/// <summary>How many inputs feed one output of a weight (fan-in), and how many outputs one input feeds (fan-out).</summary>
/// <param name="In">Fan-in.</param>
/// <param name="Out">Fan-out.</param>
public readonly record struct Fans(int In, int Out)
{
    /// <summary>
    /// The fans of a weight (out, in) or (out, in, kernel…): channels times the kernel's area. A vector's are both its length;
    /// a scalar's are 1.
    /// </summary>
    public static Fans Of(in Shape shape)
    {
        if (shape.Rank < 2) return new Fans(Math.Max(shape.Size, 1), Math.Max(shape.Size, 1));
        var area = shape.Product(2, shape.Rank);
        return new Fans(shape[1] * area, shape[0] * area);
    }

    /// <summary>The fan asked for, at least 1, so that an empty weight divides by nothing.</summary>
    internal int Count(Fan fan) => Math.Max(fan == Fan.In ? In : Out, 1);
}
