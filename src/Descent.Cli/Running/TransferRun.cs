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
    /// <param name="train">What it will be trained on.</param>
    /// <param name="progress">Told what was read and chosen.</param>
    /// <exception cref="ConfigurationException">The network cannot be frozen so.</exception>
    /// <exception cref="FileException">The weights are not there.</exception>
    /// <exception cref="DataFormatException">They are damaged, or another architecture's.</exception>
    public static TransferRun? Prepare(ModelConfig config, Module model, Dataset train, TextWriter progress)
    {
        config.Pretrained?.Load(model, progress);
        if (config.Transfer is not { } transfer) return null;
        if (model is not StagedModule staged) throw new ConfigurationException($"model.transfer: {model.GetType().Name} is no chain of stages that could be frozen.");
        var (strategy, reason) = transfer.Strategy is { } given ? (given, "as configured") : TransferChoice.For(train.Count, train.Target.Count);
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

    public string Name => $"{Strategy}".ToLowerInvariant();

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
