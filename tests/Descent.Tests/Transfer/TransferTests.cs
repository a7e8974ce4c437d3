using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Transferring;

public sealed class TransferTests
{
    [Fact]
    public void Small_freezes_all_but_the_head_medium_most_and_large_nothing()
    {
        var model = Network();
        Assert.Equal(["0", "1", "3", "5", "6", "7"], model.Stages.Select(s => s.Name));
        Assert.Equal("7", model.Head.Name);

        model.Freeze(TransferStrategy.Small);
        Assert.Equal(["7.weight", "7.bias"], Trainable(model));
        Assert.Equal(4, model.FrozenStages); // up to the pooling; the dropout is the head's
        Assert.Equal((true, false), (model[5].IsFrozen, model[6].IsFrozen));

        model.Freeze(TransferStrategy.Medium);
        Assert.Equal(["3.weight", "3.bias", "7.weight", "7.bias"], Trainable(model));
        model.Freeze(TransferStrategy.Medium, last: 2);
        Assert.Equal(["1.weight", "1.bias", "2.weight", "2.bias", "3.weight", "3.bias", "7.weight", "7.bias"], Trainable(model));
        Assert.Equal(1, model.FrozenStages);

        model.Freeze(TransferStrategy.Large);
        Assert.Equal(model.NamedParameters().Where(p => !p.Parameter.IsStatistic).Select(p => p.Name), Trainable(model));
        Assert.Equal(0, model.FrozenStages);
        Assert.Contains("4 stages are to be trained besides the head, but Sequential has 3", Assert.Throws<ArgumentException>(() => model.Freeze(TransferStrategy.Medium, last: 4)).Message, StringComparison.Ordinal);
        Assert.Contains("no stage of the network has weights", Assert.Throws<ArgumentException>(() => new Sequential(new ReLU()).Freeze(TransferStrategy.Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_frozen_does_not_change_by_a_bit_while_the_rest_trains()
    {
        var model = Network();
        model.Freeze(TransferStrategy.Medium);
        var before = Bytes(model);
        var history = Train(model, Images(40, 1), epochs: 2);
        Assert.False(history.Failed, history.StopReason);
        foreach (var (name, bytes) in Bytes(model))
            Assert.True(bytes.SequenceEqual(before[name]) == (name[0] is not ('3' or '7')), name); // running statistics of layer 2 are among the frozen
    }

    [Fact]
    public void Training_on_cached_features_comes_to_the_same_bits()
    {
        foreach (var strategy in (TransferStrategy[])[TransferStrategy.Small, TransferStrategy.Medium])
        {
            var (train, validation) = (Images(37, 1), Images(19, 2)); // partial batches of several sizes
            Module Run(bool cached)
            {
                var model = Network();
                model.Freeze(strategy);
                if (!cached)
                {
                    Train(model, train, 3, validation);
                    return model;
                }

                var cache = new FeatureCache();
                var (trainFeatures, validationFeatures) = (cache.Of(model, train, isTraining: true), cache.Of(model, validation, isTraining: false));
                Assert.NotEqual(train.InputShape, trainFeatures.InputShape);
                model.FirstStage = model.FrozenStages;
                var history = Train(model, trainFeatures, 3, validationFeatures);
                model.FirstStage = 0;
                return model;
            }

            AssertSame(Run(cached: false), Run(cached: true));
        }
    }

    [Fact]
    public void Cached_copies_of_augmented_images_come_to_the_bits_of_so_many_epochs_repeated()
    {
        var images = (ImageDataset)Images(24, 1);
        var train = images.Augmented(new Augmentation(new Flip(FlipAxis.Horizontal), new RandomCrop(padding: 2)), seed: 3);
        var plain = Network();
        plain.Freeze(TransferStrategy.Small);
        Train(plain, new RepeatedEpochs(train, 2), epochs: 5);

        var model = Network();
        model.Freeze(TransferStrategy.Small);
        var features = new FeatureCache { Copies = 2 }.Of(model, train, isTraining: true);
        Assert.Equal(2, features.Copies);
        model.FirstStage = model.FrozenStages;
        Train(model, features, epochs: 5);
        AssertSame(plain, model);

        // The copies differ from each other and from what evaluation sees, but where two draws are the same by chance.
        var rows = Enumerable.Range(0, 3).Select(_ => new float[features.InputShape.Size]).ToArray();
        var differ = 0;
        for (var i = 0; i < features.Count; i++)
        {
            features.ReadInput(i, rows[0]);
            features.ReadTrainingInput(i, 0, rows[1]);
            features.ReadTrainingInput(i, 1, rows[2]);
            differ += rows[1].SequenceEqual(rows[2]) || rows[0].SequenceEqual(rows[1]) ? 0 : 1;
        }

        Assert.True(differ > features.Count * 3 / 4, $"{differ}");
    }

    [Fact]
    public void Kept_features_are_found_again_and_only_for_what_they_were_computed_from()
    {
        using var folder = new CommandFolder();
        var cache = new FeatureCache { Folder = folder.Out("features") };
        var model = Network();
        model.Freeze(TransferStrategy.Small);
        var data = Images(10, 1);
        FeatureDataset Take() => cache.Of(model, data, isTraining: false);
        var first = Take();
        Assert.False(cache.WasFound);
        var again = Take();
        Assert.True(cache.WasFound);
        var (a, b) = (new float[first.InputShape.Size], new float[first.InputShape.Size]);
        for (var i = 0; i < data.Count; i++)
        {
            first.ReadInput(i, a);
            again.ReadInput(i, b);
            Assert.Equal(a, b);
        }

        // A file that is damaged is computed anew, and so are other weights, other images and other stages.
        var file = Assert.Single(Directory.GetFiles(folder.Out("features")));
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Take();
        Assert.False(cache.WasFound);
        Take();
        Assert.True(cache.WasFound);
        model[0].NamedParameters()[0].Parameter.Span<float>()[0] += 1;
        Take();
        Assert.False(cache.WasFound);
        data = Images(10, 2);
        Take();
        Assert.False(cache.WasFound);
        model.Freeze(TransferStrategy.Medium);
        Take();
        Assert.False(cache.WasFound);
        Assert.Equal(4, Directory.GetFiles(folder.Out("features")).Length);

        // What was used longest ago makes room.
        var small = new FeatureCache { Folder = cache.Folder, MostBytes = new FileInfo(file).Length };
        data = Images(9, 3);
        model.Freeze(TransferStrategy.Small);
        small.Of(model, data, isTraining: false);
        Assert.True(Directory.GetFiles(folder.Out("features")).Sum(f => new FileInfo(f).Length) <= small.MostBytes + 4096);
        Assert.Contains("take 0 MB, more than the 0 MB allowed", Assert.Throws<ArgumentException>(() => new FeatureCache { MostBytes = 100 }.Of(model, data, false)).Message, StringComparison.Ordinal);
        model.Freeze(TransferStrategy.Large);
        Assert.Contains("is not frozen", Assert.Throws<ArgumentException>(Take).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_thaw_one_after_the_other_from_the_last_to_the_first()
    {
        var model = Network();
        var hook = new GradualUnfreezing(model, every: 2);
        var seen = new Seen(model);
        var trainer = new Trainer(model, new CrossEntropy(), new SGD(0.01)) { Hooks = { hook, seen } };
        trainer.Fit(Images(16, 1), null, epochs: 8, batchSize: 16);
        Assert.Equal([2, 2, 4, 4, 8, 8, 10, 10], seen.Trainable);
    }

    [Fact]
    public void Rates_shrink_towards_the_beginning()
    {
        var model = Network();
        var groups = StageRates.Groups(model, 0.5);
        Assert.Equal([("7", 1.0), ("3", 0.5), ("1", 0.25), ("0", 0.125)], groups.Select(g => (g.Name, g.LearningRateScale)));
        Assert.True(groups[0].Matches("7.weight"));
        Assert.False(groups[0].Matches("3.weight"));
        Assert.Throws<ArgumentOutOfRangeException>(() => StageRates.Groups(model, 1));
    }

    [Fact]
    public void Pretrained_weights_are_taken_but_for_a_head_of_other_classes()
    {
        using var folder = new CommandFolder();
        var path = folder.Out("weights.safetensors");
        var other = Network(classes: 7, seed: 5);
        other.Save(path);
        var model = Network(seed: 9);
        var head = model.Head.Modules[0].NamedParameters()[0].Parameter.ToArray<float>();
        var report = model.LoadPretrained(path);
        Assert.Equal(["7.bias", "7.weight"], report.LeftAlone);
        Assert.Equal(model.NamedParameters().Count - 2, report.Matched.Count);
        Assert.Equal(head, model.Head.Modules[0].NamedParameters()[0].Parameter.ToArray<float>());
        Assert.Equal(other[0].NamedParameters()[0].Parameter.ToArray<float>(), model[0].NamedParameters()[0].Parameter.ToArray<float>());

        // A head of as many classes is taken, unless it is to be left alone.
        Network(seed: 5).Save(path);
        Assert.Empty(model.LoadPretrained(path).LeftAlone);
        Assert.Equal(["7.bias", "7.weight"], model.LoadPretrained(path, "7.*").LeftAlone);

        // Another architecture is refused with every difference, and nothing is changed.
        var before = Bytes(model);
        new Sequential(new Conv2d(3, 4, 3), new Linear(4, 2)).Save(path);
        var message = Assert.Throws<DataFormatException>(() => model.LoadPretrained(path)).Message;
        Assert.Contains("the weights do not fit Sequential: 0 of its 13 tensors were found. They look like another architecture's", message, StringComparison.Ordinal);
        Assert.Contains("missing: 3.weight", message, StringComparison.Ordinal);
        Assert.Contains("does not fit: 0.weight: the network has [6, 3, 3, 3] Float32, the state [4, 3, 3, 3] Float32", message, StringComparison.Ordinal);
        foreach (var (name, bytes) in Bytes(model)) Assert.Equal(before[name], bytes);
    }

    private static Sequential Network(int classes = 3, ulong seed = 1)
    {
        var model = new Sequential(
            new Conv2d(3, 6, 3, padding: 1), new Conv2d(6, 8, 3, padding: 1, stride: 2), new BatchNorm2d(8), new Conv2d(8, 8, 3, padding: 1), new ReLU(),
            new GlobalAvgPool(), new Dropout(keep: 0.8), new Linear(8, classes));
        model.Initialize(seed);
        return model;
    }

    private static ImageDataset Images(int count, int seed)
    {
        var pixels = new byte[count * 12 * 12 * 3];
        new Random(seed).NextBytes(pixels);
        return new ImageDataset(pixels, [12, 12, 3], [.. Enumerable.Range(0, count).Select(i => i % 3)], ["a", "b", "c"]);
    }

    private static History Train(Module model, Dataset data, int epochs, Dataset? validation = null) =>
        new Trainer(model, new CrossEntropy(), new Adam(0.01)) { Seed = 4 }.Fit(data, validation, epochs, batchSize: 8);

    private static List<string> Trainable(Module model) => [.. model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Name)];

    private static Dictionary<string, byte[]> Bytes(Module model) => model.NamedParameters().ToDictionary(p => p.Name, p => Safetensors.Bytes(p.Parameter).ToArray());

    private static void AssertSame(Module expected, Module actual)
    {
        var bytes = Bytes(actual);
        foreach (var (name, values) in Bytes(expected)) Assert.True(values.SequenceEqual(bytes[name]), name);
    }

    private sealed class Seen(Module model) : TrainingHook
    {
        public List<int> Trainable { get; } = [];

        public override void OnEpochEnd(Trainer trainer) => Trainable.Add(TransferTests.Trainable(model).Count);
    }

    /// <summary>A data set whose training sees only so many epochs' worth of augmentation, again and again: what features of so many copies are kept from.</summary>
    private sealed class RepeatedEpochs(Dataset source, int copies) : Dataset
    {
        public override int Count => source.Count;

        public override Shape InputShape => source.InputShape;

        public override TargetInfo Target => source.Target;

        public override void ReadInput(int index, Span<float> values) => source.ReadInput(index, values);

        public override void ReadTrainingInput(int index, int epoch, Span<float> values) => source.ReadTrainingInput(index, epoch % copies, values);

        public override int ReadClass(int index) => source.ReadClass(index);
    }
}
