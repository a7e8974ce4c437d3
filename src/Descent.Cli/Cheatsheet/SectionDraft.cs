using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Takes down what a section shows, and the numbers behind it.</summary>
internal sealed class SectionDraft
{
    private readonly List<PageBlock> _blocks = [];
    private readonly List<KeyValuePair<string, double>> _figures = [];

    public IReadOnlyList<PageBlock> Blocks => _blocks;

    /// <summary>The numbers that tests check and <c>--json</c> prints, by names such as <c>accuracy.with</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Figures => _figures;

    /// <summary>A formula, in the notation of <see cref="MathMl"/>.</summary>
    public void Formula(string formula, string? caption = null) => _blocks.Add(new FormulaBlock(MathMl.Of(formula)) { Caption = caption });

    /// <summary>A paragraph; <c>`code`</c> stands in back quotes.</summary>
    public void Text(string text) => _blocks.Add(new TextBlock(text));

    /// <summary>A plot, a table, pictures: with title and caption.</summary>
    public void Show(PageBlock block) => _blocks.Add(block);

    /// <summary>Names a number.</summary>
    /// <returns>The number.</returns>
    public double Figure(string name, double value)
    {
        if (_figures.Any(f => f.Key == name)) throw new InvalidOperationException($"SectionDraft: the figure {name} is named twice.");
        _figures.Add(new(name, value));
        return value;
    }

    /// <summary>A number that was named before.</summary>
    public double FigureOf(string name) => _figures.First(f => f.Key == name).Value;

    /// <summary>Names a difference: its mean, and the ends of its interval under <c>name.low</c> and <c>name.high</c>.</summary>
    /// <returns>The difference.</returns>
    public PairedDifference Figure(string name, PairedDifference value)
    {
        Figure(name, value.Mean);
        Figure($"{name}.low", value.Low);
        Figure($"{name}.high", value.High);
        return value;
    }

    /// <summary>The section, each plot and table with the command that computes it again.</summary>
    public PageSection Section(SheetSection section, string command) =>
        new(section.Id, section.Title, [.. _blocks.Select(b => b is TextBlock or FormulaBlock || b.Command is not null ? b : b with { Command = command })]) { Group = section.Group.InWords() };
}
