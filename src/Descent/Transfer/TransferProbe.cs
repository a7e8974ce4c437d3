using System.Globalization;

namespace Descent;

/// <summary>
/// Chooses between two strategies by trying both for a short time: part of the training data is held out, the head is trained on the rest, then what each
/// strategy trains, and the lower loss on what was held out wins. The network is afterwards as it was.
/// </summary>
public sealed class TransferProbe
{
    /// <summary>A quarter judges: with fewer, chance decides; with more, too little is left to learn from.</summary>
    private const int HeldOutEvery = 4;

    /// <summary>Epochs of each strategy that trains more than the head; 1 or more.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>The most samples that are looked at, those held out included: a probe shall stay short however large the data is.</summary>
    public int MostSamples { get; init; } = 500;

    /// <summary>Samples an update.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Decides the order of samples, and what dropout drops.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Tries two strategies.</summary>
    /// <param name="model">The network, with its pretrained weights; not changed.</param>
    /// <param name="trainer">Makes the trainer, for the network as it is then frozen, with all that steers it: a strategy is tried as it would be used.</param>
    /// <param name="train">The training data.</param>
    /// <param name="less">The strategy that trains less.</param>
    /// <param name="more">The one that trains more.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The better one, and the reason for people to read.</returns>
    /// <exception cref="ArgumentException">There are fewer than 8 samples, or the classes are no classes.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (TransferStrategy Strategy, string Reason) Choose(StagedModule model, Func<Trainer> trainer, Dataset train, TransferStrategy less, TransferStrategy more, CancellationToken cancel = default)
    {
        var (learned, judged) = Divide(train);
        if (judged.Count < 2) throw new ArgumentException($"TransferProbe: {train.Count} samples are too few to hold some out; give 8 or more.");
        var before = model.Stages.SelectMany(s => s.Modules).Select(m => (Module: m, m.IsFrozen)).ToList();
        using var copy = new WorkingCopy(model);
        try
        {
            var head = new HeadTraining { BatchSize = BatchSize, Seed = Seed, Cache = new FeatureCache { MostBytes = long.MaxValue } };
            var history = head.Run(model, trainer().Loss, learned, judged, cancel);
            var losses = new[] { less, more }.Select(s => s == TransferStrategy.Small ? Lowest(history) : Try(model, s, trainer, learned, judged, cancel)).ToArray();
            var reason = string.Create(CultureInfo.InvariantCulture, $"a probe on {learned.Count} samples, judged by {judged.Count} others, came to a loss of {losses[0]:0.000} with {Name(less)} and {losses[1]:0.000} with {Name(more)}");
            return (losses[1] < losses[0] ? more : less, reason);
        }
        finally
        {
            foreach (var (module, isFrozen) in before)
            {
                if (isFrozen) module.Freeze();
                else module.Unfreeze();
            }
        }
    }

    private double Try(StagedModule model, TransferStrategy strategy, Func<Trainer> trainer, Dataset learned, Dataset judged, CancellationToken cancel)
    {
        using var copy = new WorkingCopy(model);
        model.Freeze(strategy);
        var history = trainer().Fit(learned, judged, Epochs, BatchSize, cancel);
        cancel.ThrowIfCancellationRequested();
        return Lowest(history);
    }

    private static double Lowest(History history) => history.BestEpoch > 0 ? history.Epochs[history.BestEpoch - 1].Find("validation.loss") ?? double.PositiveInfinity : double.PositiveInfinity;

    /// <summary>Of each class the same share, in the order of the data: every fourth sample of a class is held out.</summary>
    private (Subset Learned, Subset Judged) Divide(Dataset train)
    {
        var most = Math.Max(HeldOutEvery, MostSamples / Math.Max(1, train.Target.Count));
        var seen = new int[train.Target.Count];
        var (learned, judged) = (new List<int>(), new List<int>());
        for (var i = 0; i < train.Count; i++)
        {
            var label = train.ReadClass(i);
            if (seen[label] >= most) continue;
            (++seen[label] % HeldOutEvery == 0 ? judged : learned).Add(i);
        }

        return (new Subset(train, [.. learned]), new Subset(train, [.. judged]));
    }

    private static string Name(TransferStrategy strategy) => $"{strategy}".ToLowerInvariant();
}
