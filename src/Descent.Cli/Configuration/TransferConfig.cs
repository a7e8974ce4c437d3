namespace Descent.Cli;

/// <summary>Key <c>model.transfer</c>: how much of a pretrained network is trained.</summary>
internal sealed class TransferConfig
{
    private static readonly IReadOnlyList<(string, CachePlace)> s_places = [("disk", CachePlace.Disk), ("memory", CachePlace.Memory), ("off", CachePlace.Off)];

    private TransferConfig(Section s, TransferStrategy? strategy)
    {
        Strategy = strategy;
        if (strategy is TransferStrategy.Medium) Last = s.Optional("last", v => (int?)v.Int(Bounds.AtLeast(1)));
        if (strategy is not TransferStrategy.Small)
        {
            RateFactor = s.Optional("rate_factor", v => (double?)v.Number(Bounds.Inside(0, 1)));
            UnfreezeEvery = s.Optional("unfreeze_every", v => (int?)v.Int(Bounds.AtLeast(1)));
            HeadEpochs = s.Optional("head_epochs", v => (int?)v.Int(Bounds.AtLeast(0))) ?? (UnfreezeEvery is null ? null : 0);
        }

        // Large keeps features only of the head that learns first.
        Cache = s.Word("cache", s_places);
        CacheBytes = (long)s.Int("cache_mb", 1024, Bounds.AtLeast(1)) << 20;
        if (strategy is not TransferStrategy.Large) Copies = s.Int("copies", 0, Bounds.Between(0, 1000)); // each takes as much room as the data
    }

    /// <summary>Null to choose by the size of the data.</summary>
    public TransferStrategy? Strategy { get; }

    /// <summary>How many stages are trained besides the head, under medium; null for a third of them.</summary>
    public int? Last { get; }

    /// <summary>What each stage's rate is multiplied by towards the network's beginning; null for one rate.</summary>
    public double? RateFactor { get; }

    /// <summary>Epochs after which one more stage is trained; null to train all that are trained from the start.</summary>
    public int? UnfreezeEvery { get; }

    /// <summary>
    /// Epochs in which the head learns alone, before the run's own; null for enough; 0 for none, as under gradual unfreezing, which begins with the head anyway.
    /// </summary>
    public int? HeadEpochs { get; }

    /// <summary>Where outputs of the frozen stages are kept.</summary>
    public CachePlace Cache { get; } = CachePlace.Off;

    public long CacheBytes { get; }

    /// <summary>Augmented copies of each sample whose features are kept; 0 keeps features only where nothing is augmented.</summary>
    public int Copies { get; }

    public static IReadOnlyList<Entry<TransferConfig>> Table { get; } =
    [
        new("small", Reader(TransferStrategy.Small), Example: "copies: 4"),
        new("medium", Reader(TransferStrategy.Medium), Example: "last: 2"),
        new("large", Reader(TransferStrategy.Large), Example: "rate_factor: 0.5"),
        new("auto", Reader(null)),
    ];

    public static TransferConfig? Read(Section s, PretrainedConfig? pretrained)
    {
        var config = s.Optional("transfer", v => v.OneOf("strategy", Table));
        if (config is not null && pretrained is null) s.Add("transfer", "a network is frozen that has learned nothing yet; name its weights under model.pretrained.");
        return config;
    }

    private static Func<Value, TransferConfig> Reader(TransferStrategy? strategy) => value => value.Map(s => new TransferConfig(s, strategy));
}

/// <summary>Where the outputs of frozen stages are kept.</summary>
internal enum CachePlace
{
    Disk,
    Memory,
    Off,
}
