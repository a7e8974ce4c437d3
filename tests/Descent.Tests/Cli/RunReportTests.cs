using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Descent.Tests;

/// <summary>The page that a run leaves, read back from its file. It sets the thread count, which the process shares.</summary>
[Collection(ProcessSettings.Name)]
public sealed partial class RunReportTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void A_run_leaves_a_page_that_tells_what_it_came_to()
    {
        var run = _folder.Train("run", "--set", "training.epochs=4", "--set", "training.schedule={step: {every: 1, factor: 0.5}}");
        using var page = Read(run);
        Assert.Equal(["result", "training", "predictions", "weights", "verdict", "configuration"], Sections(page));
        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "result.json")));
        var test = result.RootElement.GetProperty("test").GetProperty("accuracy").GetDouble();
        Assert.Equal($"digits: test accuracy {test.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)}", page.RootElement.GetProperty("title").GetString());

        // The curves are the history's.
        var loss = Block(page, "training", "lines");
        var best = result.RootElement.GetProperty("best_epoch").GetInt32();
        Assert.Equal(best, loss.GetProperty("markers")[0].GetProperty("x").GetDouble());
        var history = File.ReadAllLines(Path.Combine(run, "history.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        var validation = loss.GetProperty("lines")[0];
        Assert.Equal("validation", validation.GetProperty("name").GetString());
        Assert.Equal(history.Select(row => double.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture)), validation.GetProperty("y").EnumerateArray().Select(v => v.GetDouble()), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Contains(Blocks(page, "training"), b => b.TryGetProperty("title", out var title) && title.GetString() == "Learning rate");

        Assert.Contains(Blocks(page, "training"), b => b.TryGetProperty("title", out var title) && title.GetString() == "Loss of single batches");

        // Every validation sample is in the matrix, those predicted right on its diagonal.
        var counts = Block(page, "predictions", "heat").GetProperty("values").EnumerateArray().Select(r => r.EnumerateArray().Select(c => c.GetDouble()).ToArray()).ToArray();
        var right = Enumerable.Range(0, 10).Sum(i => counts[i][i]);
        Assert.Equal(result.RootElement.GetProperty("validation").GetProperty("accuracy").GetDouble(), right / counts.Sum(r => r.Sum()), 6);
        var pictures = Block(page, "predictions", "pictures").GetProperty("pictures");
        Assert.All(pictures.EnumerateArray(), p => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], p.GetProperty("png").GetBytesFromBase64()[..4]));
        Assert.Equal(File.ReadAllText(Path.Combine(run, "run.yaml")).TrimEnd(), Block(page, "configuration", "code").GetProperty("text").GetString());
        Assert.InRange(new FileInfo(Path.Combine(run, "report.html")).Length, 50_000, 2_000_000);
    }

    [Fact]
    public void A_run_that_fails_leaves_a_page_that_says_why()
    {
        var outcome = _folder.Run("train", "--out", _folder.Out("run"), "--set", "model.hidden=[16]", "--set", "training.optimizer={sgd: {learning_rate: 1.0e+30}}");
        Assert.Equal(1, outcome.Code);
        using var page = Read(_folder.Out("run"));
        Assert.Equal("digits: the run failed", page.RootElement.GetProperty("title").GetString());
        Assert.Contains("It failed after", page.RootElement.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("predictions", Sections(page));
    }

    [Fact]
    public void Numbers_to_predict_are_shown_by_how_far_off_they_are()
    {
        var outcome = _folder.Run("train", Path.Combine(CommandFolder.Examples, "diabetes.yaml"), "--out", _folder.Out("run"), "--set", "training.epochs=2");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var page = Read(_folder.Out("run"));
        var rows = Block(page, "predictions", "table").GetProperty("rows").EnumerateArray().Select(r => Math.Abs(double.Parse(r[3].GetString()!.Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(rows.OrderDescending(), rows);
        Assert.True(rows.Count > 5);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_warned_of_and_fails_nothing()
    {
        var run = _folder.Train("run", "--set", "training.epochs=1");
        File.Delete(_folder.Out("run/report.html"));
        Directory.CreateDirectory(_folder.Out("run/report.html/in-the-way"));
        var outcome = _folder.Run("train", "--resume", run, "--set", "training.epochs=2");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Contains("report.html: the report could not be written", outcome.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Out("run/result.json")));
    }

    [Fact]
    public void The_page_can_be_switched_off() =>
        Assert.False(File.Exists(Path.Combine(_folder.Train("run", "--set", "training.epochs=1", "--set", "training.log.report=false"), "report.html")));

    private static JsonDocument Read(string run) => JsonDocument.Parse(DataElement().Match(File.ReadAllText(Path.Combine(run, "report.html"))).Groups[1].Value);

    private static IEnumerable<string?> Sections(JsonDocument page) => page.RootElement.GetProperty("sections").EnumerateArray().Select(s => s.GetProperty("id").GetString());

    private static IEnumerable<JsonElement> Blocks(JsonDocument page, string section) =>
        page.RootElement.GetProperty("sections").EnumerateArray().Single(s => s.GetProperty("id").GetString() == section).GetProperty("blocks").EnumerateArray();

    private static JsonElement Block(JsonDocument page, string section, string kind) => Blocks(page, section).First(b => b.GetProperty("kind").GetString() == kind);

    [GeneratedRegex("<script id=\"page\" type=\"application/json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataElement();
}
