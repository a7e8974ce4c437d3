using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Transferring;

public sealed class HeadTrainingTests
{
    [Fact]
    public void The_head_learns_and_nothing_else_changes()
    {
        var model = Network();
        model.Freeze(TransferStrategy.Medium);
        var (weights, frozen) = (Bytes(model), Frozen(model));
        var images = Images(60, 1);
        var history = new HeadTraining { Epochs = 4, Seed = 7 }.Run(model, new CrossEntropy(), images, Images(20, 2));
        Assert.Equal(4, history.Epochs.Count);
        Assert.True(history.Epochs[^1].Train["loss"] < history.Epochs[0].Train["loss"]);
        foreach (var (name, bytes) in Bytes(model)) Assert.True(bytes.SequenceEqual(weights[name]) != name.StartsWith('3'), name);
        Assert.Equal((0, frozen), (model.FirstStage, Frozen(model)));

        // The same seed comes to the same bits; what is kept is the best epoch's head.
        var again = Network();
        new HeadTraining { Epochs = 4, Seed = 7 }.Run(again, new CrossEntropy(), images, Images(20, 2));
        Assert.All(Bytes(again), p => Assert.True(p.Value.SequenceEqual(Bytes(model)[p.Key]), p.Key));
    }

    [Theory]
    [InlineData(24, 16, 75)]
    [InlineData(240, 16, 10)]
    public void Few_samples_are_seen_as_often_as_150_updates_take(int samples, int batchSize, int epochs) =>
        Assert.Equal(epochs, new HeadTraining { BatchSize = batchSize }.Run(Network(), new CrossEntropy(), Images(samples, 1), null).Epochs.Count);

    [Fact]
    public void Features_without_room_are_said_beforehand()
    {
        var head = new HeadTraining { Cache = new FeatureCache { MostBytes = 100 } };
        var model = Network();
        Assert.StartsWith("the features of 20 samples take", head.WhyNot(model, Images(20, 1), null), StringComparison.Ordinal);
        Assert.Null(new HeadTraining().WhyNot(model, Images(20, 1), Images(20, 2)));
        Assert.Contains("more than the 0 MB allowed", Assert.Throws<ArgumentException>(() => head.Run(model, new CrossEntropy(), Images(20, 1), null)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(model.NamedModules(), m => m.Module.IsFrozen);
    }

    /// <summary>Features of random filters can be bettered; an optimizer that stands still betters nothing, and then less is enough.</summary>
    [Theory]
    [InlineData(0.01, TransferStrategy.Large)]
    [InlineData(0, TransferStrategy.Small)]
    public void A_probe_prefers_what_learns_and_leaves_the_network_as_it_was(double learningRate, TransferStrategy expected)
    {
        var model = Network();
        model.Freeze(TransferStrategy.Medium);
        var (weights, frozen) = (Bytes(model), Frozen(model));
        var (strategy, reason) = new TransferProbe { Epochs = 8, BatchSize = 8 }.Choose(
            model, () => new Trainer(model, new CrossEntropy(), new SGD(learningRate)), Images(120, 1), TransferStrategy.Small, TransferStrategy.Large);
        Assert.True(expected == strategy, reason);
        Assert.Matches(@"^a probe on 90 samples, judged by 30 others, came to a loss of [0-9.]+ with small and ([0-9.]+|Infinity) with large$", reason);
        Assert.All(Bytes(model), p => Assert.True(p.Value.SequenceEqual(weights[p.Key]), p.Key));
        Assert.Equal((0, frozen), (model.FirstStage, Frozen(model)));
    }

    [Fact]
    public void A_probe_stays_short_and_refuses_what_leaves_nothing_to_judge_by()
    {
        var model = Network();
        Trainer Make() => new(model, new CrossEntropy(), new Adam());
        var reason = new TransferProbe { Epochs = 1, MostSamples = 60 }.Choose(model, Make, Images(300, 1), TransferStrategy.Small, TransferStrategy.Medium).Reason;
        Assert.StartsWith("a probe on 45 samples, judged by 15 others", reason, StringComparison.Ordinal);
        Assert.Contains("3 samples are too few to hold some out; give 8 or more", Assert.Throws<ArgumentException>(() => new TransferProbe().Choose(
            model, Make, Images(3, 1), TransferStrategy.Small, TransferStrategy.Medium)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, "small or medium")]
    [InlineData(89, "small or medium")]
    [InlineData(90, null)]
    [InlineData(332, null)]
    [InlineData(333, "medium or large")]
    [InlineData(2999, "medium or large")]
    [InlineData(3000, null)]
    public void The_choice_is_close_about_the_thresholds(int each, string? expected) =>
        Assert.Equal(expected, TransferChoice.Close(each * 4, 4) is var (less, more) ? $"{less} or {more}".ToLowerInvariant() : null);

    private static Sequential Network()
    {
        var model = new Sequential(new Conv2d(3, 8, 3, padding: 1), new ReLU(), new Flatten(), new Linear(8 * 8 * 8, 3));
        model.Initialize(1);
        return model;
    }

    private static ImageDataset Images(int count, int seed)
    {
        var (pixels, classes) = ImageFixtures.Bars(count, 8, 8, 3, 3, seed);
        return new ImageDataset(pixels, [8, 8, 3], Array.ConvertAll(classes, c => (int)c), ["a", "b", "c"]);
    }

    private static Dictionary<string, byte[]> Bytes(Module model) => model.NamedParameters().ToDictionary(p => p.Name, p => Safetensors.Bytes(p.Parameter).ToArray());

    private static string Frozen(Module model) => string.Join(' ', model.NamedModules().Select(m => m.Module.IsFrozen));
}
