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

    /// <summary>Whether training takes the samples of each epoch in a random order, as <see cref="Trainer"/> does.</summary>
    public bool Shuffles { get; init; } = true;

    /// <summary>
    /// One update of a training loop of your own: it gets inputs and targets, and does all that your loop does with a batch. Null for what
    /// <see cref="Trainer"/> does.
    /// </summary>
    public Action<Tensor, Tensor>? Step { get; init; }

    /// <summary>What settings are called in findings.</summary>
    public DoctorTerms Terms { get; init; } = new();
}
