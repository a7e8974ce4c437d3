namespace Descent.Cli;

/// <summary>A pretrained network made ready for its new data: its weights read, its first stages frozen, and what these give computed once.</summary>
internal sealed class TransferRun
{
    private readonly TransferConfig _config;
    private readonly StagedModule _model;

    private TransferRun(TransferConfig config, StagedModule model, TransferStrategy strategy, string reason) => (_config, _model, Strategy, Reason) = (config, model, strategy, reason);

    /// <summary>What is trained.</summary>
    public TransferStrategy Strategy { get; }

    /// <summary>Why, for people to read.</summary>
    public string Reason { get; }

    /// <summary>Reads the pretrained weights that a configuration asks for, and freezes what it freezes; null if all is trained.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="model">The network, with its first weights.</param>
    /// <param name="loss">What will be minimized.</param>
    /// <param name="train">What it will be trained on.</param>
    /// <param name="progress">Told what was read and chosen.</param>
    /// <exception cref="ConfigurationException">The network cannot be frozen so.</exception>
    /// <exception cref="FileException">The weights are not there.</exception>
    /// <exception cref="DataFormatException">They are damaged, or another architecture's.</exception>
    public static TransferRun? Prepare(RunConfig config, Module model, Loss loss, Dataset train, TextWriter progress)
    {
        config.Model.Pretrained?.Load(model, progress);
        if (config.Model.Transfer is not { } transfer) return null;
        if (model is not StagedModule staged) throw new ConfigurationException($"model.transfer: {model.GetType().Name} is no chain of stages that could be frozen.");
        var (strategy, reason) = transfer.Strategy is { } given ? (given, "as configured") : Choose(config, staged, loss, train, progress);
        try
        {
            staged.Freeze(strategy, transfer.Last);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"model.{e.Message}");
        }

        var run = new TransferRun(transfer, staged, strategy, reason);
        progress.WriteLine($"descent: transfer {run.Name} ({reason}): {staged.CountParameters():N0} of {staged.NamedParameters().Where(p => !p.Parameter.IsStatistic).Sum(p => (long)p.Parameter.Count):N0} weights are trained");
        return run;
    }

    /// <summary>By the size of the data; where that leaves the choice close, by trying both.</summary>
    private static (TransferStrategy Strategy, string Reason) Choose(RunConfig config, StagedModule model, Loss loss, Dataset train, TextWriter progress)
    {
        if (train.Target.Kind != TargetKind.Class || TransferChoice.Close(train.Count, train.Target.Count) is not var (less, more)) return TransferChoice.For(train.Count, train.Target.Count);
        progress.WriteLine($"descent: transfer auto: {train.Count / train.Target.Count} samples a class leave the choice between {NameOf(less)} and {NameOf(more)} close; trying both for a short time");
        return new TransferProbe { BatchSize = config.Training.BatchSize, Seed = config.Seed }.Choose(model, () => PreparedRun.TrainerFor(config, model, loss, transfer: null), train, less, more);
    }

    /// <summary>
    /// Trains the head alone before the rest, if the configuration says so and all is yet to be learned. Call it before training starts, and not when a run goes on.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="progress">Told what is done, or why not.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void TrainHead(PreparedRun run, TextWriter progress, CancellationToken cancel)
    {
        if (_config.Strategy is TransferStrategy.Small || _config.HeadEpochs == 0) return; // chosen by auto, the run's rate may be one for fine-tuning, at which a new head learns slowly
        var head = new HeadTraining
        {
            Epochs = _config.HeadEpochs,
            BatchSize = run.Config.Training.BatchSize,
            Seed = run.Config.Seed,
            Cache = new FeatureCache { Folder = _config.Cache == CachePlace.Disk ? CacheFolder.Features : null, MostBytes = _config.CacheBytes },
        };
        if (head.WhyNot(_model, run.Data.Train, run.Data.Validation) is { } problem)
        {
            progress.WriteLine($"descent: the head is not trained first: {problem} by model.transfer's cache_mb");
            return;
        }

        var history = head.Run(_model, run.Loss, run.Data.Train, run.Data.Validation, cancel);
        progress.WriteLine($"descent: the head alone learned first, for {history.Epochs.Count} epochs: {(history.BestEpoch > 0 ? $"{history.Metric} {history.Epochs[history.BestEpoch - 1].Find(history.Metric):0.0000} in epoch {history.BestEpoch}" : history.StopReason)}");
    }

    public string Name => NameOf(Strategy);

    private static string NameOf(TransferStrategy strategy) => $"{strategy}".ToLowerInvariant();

    /// <summary>Adds to an optimizer what stages need of their own. Call it before the optimizer is attached.</summary>
    public void AddGroups(Optimizer optimizer)
    {
        if (_config.RateFactor is not { } factor) return;
        foreach (var group in StageRates.Groups(_model, factor)) optimizer.With(group);
    }

    /// <summary>Adds to a trainer what unfreezes stages while it trains.</summary>
    public void AddHooks(Trainer trainer)
    {
        if (_config.UnfreezeEvery is not { } every || Strategy == TransferStrategy.Small) return;
        var trained = _model.Stages.Count(s => s.HasWeights && !s.IsFrozen) - 1;
        trainer.Hooks.Add(new GradualUnfreezing(_model, every, trained));
    }

    /// <summary>
    /// The data as the frozen stages give it, and the network set to begin behind them; the data itself where that is not possible or not wanted.
    /// </summary>
    /// <param name="data">The data.</param>
    /// <param name="config">What is done to it.</param>
    /// <param name="progress">Told what is done, or why not.</param>
    /// <param name="cancel">Ends it.</param>
    public RunData Cache(RunData data, DataConfig config, TextWriter progress, CancellationToken cancel)
    {
        if (_config.Cache == CachePlace.Off || _model.FrozenStages == 0 || (_config.UnfreezeEvery is not null && Strategy != TransferStrategy.Small)) return data;
        if (config.Mix is not null || (config.Augment.Count > 0 && _config.Copies == 0))
        {
            progress.WriteLine($"descent: features are not kept, because {(config.Mix is not null ? "data.mix mixes images" : "data.augment changes images in every epoch; set model.transfer's copies to keep those of so many epochs")}");
            return data;
        }

        var cache = new FeatureCache { Folder = _config.Cache == CachePlace.Disk ? CacheFolder.Features : null, MostBytes = _config.CacheBytes, Copies = config.Augment.Count > 0 ? _config.Copies : 0 };
        if (((Dataset?[])[data.Train, data.Validation, data.Test]).Select(part => part is null ? null : cache.WhyNot(_model, part, part == data.Train)).FirstOrDefault(p => p is not null) is { } problem)
        {
            progress.WriteLine($"descent: features are not kept: {problem} by model.transfer's cache_mb");
            return data;
        }

        progress.WriteLine($"descent: computing the features of {_model.Stages[_model.FrozenStages - 1].Name} once for all epochs");
        var isFound = true;
        Dataset? Features(Dataset? part, bool isTraining = false)
        {
            if (part is null) return null;
            var features = cache.Of(_model, part, isTraining, cancel);
            isFound &= cache.WasFound;
            return features;
        }

        var cached = data with { Train = Features(data.Train, isTraining: true)!, Validation = Features(data.Validation), Test = Features(data.Test) };
        if (isFound) progress.WriteLine($"descent: they were kept by an earlier run, in {cache.Folder}");
        _model.FirstStage = _model.FrozenStages;
        return cached;
    }
}
