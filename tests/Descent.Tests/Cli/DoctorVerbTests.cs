using System.Text.Json;
using Descent.Tests.Checks;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class DoctorVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void The_built_in_run_passes_every_check()
    {
        var outcome = _folder.Run("doctor", "--fast");
        Assert.True(outcome.Code == 0, outcome.Output + outcome.Error);
        Assert.Matches(@"digits: PASS \(0 FAIL, 0 WARN, [0-9]+ PASS\) in [0-9.]+ s", outcome.Output);
        foreach (var check in Doctor.Checks.Except(["data.augmentation", "network.batch_norm"])) Assert.Contains($"PASS  {check} ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_document_that_fits_the_schema_in_the_docs()
    {
        var page = File.ReadAllText(Path.Combine(CommandFolder.Examples, "..", "docs", "doctor.md"));
        using var schema = JsonDocument.Parse(page.Split("```json\n")[1].Split("```")[0]);
        foreach (var setting in (string[])["seed=1", "training.optimizer.adamw.learning_rate=30"])
        {
            var outcome = _folder.Run("doctor", "--fast", "--json", "--set", setting);
            using var document = JsonDocument.Parse(outcome.Output);
            Assert.Empty(JsonSchema.Problems(schema.RootElement, document.RootElement));
            var isFine = setting == "seed=1";
            Assert.Equal((isFine ? 0 : 1, isFine ? "PASS" : "FAIL"), (outcome.Code, document.RootElement.GetProperty("verdict").GetString()));
            if (isFine) continue;
            var first = document.RootElement.GetProperty("findings")[document.RootElement.GetProperty("first").GetInt32()];
            Assert.Equal(("update.size", "training.optimizer.adamw.learning_rate"), (first.GetProperty("check").GetString(), first.GetProperty("place").GetString()));
        }
    }

    [Theory]
    [InlineData("training.optimizer.adamw.weight_decay=300", "update.penalty", "training.optimizer.adamw.weight_decay")]
    [InlineData("training.regularization={ridge: {lambda: 100, include: all}}", "update.penalty", "training.regularization")]
    [InlineData("model={layers: [linear: 1, relu, linear: 10]}", "overfit", "model.0 (Linear)")]
    [InlineData("model.initializer={constant: {value: 0}}", "start.initializer", "0.weight")]
    public void A_fault_of_the_run_file_is_named_by_its_key(string setting, string check, string place)
    {
        var outcome = _folder.Run("doctor", "--fast", "--set", setting);
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"FAIL  {check.PadRight(18)}  {place}: ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_that_is_not_there_is_refused_with_the_nearest()
    {
        var outcome = _folder.Run("doctor", "--only", "start.los");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("--only start.los: there is no such check; did you mean start.loss?", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trained_runs_folder_is_diagnosed_from_its_history()
    {
        var run = _folder.Train("low", "--set", "training.epochs=5", "--set", "training.optimizer.adamw.learning_rate=1.0e-6");
        var outcome = _folder.Run("doctor", run);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("FAIL  history.learning    training.optimizer.adamw.learning_rate: training loss ", outcome.Output, StringComparison.Ordinal);
        var refused = _folder.Run("doctor", run, "--only", "data");
        Assert.Equal(2, refused.Code);
        Assert.Contains("a run's folder is asked for its history", refused.Error, StringComparison.Ordinal);
        Assert.Equal(3, _folder.Run("doctor", _folder.Path).Code);
    }

    /// <summary>What stands in names, such as those of classes and columns, must not become markup.</summary>
    [Fact]
    public void The_page_holds_all_it_needs()
    {
        var file = _folder.Write("data.csv", "a,<b>,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 37 % 61},1,{(i * 37 % 61 < 30 ? "p" : "q")}\n")));
        var config = _folder.Write("run.yaml", $"data: {{source: {{csv: {{path: {file}, label: y}}}}}}\nmodel: {{hidden: [16]}}\n");
        var outcome = _folder.Run("doctor", config, "--fast", "--html", _folder.Out("page.html"));
        var page = File.ReadAllText(_folder.Out("page.html"));
        Assert.Contains("column &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>: ", page.Replace("<b>column", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var outside in (string[])["http", "src=", "<script", "@import", "url("]) Assert.DoesNotContain(outside, page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("<svg ").Length - 1);
        Assert.Equal(page.Split("<svg ").Length, page.Split("</svg>").Length);
        Assert.Contains("WARN  data.features", outcome.Output, StringComparison.Ordinal);
    }
}
