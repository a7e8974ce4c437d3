namespace Descent.Cli;

/// <summary>A small training for an experiment: settings that can be run for several seeds, and changed one at a time with <c>with</c>.</summary>
internal sealed record Trial
{
    /// <summary>Makes the network; its weights are drawn from <see cref="Seed"/>.</summary>
    public required Func<Module> Model { get; init; }

    /// <summary>Makes the optimizer.</summary>
    public required Func<Optimizer> Optimizer { get; init; }

    public required Dataset Train { get; init; }

    /// <summary>What is measured after each epoch; null for nothing.</summary>
    public Dataset? Validation { get; init; }

    public Loss Loss { get; init; } = new CrossEntropy();

    public int Epochs { get; init; } = 10;

    public int BatchSize { get; init; } = 32;

    /// <summary>Decides the weights, the order of samples and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    public Regularizer? Regularizer { get; init; }

    public Func<EarlyStopping>? EarlyStopping { get; init; }

    public Schedule? Schedule { get; init; }

    /// <summary>What is called between drawing the weights and training; null for nothing.</summary>
    public Action<Module>? Prepare { get; init; }

    /// <summary>Makes what else steers the run.</summary>
    public Func<IEnumerable<TrainingHook>>? Hooks { get; init; }

    /// <summary>Trains. A run whose loss is no number any more ends there, and has failed.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrialOutcome Run(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var model = Model();
        model.Initialize(Seed);
        Prepare?.Invoke(model);
        var steps = new StepRecorder();
        var trainer = new Trainer(model, Loss, Optimizer())
        {
            Seed = Seed,
            Regularizer = Regularizer,
            EarlyStopping = EarlyStopping?.Invoke(),
            Schedule = Schedule,
            Health = null,
            Hooks = { steps },
        };
        foreach (var hook in Hooks?.Invoke() ?? []) trainer.Hooks.Add(hook);
        var history = trainer.Fit(Train, Validation, Epochs, BatchSize, cancel);
        cancel.ThrowIfCancellationRequested();
        return new TrialOutcome(trainer, history, steps.Losses, steps.Seconds);
    }

    /// <summary>The same for several seeds: <see cref="Seed"/> and those after it.</summary>
    public IReadOnlyList<TrialOutcome> RunSeeds(int count, CancellationToken cancel) =>
        [.. Enumerable.Range(0, count).Select(i => (this with { Seed = Seed + (ulong)i }).Run(cancel))];
}
