namespace Descent.Cli;

/// <summary>Section <c>checkpoint</c>: when the run is saved while it trains, and what is kept.</summary>
internal sealed class CheckpointConfig
{
    private const string Key = "checkpoint";

    private CheckpointConfig(Section s)
    {
        EverySteps = s.Optional("every_steps", v => (int?)v.Int(Bounds.AtLeast(1)));
        EverySeconds = s.Optional("every_seconds", v => (double?)v.Number(Bounds.Positive));
        EveryEpochs = s.Optional("every_epochs", v => (int?)v.Int(Bounds.AtLeast(1)));
        if (EverySteps is null && EverySeconds is null && EveryEpochs is null)
        {
            EverySteps = 100;
            s.Resolved.Set("every_steps", Value.Scalar("100"));
        }

        Keep = s.Int("keep", 3, Bounds.AtLeast(1));
        KeepEvery = s.Optional("keep_every", v => (int?)v.Int(Bounds.AtLeast(1)));
        KeepBest = s.Flag("keep_best", false);
        Waits = s.Flag("waits", false);
    }

    public int? EverySteps { get; }

    public double? EverySeconds { get; }

    public int? EveryEpochs { get; }

    public int Keep { get; }

    public int? KeepEvery { get; }

    public bool KeepBest { get; }

    public bool Waits { get; }

    /// <summary>Reads the section; null if it is switched off.</summary>
    public static CheckpointConfig? Read(Section s)
    {
        if (s.Find(Key) is not { IsNull: true }) return s.Map(Key, c => new CheckpointConfig(c));
        s.Resolved.Set(Key, Value.Scalar("null"));
        return null;
    }

    /// <param name="folder">Where checkpoints go.</param>
    /// <param name="configuration">What the run is made from.</param>
    /// <param name="warn">Told of a save that failed.</param>
    public Checkpoints Build(string folder, string configuration, Action<string> warn) => new(folder)
    {
        EverySteps = EverySteps,
        EverySeconds = EverySeconds,
        EveryEpochs = EveryEpochs,
        Keep = Keep,
        KeepEvery = KeepEvery,
        KeepBest = KeepBest,
        Waits = Waits,
        Configuration = configuration,
        Warn = warn,
    };
}
