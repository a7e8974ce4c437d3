using System.Globalization;

namespace Descent.Cli;

/// <summary>A contact sheet of the images that a trained network is most wrong about.</summary>
internal static class MistakeSheet
{
    /// <summary>Images a row, and rows: as many as are looked at.</summary>
    private const int Columns = 6, MostRows = 4;

    /// <summary>Draws it; null if there is no mistake.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">An <see cref="ImageDataset"/> or a part of one.</param>
    /// <param name="part">What people call it.</param>
    public static ContactSheet? Draw(TrainedRun run, Dataset data, string part)
    {
        var images = new AugmentedImages(data);
        var rows = new Predictor(run.Model, run.Encoding.Target).Predict(data);
        var names = run.Encoding.Target.Names;
        var worst = Enumerable.Range(0, data.Count)
            .Select(i => (Sample: i, Right: data.ReadClass(i), Predicted: Array.IndexOf(rows[i], rows[i].Max()), Row: rows[i]))
            .Where(s => s.Right != s.Predicted).OrderBy(s => s.Row[s.Right]).ToList();
        if (worst.Count == 0) return null;
        var columns = Math.Min(Columns, worst.Count);
        var shown = worst.Take(Columns * MostRows).Select(s => new SheetTile(images.Original(s.Sample),
            $"{names[s.Right]} {Percent(s.Row[s.Right])}\ntaken for {names[s.Predicted]} {Percent(s.Row[s.Predicted])}\nsample {s.Sample}", []));
        return ContactSheet.Draw(new SheetContents(
            $"{worst.Count} of {data.Count} images of {part} are taken for another class; {(worst.Count > Columns * MostRows ? $"the worst {Columns * MostRows}" : "all")} are shown",
            "The least likely right class first: what the image is, with the probability given to it, and what it was taken for.",
            "",
            [.. Enumerable.Range(0, columns).Select(c => new SheetColumn($"{c + 1}", "mistakes, the worst first", ""))],
            [.. shown.Chunk(columns).Select((tiles, row) => new SheetRow(row, row, "", null, tiles))]));
    }

    private static string Percent(double probability) => (100 * probability).ToString("F1", CultureInfo.InvariantCulture) + BitmapFont.FixedSpace + "%";
}
