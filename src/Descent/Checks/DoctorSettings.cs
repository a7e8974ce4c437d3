namespace Descent;

/// <summary>How <see cref="Doctor"/> examines, and what it should know of the run beside model, loss, data and optimizer.</summary>
public sealed record DoctorSettings
{
    /// <summary>Samples an update, as training takes them.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Decides which samples are taken, and what dropout drops.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Looks at fewer samples and takes fewer steps.</summary>
    public bool Fast { get; init; }

    /// <summary>The checks to run, by name (<c>start.loss</c>) or group (<c>start</c>); empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The penalty that training adds; null for none.</summary>
    public Regularizer? Regularizer { get; init; }

    /// <summary>How often training goes through the data; 0 where that is not known, and then nothing is said of a schedule.</summary>
    public int Epochs { get; init; }

    /// <summary>Batches an update.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>How the learning rate changes; null if it does not.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>What limits gradients; null for nothing.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>What mixes the samples of a batch; null for nothing.</summary>
    public BatchMix? Mix { get; init; }

    /// <summary>What ends training before its last epoch; null for nothing.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>How inputs of different lengths were brought to one, where they were: answers must not depend on it. Null where nothing was.</summary>
    public InputPadding? Padding { get; init; }

    /// <summary>
    /// The class that stands for "leave this row out" in a loss of your own, such as −1. Null where there is none; <see cref="CrossEntropy"/> is
    /// asked for its own.
    /// </summary>
    public int? IgnoredClass { get; init; }

    /// <summary>Whether training takes the samples of each epoch in a random order, as <see cref="Trainer"/> does.</summary>
    public bool Shuffles { get; init; } = true;

    /// <summary>
    /// One update of a training loop of your own: it gets inputs and targets, and does all that your loop does with a batch. Null for what
    /// <see cref="Trainer"/> does.
    /// </summary>
    public Action<Tensor, Tensor>? Step { get; init; }

    /// <summary>What settings are called in findings.</summary>
    public DoctorTerms Terms { get; init; } = new();

    /// <summary>What a trainer's settings say.</summary>
    /// <param name="trainer">What will train.</param>
    /// <param name="epochs">How often it will go through the data.</param>
    /// <param name="batchSize">Samples a batch.</param>
    public static DoctorSettings Of(Trainer trainer, int epochs, int batchSize) => new()
    {
        BatchSize = batchSize,
        Seed = trainer.Seed,
        Regularizer = trainer.Regularizer,
        Epochs = epochs,
        Accumulate = trainer.Accumulate,
        Schedule = trainer.Schedule,
        Clipping = trainer.Clipping,
        Mix = trainer.Mix,
        EarlyStopping = trainer.EarlyStopping,
    };
}
