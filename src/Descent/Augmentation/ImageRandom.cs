namespace Descent;

/// <summary>The random numbers that a transform draws for one sample in one epoch: each position holds one number, the same every time.</summary>
public readonly struct ImageRandom
{
    private readonly Philox _random;
    private readonly int _sample;

    internal ImageRandom(ulong seed, int transform, int epoch, int sample)
    {
        _random = new Philox(seed, RandomPurpose.Augmentation, stream: transform, epoch: epoch);
        _sample = sample;
    }

    /// <summary>A number uniform over [0, 1).</summary>
    /// <param name="position">Which of the transform's numbers, from 0.</param>
    public float Uniform(int position) => _random.Uniform(_sample, position);

    /// <summary>An integer uniform over 0 … <paramref name="bound"/> − 1.</summary>
    /// <param name="bound">How many integers there are.</param>
    /// <param name="position">Which of the transform's numbers, from 0.</param>
    public int Below(int bound, int position) => _random.Below(bound, _sample, position);
}
