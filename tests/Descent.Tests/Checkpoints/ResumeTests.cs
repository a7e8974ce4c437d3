using Xunit;

namespace Descent.Tests.Checkpointing;

/// <summary>Promise R6: a run resumed at any step equals the straight run, in every bit of its state at every later step.</summary>
public class ResumeTests
{
    public static TheoryData<string> Optimizers => [.. s_optimizers.Keys];

    private static readonly Dictionary<string, Func<Optimizer>> s_optimizers = new()
    {
        ["SGD"] = () => new SGD(0.05),
        ["Momentum"] = () => new Momentum(0.05),
        ["Nesterov"] = () => new Nesterov(0.05),
        ["RMSprop"] = () => new RMSprop(0.01, momentum: 0.9, centered: true),
        ["Adam"] = () => new Adam(0.01),
        ["AdamW"] = () => new AdamW(0.01),
        ["AMSGrad"] = () => new AMSGrad(0.01),
        ["NAdam"] = () => new NAdam(0.01),
        ["Adamax"] = () => new Adamax(0.01),
        ["Adagrad"] = () => new Adagrad(0.05, rateDecay: 0.1),
        ["Adadelta"] = () => new Adadelta(),
        ["Lion"] = () => new Lion(0.01),
        ["LAMB"] = () => new LAMB(0.01),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_run_resumed_at_every_update_and_epoch_goes_on_to_the_same_bits(string optimizer) =>
        AssertEveryResumeEquals(new SmallRun { Optimizer = s_optimizers[optimizer] });

    [Fact]
    public void Every_optimizer_is_among_them() => Assert.Empty(
        typeof(Optimizer).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Optimizer)) && !t.IsAbstract).Select(t => t.Name).Except(s_optimizers.Keys));

    [Fact]
    public void So_does_one_with_accumulation_averages_a_schedule_that_looks_and_early_stopping()
    {
        var run = SmallRun.Whole;
        var disk = run.Straight();
        Assert.True(SmallRun.SavesOn(disk).Count > 15);
        AssertEveryResumeEquals(run, disk);
    }

    [Fact]
    public void So_does_one_without_validation_and_with_metrics_of_numbers() => AssertEveryResumeEquals(new SmallRun { HasValidation = false, Accumulate = 3, Hooks = () => [new BestWeights()] });

    /// <summary>An interruption comes after any batch, also within an accumulation, and in any validation.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_interrupted_after_every_batch_goes_on_to_the_same_bits(int accumulate)
    {
        var run = new SmallRun { Accumulate = accumulate, Hooks = () => [new StochasticAveraging(1), new BestWeights()] };
        var straight = SmallRun.Chain(run.Straight());
        var interruptions = 0;
        for (var batch = 1; ; batch++)
        {
            using var cancel = new CancellationTokenSource();
            var disk = new MemoryDisk();
            var first = run.Make(SmallRun.EveryUpdate(disk), cancel, batch);
            run.Fit(first, cancel: cancel.Token);
            if (!cancel.IsCancellationRequested) break;
            interruptions += first.IsInterrupted ? 1 : 0;
            Assert.Equal(first.IsInterrupted ? "interrupted" : "all epochs done", first.History.StopReason);
            var resumed = run.Resume(disk);
            Assert.Equal("all epochs done", resumed.History.StopReason);
            AssertSame(straight, SmallRun.Chain(disk), $"interrupted in pass {batch}");
        }

        Assert.True(interruptions >= 15, $"only {interruptions} interruptions");
    }

    private static void AssertEveryResumeEquals(SmallRun run, MemoryDisk? straight = null)
    {
        straight ??= run.Straight();
        var expected = SmallRun.Chain(straight);
        var saves = SmallRun.SavesOn(straight);
        Assert.True(saves.Count > 6, $"only {saves.Count} saves");
        foreach (var save in saves)
        {
            var disk = SmallRun.Until(straight, save);
            run.Resume(disk);
            AssertSame(expected, SmallRun.Chain(disk), $"resumed from save {save}");
        }
    }

    private static void AssertSame(Dictionary<string, string> expected, Dictionary<string, string> actual, string what)
    {
        foreach (var (place, hash) in expected)
            if (actual.TryGetValue(place, out var other)) Assert.True(hash == other, $"{what}: the state at {place} differs");
        Assert.Equal(expected.Keys.Last(), actual.Keys.Last());
    }
}
