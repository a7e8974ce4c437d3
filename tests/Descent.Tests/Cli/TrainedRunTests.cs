using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary>Verbs that use a trained run: evaluate, predict; and summary.</summary>
[Collection(ProcessSettings.Name)]
public sealed class TrainedRunTests : IDisposable
{
    private const string Flowers = "size,colour,kind\n1.0,red,rose\n1.1,red,rose\n1.2,pink,rose\n0.9,red,rose\n5.0,blue,iris\n5.2,blue,iris\n4.9,blue,iris\n5.1,pink,iris\n1.05,red,rose\n5.05,blue,iris\n1.15,red,rose\n4.95,blue,iris\n";
    private const string Configuration = "name: flowers\ndata: {source: {csv: {path: flowers.csv, label: kind}}, split: {validation: 0, test: 0.25}}\nmodel: {hidden: [8]}\ntraining: {epochs: 60, batch_size: 4, optimizer: {adam: {learning_rate: 0.05}}}\n";
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void Evaluate_measures_the_test_part_as_training_did()
    {
        var run = _folder.Train("run");
        var outcome = _folder.Run("evaluate", run, "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "result.json")));
        Assert.Equal(result.RootElement.GetProperty("test").GetRawText().Where(c => !char.IsWhiteSpace(c)), json.RootElement.GetProperty("metrics").GetRawText().Where(c => !char.IsWhiteSpace(c)));
        var counts = json.RootElement.GetProperty("confusion").EnumerateArray().SelectMany(row => row.EnumerateArray()).Sum(n => n.GetInt32());
        Assert.Equal(json.RootElement.GetProperty("samples").GetInt32(), counts);
        Assert.Contains("right \\ predicted", _folder.Run("evaluate", run, "--data", "validation").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_threads_of_training_are_not_those_of_using_the_run()
    {
        var run = _folder.Train("run", "--set", $"training.threads={_threads + 1}");
        Device.Threads = _threads;
        Assert.Equal(0, _folder.Run("evaluate", run).Code);
        Assert.Equal(_threads, Device.Threads);
    }

    [Fact]
    public void Predict_names_a_class_and_its_probability_for_each_line()
    {
        var run = TrainFlowers();
        var samples = _folder.Write("new.csv", "note,colour,size\nfirst,red,1.0\nsecond,blue,5.0\n");
        var outcome = _folder.Run("predict", run, samples, "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        var rows = json.RootElement.GetProperty("predictions").EnumerateArray().ToList();
        Assert.Equal(["rose", "iris"], rows.Select(r => r.GetProperty("class").GetString()));
        Assert.Equal([2, 3], rows.Select(r => r.GetProperty("line").GetInt32()));
        Assert.All(rows, r => Assert.Equal(1, r.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()), 9));
        Assert.Matches("^line,class,probability_iris,probability_rose\n2,rose,[0-9.E-]+,[0-9.E-]+\n3,iris,[0-9.E-]+,[0-9.E-]+\n$", _folder.Run("predict", run, samples, "--csv").Output);
        Assert.Matches("^line +class +probability\n-+\n2 +rose +[01]\\.[0-9]{4}\n3 +iris +[01]\\.[0-9]{4}\n$", _folder.Run("predict", run, samples).Output);
    }

    [Fact]
    public void Predict_needs_only_the_run_folder_and_the_samples()
    {
        var run = TrainFlowers();
        File.Delete(_folder.Out("flowers.csv"));
        Assert.Equal(0, _folder.Run("predict", run, _folder.Write("new.csv", "colour,size\nred,1.0\n")).Code);
        var outcome = _folder.Run("evaluate", run);
        Assert.Equal(3, outcome.Code);
        Assert.Contains("flowers.csv", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size\n1.0\n", "colour")]
    [InlineData("size,colour\n1.0,green\n", "is none of the categories known from training: blue, pink, red")]
    [InlineData("size,colour\nbig,red\n", "is not a number")]
    public void Samples_that_do_not_fit_the_run_are_unreadable(string csv, string message)
    {
        var outcome = _folder.Run("predict", TrainFlowers(), _folder.Write("new.csv", csv));
        Assert.Equal(3, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_predicted_in_their_original_unit()
    {
        var lines = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{1000 + 10 * i}\n"));
        _folder.Write("line.csv", $"x,y\n{lines}");
        var outcome = _folder.Run("train", _folder.Write("run.yaml", "data: {source: {csv: {path: line.csv, target: y}}, split: {validation: 0, test: 0.1}}\nmodel: {layers: [linear: 1]}\ntraining: {epochs: 300, batch_size: 8, optimizer: {adam: {learning_rate: 0.05}}}\n"), "--out", _folder.Out("run"));
        Assert.True(outcome.Code == 0, outcome.Error);
        var predicted = _folder.Run("predict", _folder.Out("run"), _folder.Write("new.csv", "x\n20\n"), "--csv").Output;
        Assert.StartsWith("line,y\n2,", predicted, StringComparison.Ordinal);
        Assert.Equal(1200, double.Parse(predicted.Split('\n')[1].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture), 5.0);
    }

    [Theory]
    [InlineData("run.yaml")]
    [InlineData("best.safetensors")]
    [InlineData("preprocessing.json")]
    public void A_damaged_run_folder_is_unreadable(string file)
    {
        var run = _folder.Train("run");
        File.WriteAllText(Path.Combine(run, file), "");
        var outcome = _folder.Run("evaluate", run);
        Assert.Equal(file == "run.yaml" ? 2 : 3, outcome.Code);
        Assert.DoesNotContain("unexpected", outcome.Error, StringComparison.Ordinal);
        File.Delete(Path.Combine(run, file));
        Assert.Equal((3, $"descent: run: it holds no {file}, so it is not the folder of a finished run.\n"), (_folder.Run("evaluate", run) is var missing ? missing.Code : 0, missing.Error));
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        var run = _folder.Train("run");
        File.Copy(Path.Combine(_folder.Train("other", "--set", "model.hidden=[17]"), "best.safetensors"), Path.Combine(run, "best.safetensors"), overwrite: true);
        var outcome = _folder.Run("evaluate", run);
        Assert.Equal(3, outcome.Code);
        Assert.StartsWith("descent: run/best.safetensors: it does not fit the network.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        Assert.Equal("descent: none: there is no such folder; expected the folder of a run, such as runs/digits.\n", _folder.Run("evaluate", _folder.Out("none")).Error);
    }

    [Fact]
    public void Summary_shows_each_layer_and_counts()
    {
        var outcome = _folder.Run("summary", "--set", "model.hidden=[16]");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("Linear(64 → 16)", outcome.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(_folder.Run("summary", "--json", "--set", "model.hidden=[16]").Output);
        Assert.Equal(1210, json.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal([1, 64], json.RootElement.GetProperty("input").EnumerateArray().Select(n => n.GetInt32()));
    }

    [Theory]
    [InlineData("resnet50", 25_557_032, 224)]
    [InlineData("resnet18", 11_689_512, 224)]
    [InlineData("mobilenet_v2", 3_504_872, 224)]
    [InlineData("squeezenet1_1", 1_235_496, 224)]
    [InlineData("resnet20", 272_474, 32)]
    public void Summary_shows_a_network_of_the_library_by_its_name(string name, long parameters, int side)
    {
        using var json = JsonDocument.Parse(_folder.Run("summary", "--model", name, "--json").Output);
        Assert.Equal(parameters, json.RootElement.GetProperty("trainable").GetInt64());
        Assert.Equal([1, side, side, 3], json.RootElement.GetProperty("input").EnumerateArray().Select(n => n.GetInt32()));
    }

    [Fact]
    public void Summary_refuses_a_network_that_it_does_not_know_or_that_is_named_twice()
    {
        var unknown = _folder.Run("summary", "--model", "mobilenetv2");
        Assert.Equal(2, unknown.Code);
        Assert.StartsWith("descent: --model: mobilenetv2 is unknown; did you mean mobilenet_v2? There are resnet20, ", unknown.Error, StringComparison.Ordinal);
        var twice = _folder.Run("summary", "--model", "resnet50", "--set", "seed=2");
        Assert.Equal((2, "descent: --model resnet50: it shows a network of the library by itself; leave it out to see that of a run file with its settings.\n"), (twice.Code, twice.Error));
    }

    private string TrainFlowers()
    {
        _folder.Write("flowers.csv", Flowers);
        var outcome = _folder.Run("train", _folder.Write("flowers.yaml", Configuration), "--out", _folder.Out("flowers"));
        Assert.True(outcome.Code == 0, outcome.Error);
        return _folder.Out("flowers");
    }
}
