using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Normalizations, spatial dropout and drop-path in run files. It sets the thread count, which the process shares.</summary>
[Collection(ProcessSettings.Name)]
public sealed class NormRunTests : IDisposable
{
    private const string Model = """
        model:
          layers:
            - conv: {channels: 8, kernel: 3, padding: same, bias: false}
            - batch_norm: {momentum: null}
            - relu
            - spatial_dropout: {keep: 0.9}
            - group_norm: 2
            - residual: [layer_norm, rms_norm: {epsilon: 1.0e-6}, drop_path: {drop: 0.1}]
            - batch_norm: {convention: keras}
            - flatten
            - linear: 16
            - batch_norm: {frozen: true, affine: false}
            - relu
            - linear: 4
        """;

    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void A_network_of_all_of_them_learns_to_the_same_bits_with_any_number_of_threads_and_from_its_resolved_file()
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 200, test: 40, side: 12, classes: 4);
        var file = _folder.Write("run.yaml", $"data: {{source: {{idx: bars}}, split: {{validation: 0}}}}\n{Model}\ntraining: {{epochs: 4, batch_size: 20}}\n");
        var first = Train(file, "one", "--set", "training.threads=1");
        Assert.True(first.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.9, first.ToString());

        // conv, batch norm, group norm, layer norm, root mean square norm, batch norm, and two linear layers around one without parameters to train
        Assert.Equal(72 + 16 + 16 + 16 + 8 + 16 + (1152 * 16 + 16) + (16 * 4 + 4), first.GetProperty("parameters").GetInt64());
        foreach (var threads in (string[])["2", "7"]) Assert.Equal(Hash(first), Hash(Train(file, threads, "--set", $"training.threads={threads}")));
        Assert.Equal(Hash(first), Hash(Train(_folder.Out("one/run.yaml"), "again")));
        var resolved = File.ReadAllText(_folder.Out("one/run.yaml"));
        Assert.Contains("momentum: null", resolved, StringComparison.Ordinal);
        Assert.Contains("momentum: 0.99", resolved, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[batch_norm: {momentum: 2}]", "1:41: model.layers.0.batch_norm.momentum: 2 is not possible; expected a number at least 0 and at most 1.")]
    [InlineData("[batch_norm: {convention: torch}]", "1:43: model.layers.0.batch_norm.convention: torch is unknown; did you mean pytorch? There are pytorch, keras.")]
    [InlineData("[group_norm: {}]", "1:30: model.layers.0.group_norm: the key groups is missing; expected how many groups the channels are divided into, such as group_norm: 8.")]
    [InlineData("[group_norm: 7]", "model.layers.0.group_norm: 64 channels arrive, which cannot be divided into 7 groups; choose a divisor.")]
    [InlineData("[flatten, spatial_dropout: {keep: 0.9}]", "model.layers.1.spatial_dropout: spatial_dropout drops whole channels of an image or a sequence, but a sample arrives as [64]; use dropout.")]
    [InlineData("[drop_path: 0.1]", "1:29: model.layers.0.drop_path: given 0.1; expected {keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero.")]
    public void What_is_wrong_is_said(string layers, string problem)
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", $"model: {{layers: {layers}}}"));
        Assert.Equal(2, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    private JsonElement Train(string file, string name, params string[] more)
    {
        var outcome = _folder.Run(["train", file, "--out", _folder.Out(name), "--json", .. more]);
        Assert.True(outcome.Code == 0, outcome.Error);
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.Clone();
    }

    private static string Hash(JsonElement result) => result.GetProperty("weights_sha256").GetString()!;
}
