namespace Descent.Dashboard;

/// <summary>An axis.</summary>
/// <param name="Label">What it measures, with its unit.</param>
internal sealed record PlotAxis(string Label)
{
    /// <summary>Whether equal distances are equal ratios; numbers that are not positive are then left out.</summary>
    public bool IsLog { get; init; }

    /// <summary>The lower end; null for what the numbers need.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end; null for what the numbers need.</summary>
    public double? High { get; init; }
}

/// <summary>A curve: as many numbers up as along; those that are not finite leave a gap.</summary>
internal sealed record Line(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The lower edge of a band about it, such as an interval; null for none.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper edge.</summary>
    public IReadOnlyList<double>? High { get; init; }

    public bool IsDashed { get; init; }

    /// <summary>Whether the points are marked, and the line between them only for the eye.</summary>
    public bool HasPoints { get; init; }
}

/// <summary>An upright line with its meaning.</summary>
internal sealed record Marker(double X, string Label);

/// <summary>A place on a plane with its meaning.</summary>
internal sealed record Place(double X, double Y, string Label);

/// <summary>A bar of every category, with the ends of its interval where known.</summary>
internal sealed record BarGroup(string Name, IReadOnlyList<double> Values)
{
    public IReadOnlyList<double>? Low { get; init; }

    public IReadOnlyList<double>? High { get; init; }
}

/// <summary>A node of a computation graph.</summary>
/// <param name="Id">What edges name it by.</param>
/// <param name="Label">Its operation or its variable.</param>
/// <param name="Value">What the forward pass computed, as text.</param>
/// <param name="Gradient">What the backward pass computed, as text; null where there is none.</param>
/// <param name="Column">Its place from the left, from 0.</param>
/// <param name="Row">Its place from the top, from 0.</param>
internal sealed record GraphNode(string Id, string Label, string Value, string? Gradient, double Column, double Row);

/// <summary>An edge, from an argument to what is computed of it.</summary>
/// <param name="From">The argument.</param>
/// <param name="To">The result.</param>
/// <param name="Label">The local derivative, as text; null for none.</param>
internal sealed record GraphEdge(string From, string To, string? Label);

/// <summary>A picture.</summary>
/// <param name="Png">Its file.</param>
/// <param name="Alternative">What it shows, for whoever does not see it.</param>
/// <param name="Caption">What stands below it; null for nothing.</param>
internal sealed record Picture(byte[] Png, string Alternative, string? Caption = null);
