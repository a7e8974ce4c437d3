using System.Text.Json.Serialization;

namespace Descent.Dashboard;

/// <summary>Something a page shows. Text may hold <c>`code`</c> in back quotes and nothing else that is marked up.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TextBlock), "text")]
[JsonDerivedType(typeof(CodeBlock), "code")]
[JsonDerivedType(typeof(FormulaBlock), "formula")]
[JsonDerivedType(typeof(TableBlock), "table")]
[JsonDerivedType(typeof(LinesBlock), "lines")]
[JsonDerivedType(typeof(BarsBlock), "bars")]
[JsonDerivedType(typeof(HeatBlock), "heat")]
[JsonDerivedType(typeof(ValleyBlock), "valley")]
[JsonDerivedType(typeof(GraphBlock), "graph")]
[JsonDerivedType(typeof(PicturesBlock), "pictures")]
internal abstract record PageBlock
{
    /// <summary>The heading above it; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>What is to be seen, below it: also the text alternative of a plot. Every plot needs one.</summary>
    public string? Caption { get; init; }

    /// <summary>The command that computes it again; null if the page's own does.</summary>
    public string? Command { get; init; }
}

/// <summary>A paragraph.</summary>
internal sealed record TextBlock(string Text) : PageBlock;

/// <summary>Text as it stands in a file, line by line.</summary>
internal sealed record CodeBlock(string Text) : PageBlock;

/// <summary>A formula as MathML: what stands inside <c>math</c>, without that element itself.</summary>
internal sealed record FormulaBlock(string MathMl) : PageBlock;

/// <summary>A table; numbers come as they are to be read. Columns whose cells are all numbers are set flush right.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells, one per column.</param>
internal sealed record TableBlock(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : PageBlock
{
    /// <summary>The row to draw the eye to, from 0; null for none.</summary>
    public int? Marked { get; init; }
}

/// <summary>Curves over a common horizontal axis.</summary>
internal sealed record LinesBlock(PlotAxis X, PlotAxis Y, IReadOnlyList<Line> Lines) : PageBlock
{
    /// <summary>Upright lines at places of the horizontal axis.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];
}

/// <summary>Bars: for every category one of each group, with intervals where they are known.</summary>
internal sealed record BarsBlock(PlotAxis Y, IReadOnlyList<string> Categories, IReadOnlyList<BarGroup> Groups) : PageBlock;

/// <summary>A matrix as colours, row 0 on top; cells show their numbers while there is room.</summary>
internal sealed record HeatBlock(string RowLabel, IReadOnlyList<string> Rows, string ColumnLabel, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double>> Values) : PageBlock;

/// <summary>The contours of a function of two variables, and paths over it, each from its first point to its last.</summary>
/// <param name="X">The horizontal axis, with both ends given.</param>
/// <param name="Y">The vertical axis, with both ends given.</param>
/// <param name="Heights">The function on an even grid: [row from the lowest y][column from the lowest x].</param>
/// <param name="Paths">The paths.</param>
internal sealed record ValleyBlock(PlotAxis X, PlotAxis Y, IReadOnlyList<IReadOnlyList<double>> Heights, IReadOnlyList<Line> Paths) : PageBlock
{
    /// <summary>Places that are pointed out, such as the lowest.</summary>
    public IReadOnlyList<Place> Marks { get; init; } = [];
}

/// <summary>A small computation graph, laid out by its author.</summary>
internal sealed record GraphBlock(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges) : PageBlock;

/// <summary>Pictures in a row that wraps.</summary>
internal sealed record PicturesBlock(IReadOnlyList<Picture> Pictures) : PageBlock
{
    /// <summary>How wide each is shown, in CSS pixels; small ones are enlarged without smoothing.</summary>
    public int Width { get; init; } = 96;
}
