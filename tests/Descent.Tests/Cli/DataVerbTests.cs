using System.Text.Json;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

public sealed class DataVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_images_is_counted_measured_and_searched_for_what_is_wrong()
    {
        // Class a: 12 of two sizes; class b: one, and a copy of it in the test part; a picture that is both a and b; a file that is no image.
        for (var i = 0; i < 12; i++) Image($"set/train/a/{i:00}.png", height: i % 2 == 0 ? 6 : 8, level: 10 + i);
        Image("set/train/b/00.png", 6, 200);
        Image("set/train/b/01.png", 6, 10); // as a/00
        Image("set/test/b/00.png", 6, 200);
        File.WriteAllBytes(_folder.Out("set/train/a/broken.png"), [1, 2, 3]);
        var (exit, output, error) = _folder.Run("data", _folder.Write("run.yaml", "data: {source: {folder: set}, split: {validation: 0}}\nmodel: {network: cnn}\n"));
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("class  train  test\n------------------\na         12     0\nb          2     1\nall       14     1\n", output, StringComparison.Ordinal);
        var levels = Enumerable.Range(0, 12).SelectMany(i => Enumerable.Repeat(10 + i, i % 2 == 0 ? 30 : 40)).Concat(Enumerable.Repeat(200, 30)).Concat(Enumerable.Repeat(10, 30)).Select(l => l / 255.0).ToArray();
        var (mean, deviation) = (levels.Average(), Math.Sqrt(levels.Average(l => l * l) - levels.Average() * levels.Average()));
        Assert.Contains($"train: images of 5 to 5 × 6 to 8 pixels (width × height, 2 sizes); channel 0 mean {mean:0.0000}, deviation {deviation:0.0000}\n", output, StringComparison.Ordinal);
        Assert.Contains($"warning: set/train/a/broken.png was left out: ", output, StringComparison.Ordinal);
        Assert.Contains("warning: 1 file cannot be read; a run stops there unless data.source allows it: skip_bad: 1\n", output, StringComparison.Ordinal);
        Assert.Contains($"warning: 1 sample is there in two parts: what is judged by was trained on (train set/train/b/00.png = test set/test/b/00.png)\n", output, StringComparison.Ordinal);
        Assert.Contains($"warning: 1 sample is there twice in a part with different classes: one must be wrong (train set/train/a/00.png = train set/train/b/01.png)\n", output, StringComparison.Ordinal);
        Assert.Contains("warning: class b has 2 samples to train on, a 12; weigh classes", output, StringComparison.Ordinal);
        Assert.Contains("warning: the images have several sizes; bring them to one", output, StringComparison.Ordinal);

        (exit, output, _) = _folder.Run("data", _folder.Out("run.yaml"), "--json");
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((0, 14, 12), (exit, root.GetProperty("parts").GetProperty("train").GetProperty("samples").GetInt32(), root.GetProperty("parts").GetProperty("train").GetProperty("classes").GetProperty("a").GetInt32()));
        Assert.Equal((2, 1, 6), (root.GetProperty("duplicates").GetArrayLength(), root.GetProperty("unreadable").GetArrayLength(), root.GetProperty("warnings").GetArrayLength()));
        Assert.Equal(mean, root.GetProperty("parts").GetProperty("train").GetProperty("channels")[0].GetProperty("mean").GetDouble(), 1e-9);
    }

    [Fact]
    public void Tables_are_counted_by_class_and_numbers_by_part()
    {
        var (exit, output, _) = _folder.Run("data");
        Assert.Equal(0, exit);
        var all = output.Split('\n').Single(line => line.StartsWith("all", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal((3, 1797), (all.Length, all.Sum(n => int.Parse(n, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture))));
        _folder.Write("t.csv", "x,y\n1,2\n2,3\n1,2\n4,5\n5,6\n6,7\n7,8\n8,9\n");
        (exit, output, _) = _folder.Run("data", _folder.Write("run.yaml", "data: {source: {csv: {path: t.csv, target: y}}, split: {validation: 0, test: 0.25}}\n"));
        Assert.Equal(0, exit);
        Assert.Contains("to predict: y\n", output, StringComparison.Ordinal);
        Assert.Contains(" = ", output, StringComparison.Ordinal); // the row that is there twice
    }

    private void Image(string name, int height, int level)
    {
        var path = _folder.Out(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PngEncoder.Write(path, height, 5, 1, [.. Enumerable.Repeat((byte)level, height * 5)]);
    }
}
