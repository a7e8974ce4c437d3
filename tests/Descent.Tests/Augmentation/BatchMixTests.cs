using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Augmenting;

public sealed class BatchMixTests
{
    private const int Count = 7, Side = 8;

    [Fact]
    public void Mixup_adds_pairs_in_the_shares_that_the_targets_say()
    {
        var (mixed, plain) = (Load(new Mixup(1), epoch: 2), Load(null, epoch: 2));
        for (var i = 0; i < Count; i++)
        {
            var other = Count - 1 - i;
            double share = i == other ? 1 : mixed.Goals[i * 3 + plain.Classes[i]];
            if (plain.Classes[i] == plain.Classes[other]) Assert.Equal(1, mixed.Goals[i * 3 + plain.Classes[i]], 1e-6);
            else Assert.Equal(1 - share, mixed.Goals[i * 3 + plain.Classes[other]], 1e-6);
            Assert.Equal(plain.Classes[i], mixed.Classes[i]);
            share = Share(mixed, plain);
            for (var j = 0; j < Side * Side; j++)
                Assert.Equal(share * plain.Inputs[i * Side * Side + j] + (1 - share) * plain.Inputs[other * Side * Side + j], mixed.Inputs[i * Side * Side + j], 1e-5);
        }
    }

    [Fact]
    public void CutMix_swaps_a_rectangle_of_the_area_that_the_targets_say()
    {
        for (var epoch = 0; epoch < 20; epoch++)
        {
            var (mixed, plain) = (Load(new CutMix(1), epoch), Load(null, epoch));
            var changed = 0;
            for (var j = 0; j < Side * Side; j++)
            {
                var (own, other, got) = (plain.Inputs[j], plain.Inputs[(Count - 1) * Side * Side + j], mixed.Inputs[j]);
                Assert.True(got == own || got == other);
                if (got != own) changed++;
            }

            if (plain.Classes[0] != plain.Classes[Count - 1]) Assert.Equal(1 - changed / 64.0, mixed.Goals[plain.Classes[0]], 0.04); // equal pixels cannot be told apart
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    public void Shares_are_those_of_the_beta_distribution(double alpha)
    {
        var shares = new List<double>();
        for (var epoch = 0; epoch < 4000; epoch++)
        {
            Tensor inputs = Tensor.From(new float[2], [2, 1]), classes = Tensor.From(new[] { 0, 1 }), targets = Tensor.Zeros([2, 2]);
            new Mixup(alpha).Apply(inputs, classes, targets, 1, epoch, 0);
            shares.Add(targets.Span<float>()[0]);
        }

        Assert.InRange(shares.Average(), 0.48, 0.52);
        var variance = 1 / (4 * (2 * alpha + 1));
        Assert.InRange(shares.Average(s => (s - 0.5) * (s - 0.5)) / variance, 0.93, 1.07);
    }

    [Fact]
    public void Batches_are_the_same_for_any_number_of_readers_and_differ_between_epochs()
    {
        var expected = Load(new Mixup(1), epoch: 3).Inputs;
        foreach (var readers in new[] { 1, 2, 7 }) Assert.Equal(expected, Load(new Mixup(1), epoch: 3, readers).Inputs);
        Assert.NotEqual(Load(null, epoch: 3).Inputs, expected);
    }

    [Fact]
    public void A_network_learns_from_mixed_batches_and_a_loss_that_cannot_is_refused()
    {
        var images = Images(60);
        var model = new Sequential(new Flatten(), new Linear(64, 3));
        model.Initialize(1);
        var history = new Trainer(model, new CrossEntropy(), new Adam(0.01)) { Mix = new CutMix() }.Fit(images, null, epochs: 30, batchSize: 20);
        Assert.True(history.Epochs[^1].Train["loss"] < 0.8 * history.Epochs[0].Train["loss"]);
        Assert.True(new Trainer(model, new CrossEntropy(), new Adam(0.01)).Evaluate(images)["accuracy"] > 0.95);

        var error = Assert.Throws<TrainingException>(() => new Trainer(model, new Hinge(), new Adam(0.01)) { Mix = new Mixup() }.Fit(images, null, 1, 20));
        Assert.Contains("Mixup(0.2) gives each sample a distribution over the classes, which Hinge does not take; use CrossEntropy, or no mix.", error.Message, StringComparison.Ordinal);
    }

    private static double Share((float[] Inputs, int[] Classes, float[] Goals) mixed, (float[] Inputs, int[] Classes, float[] Goals) plain)
    {
        for (var i = 0; i < Count; i++)
            if (plain.Classes[i] != plain.Classes[Count - 1 - i]) return mixed.Goals[i * 3 + plain.Classes[i]];
        throw new InvalidOperationException("No pair of different classes.");
    }

    private static (float[] Inputs, int[] Classes, float[] Goals) Load(BatchMix? mix, int epoch, int readers = 0)
    {
        using var loader = new DataLoader(Images(Count), Count, seed: 5, readAhead: readers == 0 ? 0 : 2) { Mix = mix, Readers = Math.Max(readers, 1) };
        var batch = loader.Epoch(epoch).First();
        return (batch.Inputs.ToArray<float>(), batch.Targets.ToArray<int>(), mix is null ? [] : batch.LossTargets.ToArray<float>());
    }

    private static ImageDataset Images(int count)
    {
        var (pixels, labels) = ImageFixtures.Bars(count, Side, Side, 1, 3, seed: 2);
        return new ImageDataset(pixels, [Side, Side, 1], Array.ConvertAll(labels, l => (int)l), ["a", "b", "c"]);
    }
}
