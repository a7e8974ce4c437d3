using System.Text;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Runs on tables whose lines are images.</summary>
public sealed class CsvImageRunTests : IDisposable
{
    private const string Rest = "\nmodel: {network: mlp, hidden: [16]}\ntraining: {epochs: 10, batch_size: 20}";

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pixels_and_files_are_normalized_augmented_and_learned_alike_and_evaluated()
    {
        var (pixels, labels) = ImageFixtures.Bars(200, 8, 8, 1, 4, seed: 1);
        var (table, list) = (new StringBuilder("label").AppendJoin("", Enumerable.Range(0, 64).Select(i => $",pixel{i}")).AppendLine(), new StringBuilder("label,file\n"));
        Directory.CreateDirectory(_folder.Out("images"));
        for (var i = 0; i < 200; i++)
        {
            table.Append(labels[i]).AppendJoin("", pixels.Skip(64 * i).Take(64).Select(p => $",{p}")).AppendLine();
            list.AppendLine($"{labels[i]},images/{i}.png");
            PngEncoder.Write(_folder.Out($"images/{i}.png"), 8, 8, 1, pixels.AsSpan(64 * i, 64));
        }

        _folder.Write("table.csv", table.ToString());
        _folder.Write("list.csv", list.ToString());
        const string Options = ", split: {validation: 0.1, test: 0.2}, augment: [{flip: horizontal}]";
        var table1 = Train("a.yaml", $"data: {{source: {{csv: {{path: table.csv, label: label, image: [8, 8]}}}}{Options}}}", "table");
        var list1 = Train("b.yaml", $"data: {{source: {{csv: {{path: list.csv, label: label, path_column: file, cache_mb: 1, skip_bad: 3}}}}{Options}}}", "list");
        Assert.True(table1.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.95, table1.ToString());
        Assert.Equal(Hash(table1), Hash(list1));
        Assert.Contains("normalize: measured", File.ReadAllText(_folder.Out("table/run.yaml")), StringComparison.Ordinal);

        var again = _folder.Run("train", _folder.Out("list/run.yaml"), "--out", _folder.Out("again"), "--json");
        Assert.Equal((0, Hash(list1)), (again.Code, Hash(Parse(again.Output))));
        var prepared = _folder.Run("train", _folder.Out("list/run.yaml"), "--out", _folder.Out("prepared"), "--json", "--set", "data.prepare=[{resize: 16}, {center_crop: 12}]");
        Assert.True(prepared.Code == 0, prepared.Error);
        Assert.Equal([12, 12, 1], ImageEncoding.FromJson(File.ReadAllText(_folder.Out("prepared/preprocessing.json"))).Shape);
        var evaluated = Parse(_folder.Run("evaluate", _folder.Out("list"), "--json").Output);
        Assert.Equal(list1.GetProperty("test").GetProperty("loss").GetDouble(), evaluated.GetProperty("metrics").GetProperty("loss").GetDouble());
    }

    [Theory]
    [InlineData("image: [8]", "image: given ")]
    [InlineData("image: [8, 8, 2]", "image: given ")]
    [InlineData("image: [0, 8]", "image.0: 0 is not possible; expected a whole number, at least 1 and at most 65536.")]
    [InlineData("image: [65536, 65536]", "image: 65536 × 65536 pixels are more than a line can hold; expected the size of one image.")]
    [InlineData("image: 8", "image: given 8; expected a list of whole numbers: [height, width] or [height, width, channels], with 1 or 3 channels.")]
    [InlineData("image: [8, 8], path_column: file", "path_column: image and path_column are given together; keep image where each pixel has a column, or path_column where each image is a file.")]
    [InlineData("image: [8, 8], skip_bad: 3", "skip_bad: it is about image files, and the pixels are in the table; leave it out, or name the column of files with path_column.")]
    [InlineData("image: [8, 8], standardize: true", "standardize: it is for tables of numbers, and these are images with a class each; leave it out.")]
    [InlineData("path_column: file, target: x", "target: it is for tables of numbers, and these are images with a class each; leave it out.")]
    [InlineData("path_column: file, cash_mb: 3", "cash_mb: unknown key; did you mean cache_mb?")]
    public void What_is_wrong_in_a_run_file_is_said(string options, string problem)
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", $"data: {{source: {{csv: {{path: a.csv, label: label, {options}}}}}}}"));
        Assert.Equal(2, outcome.Code);
        Assert.Contains($"data.source.csv.{problem}", outcome.Error, StringComparison.Ordinal);
    }

    private JsonElement Train(string name, string data, string to)
    {
        var outcome = _folder.Run("train", _folder.Write(name, data + Rest), "--out", _folder.Out(to), "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        return Parse(outcome.Output);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string? Hash(JsonElement result) => result.GetProperty("weights_sha256").GetString();
}
