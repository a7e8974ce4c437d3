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
        foreach (var check in Doctor.Checks.Except(["data.augmentation", "data.mix", "network.batch_norm", "network.padding", "loss.masking", "update.clipping"])) Assert.Contains($"PASS  {check} ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_that_fits_the_schema_in_the_docs()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(CommandFolder.Examples, "..", "docs", "doctor.md"));
        var schema = page.Split("```json\n")[1].Split("```")[0];
        var documents = new List<string>();
        foreach (var setting in (string[])["seed=1", "training.optimizer.adamw.learning_rate=30"])
        {
            var outcome = _folder.Run("doctor", "--fast", "--json", "--set", setting);
            Assert.Empty(await JsonSchema.Problems(schema, outcome.Output));
            documents.Add(outcome.Output);
            using var document = JsonDocument.Parse(outcome.Output);
            var isFine = setting == "seed=1";
            Assert.Equal((isFine ? 0 : 1, isFine ? "PASS" : "FAIL"), (outcome.Code, document.RootElement.GetProperty("verdict").GetString()));
            if (isFine) continue;
            var first = document.RootElement.GetProperty("findings")[document.RootElement.GetProperty("first").GetInt32()];
            Assert.Equal(("update.size", "training.optimizer.adamw.learning_rate"), (first.GetProperty("check").GetString(), first.GetProperty("place").GetString()));
        }

        // What does not fit is found: a name that is not in the schema, a verdict of another word, a number as text, something left out.
        (string What, string Instead)[] breaks = [("\"findings\"", "\"found\""), ("\"FAIL\"", "\"BAD\""), ("\"fast\": true", "\"fast\": \"yes\""), ("\"limit\"", "\"limits\"")];
        foreach (var (what, instead) in breaks)
        {
            Assert.Contains(what, documents[1], StringComparison.Ordinal);
            Assert.NotEmpty(await JsonSchema.Problems(schema, documents[1].Replace(what, instead, StringComparison.Ordinal)));
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
        Assert.DoesNotContain("data.", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(3, _folder.Run("doctor", _folder.Path).Code);
    }

    [Fact]
    public void Of_a_trained_runs_folder_its_configuration_can_be_examined_too_and_changes_to_it()
    {
        var run = _folder.Train("short", "--set", "training.epochs=5");
        var both = _folder.Run("doctor", run, "--only", "history.overfitting,data.scale,start.loss", "--fast");
        Assert.True(both.Code == 0, both.Output + both.Error);
        Assert.Equal(["history.overfitting", "data.scale", "start.loss"], both.Output.Split('\n').Where(l => l.StartsWith("PASS  ", StringComparison.Ordinal)).Select(l => l[6..].Split(' ')[0]));
        var changed = _folder.Run("doctor", run, "--set", "training.optimizer.adamw.learning_rate=3", "--fast", "--only", "update");
        Assert.Equal(1, changed.Code);
        Assert.Contains("FAIL  update.size", changed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("history.", changed.Output, StringComparison.Ordinal);
        var file = _folder.Run("doctor", "--only", "history");
        Assert.Equal(2, file.Code);
        Assert.Contains("--only history: a run file has no history; give the folder of a trained run", file.Error, StringComparison.Ordinal);
        Assert.Equal(3, _folder.Run("doctor", _folder.Path, "--only", "data").Code);
    }

    [Theory]
    [InlineData("training.schedule={one_cycle: {rise: 0.7}}", "update.schedule", "training.schedule")]
    [InlineData("training.schedule={plateau: {patience: 10}}", "update.schedule", "training.schedule, patience")]
    [InlineData("training.clip={global_norm: 1.0e-5}", "update.clipping", "training.clip.global_norm")]
    [InlineData("data.mix={mixup: {alpha: 60}}", "data.mix", "data.mix")]
    public void Schedule_clipping_and_mixing_are_looked_at_by_their_keys(string setting, string check, string place)
    {
        var outcome = _folder.Run("doctor", "--fast", "--only", check, "--set", setting);
        Assert.Contains($"WARN  {check}  {place}: ", outcome.Output, StringComparison.Ordinal);
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
