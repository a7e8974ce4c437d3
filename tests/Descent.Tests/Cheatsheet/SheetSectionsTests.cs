using System.Text.RegularExpressions;
using System.Xml.Linq;
using Descent.Cli;
using Descent.Dashboard;
using Xunit;

namespace Descent.Tests.Cheatsheet;

/// <summary>What holds for every section there is.</summary>
public sealed partial class SheetSectionsTests
{
    public static TheoryData<string> Ids => [.. SheetSections.All.Select(s => s.Id)];

    [Fact]
    public void Ids_are_anchors_and_differ()
    {
        Assert.All(SheetSections.All, s => Assert.Matches("^[a-z]+(-[a-z]+)*$", s.Id));
        Assert.Equal(SheetSections.All.Count, SheetSections.All.Select(s => s.Id).Distinct().Count());
        Assert.Equal(SheetSections.All.Select(s => s.Group).Order(), SheetSections.All.Select(s => s.Group));
        Assert.Equal(["backpropagation", "xavier"], SheetSections.Choose("--only", ["xavier", "backpropagation", "xavier"]).Select(s => s.Id));
    }

    /// <summary>Stanford CS 230, "Deep Learning Tips and Tricks": what it names, in its order.</summary>
    [Fact]
    public void Every_technique_that_the_sheet_names_has_its_section()
    {
        string[] sheet =
        [
            "Data augmentation", "Original", "Flip", "Rotation", "Random crop", "Color shift", "Noise addition", "Information loss", "Contrast change", "Batch normalization",
            "Epoch", "Mini-batch gradient descent", "Loss function", "Cross-entropy loss", "Backpropagation", "Updating weights",
            "Xavier initialization", "Transfer learning", "Learning rate", "Momentum", "RMSprop", "Adam", "Adadelta", "Adagrad", "SGD",
            "Dropout", "LASSO", "Ridge", "Elastic Net", "Early stopping",
            "Overfitting small batch", "Gradient checking",
        ];
        Assert.Equal(sheet, SheetSections.All.SelectMany(s => s.Techniques));
        Assert.Equal(14, SheetSections.All.Count);
        var page = File.ReadAllText(Path.Combine(CommandFolder.Examples, "..", "docs", "cheatsheet.md"));
        Assert.All(SheetSections.All, s => Assert.Contains($"| `{s.Id}` |", page, StringComparison.Ordinal));
    }

    /// <summary>What a section is said to show stands in its text, in the names of its curves or bars, or below its pictures.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_section_shows_what_it_names(string id)
    {
        var section = SheetSections.All.Single(s => s.Id == id);
        var blocks = SheetRuns.Quick(id).Blocks;
        var words = string.Join('\n', blocks.SelectMany(b => (string?[])
        [
            section.Title, (b as TextBlock)?.Text, b.Title, b.Caption,
            .. (b as LinesBlock)?.Lines.Select(l => l.Name) ?? [],
            .. (b as ValleyBlock)?.Paths.Select(l => l.Name) ?? [],
            .. (b as BarsBlock)?.Categories ?? [],
            .. (b as PicturesBlock)?.Pictures.Select(p => p.Caption) ?? [],
        ]));

        // "Overfitting small batch" is "Overfitting a small batch" in a sentence.
        Assert.All(section.Techniques, t => Assert.All(t.Split(' '), word => Assert.Contains(word, words, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_section_has_its_formula_its_text_and_plots_that_say_what_they_show(string id)
    {
        var draft = SheetRuns.Quick(id);
        Assert.NotEmpty(draft.Blocks.OfType<FormulaBlock>());
        Assert.All(draft.Blocks.OfType<FormulaBlock>(), f => Assert.NotNull(XElement.Parse($"<math>{f.MathMl}</math>")));
        Assert.Contains(draft.Blocks.OfType<TextBlock>(), t => t.Text.Contains("Measured", StringComparison.Ordinal));
        var plots = draft.Blocks.Where(b => b is not TextBlock and not FormulaBlock).ToList();
        Assert.NotEmpty(plots);
        Assert.All(plots, p => Assert.True(p is { Title.Length: > 0, Caption.Length: > 0 }, $"{id}: {p.Title}"));
        Assert.NotEmpty(draft.Figures);
        var words = string.Join('\n', draft.Blocks.SelectMany(b => (string?[])[(b as TextBlock)?.Text, b.Title, b.Caption]));
        Assert.DoesNotMatch(NotANumber(), words);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Curves_have_as_many_numbers_up_as_along(string id)
    {
        foreach (var lines in SheetRuns.Quick(id).Blocks.OfType<LinesBlock>())
        {
            Assert.Equal(lines.Lines.Count, lines.Lines.Select(l => l.Name).Distinct().Count());
            Assert.All(lines.Lines, l => Assert.True(l.X.Count == l.Y.Count && l.X.Count > 0 && (l.Low is null || l.Low.Count == l.X.Count) && (l.High is null || l.High.Count == l.X.Count), $"{lines.Title}: {l.Name}"));
        }

        Assert.All(SheetRuns.Quick(id).Blocks.OfType<TableBlock>(), t => Assert.All(t.Rows, r => Assert.Equal(t.Columns.Count, r.Count)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_command_is_on_every_plot_and_is_one_that_runs(string id)
    {
        var section = SheetSections.All.Single(s => s.Id == id);
        var context = new SheetContext(7, isQuick: true, _ => { }, default);
        var page = SheetRuns.Quick(id).Section(section, context.CommandFor(id));
        Assert.Equal((id, section.Title, section.Group.InWords()), (page.Id, page.Title, page.Group));
        Assert.All(page.Blocks, b => Assert.Equal(b is TextBlock or FormulaBlock, b.Command is null));
        foreach (var command in page.Blocks.Select(b => b.Command).OfType<string>().Distinct())
        {
            // As typed, up to where it would start to compute: the folder's place is taken by a file.
            using var folder = new CommandFolder();
            var words = command.Split(' ');
            Assert.Equal("descent", words[0]);
            if (words[1] != "cheatsheet") continue;
            var outcome = folder.Run([.. words[1..], "--out", folder.Write("file", "")]);
            Assert.Equal((2, "descent: --out file: it is a file; expected the path of a folder, in which cheatsheet.html is written.\n"), (outcome.Code, outcome.Error));
        }
    }

    [GeneratedRegex(@"\bNaN\b|∞|Infinity")]
    private static partial Regex NotANumber();
}
