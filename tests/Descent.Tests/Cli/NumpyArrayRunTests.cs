using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary>Runs on numbers in NumPy's arrays.</summary>
public sealed class NumpyArrayRunTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DType.Float32, 6)]
    [InlineData(DType.Float64, 6)]
    [InlineData(DType.Float64, 3, 2)]
    [InlineData(DType.Int32, 6)]
    public void Classes_are_learned_from_an_archive_or_single_files_of_any_shape(DType type, params int[] shape)
    {
        foreach (var (name, seed, count) in new[] { ("train", 1, 200), ("test", 2, 40) })
        {
            var random = new Random(seed);
            var classes = Enumerable.Range(0, count).Select(i => i % 3).ToArray();
            var inputs = Enumerable.Range(0, 6 * count).Select(i => (double)random.Next(-9, 9) + (i % 6 == classes[i / 6] ? 20 : 0)).ToArray();
            Save($"x_{name}", type, inputs, [count, .. shape]);
            Npy.Write(_folder.Out($"y_{name}.npy"), Tensor.From(classes, name == "train" ? [count] : [count, 1]), widen: true);
        }

        Npz.Write(_folder.Out("a.npz"), ((string[])["x_train", "y_train", "x_test", "y_test"]).Select(n => KeyValuePair.Create(n, Npy.Read(_folder.Out($"{n}.npy")))), compress: true);
        var rest = $"\nmodel: {{layers: [{(shape.Length > 1 ? "flatten, " : "")}linear: 16, relu, linear: 3]}}\ntraining: {{epochs: 20, batch_size: 20, optimizer: {{adam: {{learning_rate: 0.01}}}}}}";
        var archive = Train("data: {source: {npy: a.npz}, split: {validation: 0.1}, class_weights: balanced}" + rest, "archive");
        var files = Train("data: {source: {npy: {inputs: x_train.npy, targets: y_train.npy, test_inputs: x_test.npy, test_targets: y_test.npy}}, split: {validation: 0.1}, class_weights: balanced}" + rest, "files");
        Assert.True(archive.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.9, archive.ToString());
        Assert.Equal(Hash(archive), Hash(files));
        Assert.Equal(Hash(archive), Hash(Train(File.ReadAllText(_folder.Out("archive/run.yaml")), "again")));
        var evaluated = Parse(_folder.Run("evaluate", _folder.Out("archive"), "--json").Output);
        Assert.Equal(40, evaluated.GetProperty("samples").GetInt32());
        Assert.Equal(archive.GetProperty("test").GetProperty("loss").GetDouble(), evaluated.GetProperty("metrics").GetProperty("loss").GetDouble());
        Assert.Equal("descent: predict x.csv: the run was trained on arrays, and only tables are read here; descent evaluate measures it on its parts: train, validation, test.\n", _folder.Run("predict", _folder.Out("archive"), "x.csv").Error);

        Npy.Write(_folder.Out("x_train.npy"), Tensor.Zeros([200, 5]));
        Npy.Write(_folder.Out("x_test.npy"), Tensor.Zeros([40, 5]));
        var changed = _folder.Run("evaluate", _folder.Out("files"));
        Assert.Equal(3, changed.Code);
        Assert.Contains("x_train.npy: the arrays are no longer those the run was trained on: the samples' shape, their targets or the classes' names are others.", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_predicted_and_normalization_and_augmentation_are_for_images()
    {
        var random = new Random(1);
        var inputs = Enumerable.Range(0, 400).Select(_ => random.NextDouble() * 2 - 1).ToArray();
        Save("x", DType.Float64, inputs, [200, 2]);
        Save("y", DType.Float32, [.. Enumerable.Range(0, 200).SelectMany(i => new[] { inputs[2 * i] - inputs[2 * i + 1], 0.5 * inputs[2 * i] })], [200, 2]);
        const string Source = "data: {source: {npy: {inputs: x.npy, targets: y.npy}}";
        var result = Train(Source + "}\nmodel: {layers: [linear: 2]}\ntraining: {epochs: 60, batch_size: 20, optimizer: {adam: {learning_rate: 0.05}}}", "run");
        Assert.True(result.GetProperty("test").GetProperty("loss").GetDouble() < 1e-3, result.ToString());
        Assert.Equal(0, _folder.Run("evaluate", _folder.Out("run"), "--json").Code);

        Refused(2, Source + ", augment: [flip]}", "data.augment: the source has no images to augment;");
        Refused(2, Source + ", normalize: measured}", "data.normalize: the source has no images;");
        Refused(2, Source + ", class_weights: balanced}", "data.class_weights: the data's target is a number, and classes alone are weighed; leave class_weights out.");
        Refused(2, Source + "}\ntraining: {loss: cross_entropy}", "training.loss: cross_entropy judges classes, but the data's target is a number;");
        Refused(2, "data: {source: {npy: {inputs: x.npy, targets: y.npy, classes: [a, b]}}}", "data.source.npy.classes: the targets are floats, numbers to predict; leave classes out, or store whole numbers, the class of each sample.");

        inputs[7] = double.NaN;
        Save("x", DType.Float64, inputs, [200, 2]);
        Refused(3, Source + "}", "x.npy, y.npy: InMemoryDataset: sample 3 has input NaN at position 1; numbers must be finite.");
        Save("x", DType.Float64, inputs, [400]);
        Refused(3, Source + "}", "x.npy: its array is Float64 [400]; expected numbers (float32, float64 or int32) [count, features], or [count, …] of any shape.");
        Save("x", DType.Float64, inputs, [100, 4]);
        Refused(3, Source + "}", "y.npy: it has 200 targets, but x.npy has 100 samples; the two do not belong together.");
        Save("x", DType.Float64, new double[400], [200, 2]);
        Save("x2", DType.Float64, new double[600], [200, 3]);
        Refused(3, "data: {source: {npy: {inputs: x.npy, targets: y.npy, test_inputs: x2.npy, test_targets: y.npy}}}", "x2.npy: a sample is [3] with 2 number(s) to predict, but one of the training part [2] with 2 number(s) to predict; the parts do not fit each other.");
        Npy.Write(_folder.Out("y.npy"), Tensor.From(Enumerable.Range(0, 200).Select(i => i == 9 ? -1 : 0).ToArray()));
        Refused(3, Source + "}", "y.npy: sample 9 has label -1; labels are 0 … 200.");
    }

    private void Refused(int code, string yaml, string problem)
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", yaml), "--out", _folder.Out("refused"));
        Assert.Equal(code, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    private void Save(string name, DType type, double[] numbers, int[] shape) => Npy.Write(_folder.Out($"{name}.npy"), type switch
    {
        DType.Float32 => Tensor.From(Array.ConvertAll(numbers, x => (float)x), new Shape(shape)),
        DType.Int32 => Tensor.From(Array.ConvertAll(numbers, x => (int)x), new Shape(shape)),
        _ => Tensor.From(numbers, new Shape(shape)),
    });

    private JsonElement Train(string yaml, string name)
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", yaml), "--out", _folder.Out(name), "--json");
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
