namespace Descent;

/// <summary>
/// An exponential moving average of the weights (Polyak and Juditsky, 1992; as in Tarvainen and Valpola, 2017): after each update
/// a ← decay·a + (1 − decay)·w; the first weights go in whole. See <see cref="WeightAveraging"/>.
/// </summary>
public sealed class ExponentialAveraging : WeightAveraging
{
    /// <summary>Makes the average.</summary>
    /// <param name="decay">How much of the average is kept at an update, from 0 up to but not 1. It reaches back about 1/(1 − decay) updates.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    public ExponentialAveraging(double decay = 0.999)
    {
        if (!(decay is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(decay), $"ExponentialAveraging: decay is {decay}; it must be at least 0 and below 1.");
        Decay = decay;
    }

    /// <summary>How much of the average is kept at an update.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer) => Add(1 - Decay);
}
