using System.Text.RegularExpressions;

namespace Descent.Cli;

/// <summary>A column of a contact sheet.</summary>
/// <param name="Key">Its name for programs, such as <c>original</c>, <c>flip</c> or <c>epoch 0</c>.</param>
/// <param name="Group">The heading that it shares with its neighbours.</param>
/// <param name="Title">Its own heading; empty if the group's says all.</param>
/// <param name="IsWhole">Whether it shows the whole pipeline.</param>
internal sealed record SheetColumn(string Key, string Group, string Title, bool IsWhole = false);

/// <summary>A row of a contact sheet: one sample.</summary>
/// <param name="Sample">Its number in the training part.</param>
/// <param name="Index">Its place in the whole data set.</param>
/// <param name="Class">What it shows.</param>
/// <param name="File">Where it comes from; null if it has no file of its own.</param>
/// <param name="Tiles">One a column.</param>
internal sealed record SheetRow(int Sample, int Index, string Class, string? File, IReadOnlyList<SheetTile> Tiles);

/// <summary>An image of a contact sheet.</summary>
/// <param name="Image">Its pixels.</param>
/// <param name="Caption">What stands below.</param>
/// <param name="Steps">What was done to it.</param>
internal sealed record SheetTile(DecodedImage Image, string Caption, IReadOnlyList<DrawnStep> Steps);

/// <summary>Where a tile stands in the picture.</summary>
/// <param name="X">Its left edge.</param>
/// <param name="Y">Its top edge.</param>
/// <param name="Width">Pixels of the sheet.</param>
/// <param name="Height">Pixels of the sheet.</param>
internal readonly record struct TilePlace(int X, int Y, int Width, int Height);

/// <summary>What a contact sheet shows.</summary>
/// <param name="Title">Its first line.</param>
/// <param name="Note">How to read it.</param>
/// <param name="Footer">Whose pictures they are; empty for nobody's.</param>
/// <param name="Columns">From left to right.</param>
/// <param name="Rows">From top to bottom, each with a tile a column.</param>
internal sealed partial record SheetContents(string Title, string Note, string Footer, IReadOnlyList<SheetColumn> Columns, IReadOnlyList<SheetRow> Rows)
{
    /// <summary>How often the whole pipeline is shown: enough to see that it differs each time.</summary>
    public const int UsualEpochs = 3;

    /// <summary>The rows of a run's images.</summary>
    public static (IReadOnlyList<SheetColumn> Columns, IReadOnlyList<SheetRow> Rows) Of(AugmentedImages images, IReadOnlyList<int> samples, int epochs)
    {
        var isPrepared = samples.Any(s => images.Original(s) is var o && new ImageSize(o.Height, o.Width) != images.Size);
        var columns = new List<SheetColumn> { new("original", "original", "") };
        if (isPrepared) columns.Add(new("prepared", "prepared", ""));
        columns.AddRange(images.Transforms.Select(Column));
        if (images.Transforms.Count == 0) epochs = 0;
        for (var epoch = 0; epoch < epochs; epoch++) columns.Add(new($"epoch {epoch}", "all together, as the network sees it", $"epoch {epoch}", IsWhole: true));
        return (columns, [.. samples.Select(s => Row(images, s, isPrepared, epochs))]);
    }

    private static SheetColumn Column(ImageTransform transform)
    {
        var (technique, name) = (Technique.Of(transform), Technique.InWords(transform.Name));
        var often = transform.Probability < 1 ? $"\nused in {transform.Probability * 100:0.#} %" : "";
        return new(transform.Name, technique, (technique == name ? "" : name) + often);
    }

    private static SheetRow Row(AugmentedImages images, int sample, bool isPrepared, int epochs)
    {
        var tiles = new List<SheetTile> { new(images.Original(sample), $"{Label(images.ClassOf(sample))}\nsample {sample}", []) };
        if (isPrepared) tiles.Add(new(images.Prepared(sample), $"{images.Size}", []));
        for (var i = 0; i < images.Transforms.Count; i++)
        {
            var (image, steps) = images.Alone(i, sample, epoch: 0);
            // A transform's own numbers stand below its name; those of transforms inside it need theirs.
            var isItself = steps.Count == 1 && steps[0].Name == images.Transforms[i].Name;
            tiles.Add(new(image, KeepTogether(isItself ? steps[0].Drawn : steps.Count == 0 ? "unchanged" : string.Join(", ", steps)), steps));
        }

        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var (image, steps) = images.Seen(sample, epoch);
            string[] without = [.. images.Transforms.Where(t => t.Probability < 1 && !IsNamedByParts(t) && !steps.Any(s => s.Name == t.Name)).Select(t => Technique.InWords(t.Name)).Distinct()];
            tiles.Add(new(image, without.Length > 0 ? $"without {string.Join(", ", without)}" : "", steps));
        }

        return new(sample, images.IndexOf(sample), images.ClassOf(sample), images.PathOf(sample), tiles);
    }

    /// <summary>A class that is named by a number is better called one.</summary>
    private static string Label(string name) => name.All(char.IsAsciiDigit) ? $"class {name}" : name;

    /// <summary>No line ends within a size or a place, nor behind a sign.</summary>
    private static string KeepTogether(string text) => Pairs().Replace(text, match => match.Value.Replace(' ', BitmapFont.FixedSpace));

    [GeneratedRegex(@"(?<=\d)( ×|,) (?=-?\d)|(?<=[×σ]) ")]
    private static partial Regex Pairs();

    /// <summary>Whether what it does is told under the names of transforms inside it.</summary>
    private static bool IsNamedByParts(ImageTransform transform) => transform is ColorJitter or RandAugment or TrivialAugment;
}
