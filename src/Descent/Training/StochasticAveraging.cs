namespace Descent;

/// <summary>
/// Stochastic weight averaging (Izmailov et al., 2018): the plain mean of the weights at the ends of epochs, from one on. The learning rate
/// should stay high, or cycle, in those epochs. See <see cref="WeightAveraging"/>.
/// </summary>
public sealed class StochasticAveraging : WeightAveraging
{
    /// <summary>Makes the average.</summary>
    /// <param name="startEpoch">The first epoch that counts, from 1.</param>
    /// <param name="everyEpochs">How many epochs lie between two that count, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public StochasticAveraging(int startEpoch, int everyEpochs = 1)
    {
        if (startEpoch < 1) throw new ArgumentOutOfRangeException(nameof(startEpoch), $"StochasticAveraging: startEpoch is {startEpoch}; it must be 1 or more.");
        if (everyEpochs < 1) throw new ArgumentOutOfRangeException(nameof(everyEpochs), $"StochasticAveraging: everyEpochs is {everyEpochs}; it must be 1 or more.");
        (StartEpoch, EveryEpochs) = (startEpoch, everyEpochs);
    }

    /// <summary>The first epoch that counts.</summary>
    public int StartEpoch { get; }

    /// <summary>How many epochs lie between two that count.</summary>
    public int EveryEpochs { get; }

    /// <inheritdoc/>
    public override void OnEpochTrained(Trainer trainer)
    {
        if (trainer.Epoch >= StartEpoch && (trainer.Epoch - StartEpoch) % EveryEpochs == 0) Add(1.0 / (Count + 1));
        base.OnEpochTrained(trainer);
    }
}
