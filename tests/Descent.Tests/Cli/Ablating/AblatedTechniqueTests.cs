using Descent.Cli;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class AblatedTechniqueTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    /// <summary>A setting that the run file's reader refuses, or that changes nothing, would compare a run with itself or with nothing.</summary>
    [Fact]
    public void Every_switch_makes_a_valid_run_that_differs_and_whose_switch_leads_back()
    {
        var seen = new HashSet<(string, bool)>();
        foreach (var (file, settings) in Runs())
        {
            var subject = new AblationSubject(file, settings, CancellationToken.None);
            foreach (var (name, make) in AblatedTechnique.Table)
            {
                if (make(subject) is not { } technique) continue;
                Assert.Equal(name, technique.Name);
                var other = subject.With(technique.Settings, subject.Config.Seed);
                Assert.True(other.Resolved != subject.Config.Resolved, $"{name} changes nothing");
                PreparedRun.From(other);
                var back = make(new AblationSubject(file, [.. settings, .. technique.Settings], CancellationToken.None));
                if (back is not null) Assert.True(back.IsOn != technique.IsOn, $"{name} is {(technique.IsOn ? "on" : "off")} and stays so when it is switched");
                seen.Add((name, technique.IsOn));
            }
        }

        // Each was met switched on; and off, but for those that a run only has if it asks for them.
        foreach (var (name, _) in AblatedTechnique.Table)
        {
            Assert.Contains((name, true), seen);
            if (name is not ("pretrained" or "weight_decay" or "max_norm")) Assert.Contains((name, false), seen);
        }
    }

    [Fact]
    public void Batch_normalization_goes_behind_hidden_layers_of_a_perceptron_and_leaves_the_rest()
    {
        var subject = new AblationSubject(null, [], CancellationToken.None);
        var technique = AblatedTechnique.Table.Single(t => t.Name == "batch_norm").For(subject)!;
        Assert.Equal(["model={layers: [{linear: 256}, batch_norm, relu, {dropout: {keep: 0.6}}, {linear: 256}, batch_norm, relu, {dropout: {keep: 0.6}}, {linear: 10}]}"], technique.Settings);
    }

    [Fact]
    public void Normalizations_and_dropout_are_taken_out_of_residual_blocks_too()
    {
        var subject = new AblationSubject(null, ["model={layers: [{linear: 16}, {residual: [{linear: 16}, batch_norm, relu, {dropout: {keep: 0.9}}]}, {linear: 10}]}"], CancellationToken.None);
        string Settings(string name) => Assert.Single(AblatedTechnique.Table.Single(t => t.Name == name).For(subject)!.Settings);
        Assert.Equal("model.layers=[{linear: 16}, {residual: [{linear: 16}, relu, {dropout: {keep: 0.9}}]}, {linear: 10}]", Settings("batch_norm").Replace("{bias: true, outputs: 16}", "16", StringComparison.Ordinal));
        var dropped = Settings("dropout");
        Assert.Contains("batch_norm", dropped, StringComparison.Ordinal);
        Assert.DoesNotContain("dropout", dropped, StringComparison.Ordinal);
    }

    private IEnumerable<(string? File, string[] Settings)> Runs()
    {
        yield return (null, []);
        yield return (null, ["model={layers: [{linear: 16}, batch_norm, relu, {dropout: {keep: 0.9}}, {linear: 10}], initializer: xavier_uniform}", "training={optimizer: sgd, schedule: cosine, clip: {norm: 1}, regularization: {lasso: {lambda: 1.0e-4}}, max_norm: 2, averaging: {ema: {decay: 0.9}}, early_stopping: null, loss: cross_entropy}", "data.mix={mixup: {}}", "data.class_weights=balanced"]);
        yield return (Path.Combine(CommandFolder.Examples, "diabetes.yaml"), []);
        yield return (Path.Combine(CommandFolder.Examples, "wine.yaml"), ["data.source.csv.standardize=false", "training.weights=last", "training.early_stopping=null"]);
        yield return (Images(), []);
        yield return (Images(), ["data.augment=[{flip: horizontal}]", "model={network: cnn, dropout: {keep: 1}}"]);
        yield return (Images(), [$"model={{network: squeezenet1_1, pretrained: {Weights()}, transfer: small}}", "data.prepare=[{resize: 32}, {center_crop: 32}]"]);
    }

    private string? _images, _weights;

    /// <summary>A run on a few pictures of two classes.</summary>
    private string Images()
    {
        if (_images is not null) return _images;
        var random = new Random(1);
        foreach (var name in (string[])["one", "two"])
        {
            var folder = Directory.CreateDirectory(_folder.Out($"pictures/{name}")).FullName;
            for (var i = 0; i < 10; i++)
            {
                var pixels = new byte[16 * 16 * 3];
                random.NextBytes(pixels);
                PngEncoder.Write(Path.Combine(folder, $"{i}.png"), 16, 16, channels: 3, pixels);
            }
        }

        return _images = _folder.Write("images.yaml", "data: {source: {folder: pictures}}\nmodel: {network: cnn}\ntraining: {epochs: 1, batch_size: 4}\n");
    }

    private string Weights()
    {
        if (_weights is not null) return _weights;
        var model = LibraryModel.Find("squeezenet1_1")!.Make(new Shape(32, 32, 3), 2);
        model.Save(_weights = _folder.Out("weights.safetensors"));
        return _weights;
    }
}
