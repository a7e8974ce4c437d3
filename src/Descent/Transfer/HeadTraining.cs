namespace Descent;

/// <summary>
/// Trains a pretrained network's head alone, before more of the network is trained: the gradients of a head that was just drawn would disturb what the
/// other layers have learned (Kumar et al., "Fine-tuning can distort pretrained features and underperform out-of-distribution", 2022). It takes seconds,
/// because the features that the head reads are computed once, from images as they are, without augmentation.
/// </summary>
public sealed class HeadTraining
{
    /// <summary>Adam's usual rate; a head is a linear layer or little more, and its loss convex.</summary>
    private const double LearningRate = 0.001;

    /// <summary>Updates after which the head of a few hundred samples is about as good as it gets: ten epochs of 240 samples in batches of 16.</summary>
    private const int UsualUpdates = 150;

    private const int FewestEpochs = 10;

    /// <summary>Epochs, 1 or more; null for ten, or as many as make 150 updates where there are few samples. The weights of the best one are kept.</summary>
    public int? Epochs { get; init; }

    /// <summary>Samples an update.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Decides the order of samples, and what dropout drops.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Computes and keeps the features.</summary>
    public FeatureCache Cache { get; init; } = new();

    /// <summary>Why the head cannot be trained so; null if it can.</summary>
    /// <param name="model">The network.</param>
    /// <param name="train">What it would be trained on.</param>
    /// <param name="validation">What the best epoch would be chosen by; null for the training data.</param>
    public string? WhyNot(StagedModule model, Dataset train, Dataset? validation) => Frozen(model, () =>
        Cache.WhyNot(model, train, isTraining: false) ?? (validation is null ? null : Cache.WhyNot(model, validation, isTraining: false)));

    /// <summary>Trains the head with Adam and a cosine schedule. Everything else, and what is frozen, is afterwards as it was.</summary>
    /// <param name="model">The network.</param>
    /// <param name="loss">What is minimized.</param>
    /// <param name="train">What it is trained on.</param>
    /// <param name="validation">What the best epoch is chosen by; null for the training data.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What happened.</returns>
    /// <exception cref="ArgumentException">The features take more room than the cache allows, or no stage has weights.</exception>
    /// <exception cref="DataException">A sample cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the head may have changed.</exception>
    public History Run(StagedModule model, Loss loss, Dataset train, Dataset? validation, CancellationToken cancel = default) => Frozen(model, () =>
    {
        var features = Cache.Of(model, train, isTraining: false, cancel);
        var judged = validation is null ? null : Cache.Of(model, validation, isTraining: false, cancel);
        model.FirstStage = model.FrozenStages;
        try
        {
            var best = new BestWeights();
            var trainer = new Trainer(model, loss, new Adam(LearningRate)) { Seed = Seed, Schedule = new CosineSchedule(), Hooks = { best } };
            var updates = Trainer.UpdatesIn(train.Count, BatchSize, accumulate: 1);
            var history = trainer.Fit(features, judged, Epochs ?? (int)Math.Max(FewestEpochs, (UsualUpdates + updates - 1) / updates), BatchSize, cancel);
            cancel.ThrowIfCancellationRequested();
            best.Restore();
            return history;
        }
        finally
        {
            model.FirstStage = 0;
        }
    });

    /// <summary>Runs something with all but the head frozen, and puts back what was frozen before.</summary>
    private static T Frozen<T>(StagedModule model, Func<T> run)
    {
        var before = model.Stages.SelectMany(s => s.Modules).Select(m => (Module: m, m.IsFrozen)).ToList();
        model.Freeze(TransferStrategy.Small);
        try
        {
            return run();
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
}
