namespace Descent;

/// <summary>What a run's history shows, epoch by epoch, for <see cref="Doctor.Examine(RunCurves, DoctorTerms?)"/>.</summary>
/// <param name="Train">The training loss of each epoch.</param>
/// <param name="Validation">The validation loss of each epoch; empty without validation data.</param>
/// <param name="LearningRates">The learning rate at the end of each epoch.</param>
public sealed record RunCurves(IReadOnlyList<double> Train, IReadOnlyList<double> Validation, IReadOnlyList<double> LearningRates)
{
    /// <summary>The epochs that were asked for; 0 if that is not known.</summary>
    public int Epochs { get; init; }

    /// <summary>The evaluations that early stopping waits; 0 without early stopping.</summary>
    public int Patience { get; init; }

    /// <summary>The curves of a history.</summary>
    /// <param name="history">What happened in a run.</param>
    public static RunCurves From(History history) => new(
        [.. history.Epochs.Select(e => e.Train["loss"])],
        history.Epochs.All(e => e.Validation is not null) ? [.. history.Epochs.Select(e => e.Validation!["loss"])] : [],
        [.. history.Epochs.Select(e => e.LearningRate)]);

    /// <summary>What early stopping and people watch: validation, or training where there is none.</summary>
    internal IReadOnlyList<double> Watched => Validation.Count > 0 ? Validation : Train;

    /// <summary>Whether it ended before the epochs asked for.</summary>
    internal bool EndedEarly => Train.Count < Epochs;

    /// <summary>The place of the least number, from 0.</summary>
    internal static int Best(IReadOnlyList<double> values) => Enumerable.Range(0, values.Count).MinBy(i => double.IsNaN(values[i]) ? double.PositiveInfinity : values[i]);

    /// <summary>Values of epochs from … to, and their mean.</summary>
    internal static double Mean(IReadOnlyList<double> values, int from, int to) => values.Skip(from).Take(to - from).DefaultIfEmpty(double.NaN).Average();
}
