namespace Descent;

/// <summary>The random numbers that a transform draws for one sample in one epoch: each position holds one number, the same every time.</summary>
public readonly struct ImageRandom
{
    /// <summary>Positions of one transform inside another, which is more than any draws.</summary>
    private const int Nested = 64;

    /// <summary>Sequences of noise a transform may use: one a channel.</summary>
    private const int Channels = 16;

    private readonly ulong _seed;
    private readonly int _stream;
    private readonly int _epoch;
    private readonly int _sample;
    private readonly int _first;

    internal ImageRandom(ulong seed, int transform, int epoch, int sample, int first = 0, bool isCertain = false) =>
        (_seed, _stream, _epoch, _sample, _first, IsCertain) = (seed, transform, epoch, sample, first, isCertain);

    /// <summary>Whether the transform is applied whatever its probability says: it is to be looked at. Those inside it are as often as ever.</summary>
    internal bool IsCertain { get; }

    /// <summary>A number uniform over [0, 1).</summary>
    /// <param name="position">Which of the transform's numbers, from 1.</param>
    public float Uniform(int position) => Drawing().Uniform(_sample, _first + position);

    /// <summary>A number uniform over [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="position">Which of the transform's numbers, from 1.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public float Between(int position, float low, float high) => low + (high - low) * Uniform(position);

    /// <summary>An integer uniform over 0 … <paramref name="bound"/> − 1.</summary>
    /// <param name="bound">How many integers there are.</param>
    /// <param name="position">Which of the transform's numbers, from 1.</param>
    public int Below(int bound, int position) => Drawing().Below(bound, _sample, _first + position);

    /// <summary>Numbers uniform over [0, 1) for pixels: those of a channel's pixels from <paramref name="firstPixel"/> on.</summary>
    /// <param name="channel">Which sequence, 0 … 15.</param>
    /// <param name="firstPixel">The pixel that the first number belongs to; a multiple of 4, as blocks begin.</param>
    /// <param name="numbers">Receives them.</param>
    public unsafe void Noise(int channel, int firstPixel, Span<float> numbers)
    {
        const int Most = 1024;
        var words = stackalloc uint[Most];
        var counter = new Philox(_seed, RandomPurpose.Noise, (_stream * Nested + _first / Nested) * Channels + channel, _epoch).Counter(_sample);
        for (var done = 0; done < numbers.Length; done += Most)
        {
            var count = Math.Min(Most, numbers.Length - done);
            Kernels.PhiloxLanes.Bits(counter, firstPixel + done, words, count);
            for (var i = 0; i < count; i++) numbers[done + i] = (int)(words[i] >> 8) * (1f / (1 << 24));
        }
    }

    /// <summary>The numbers of a transform inside this one.</summary>
    internal ImageRandom Inner(int index) => new(_seed, _stream, _epoch, _sample, _first + (index + 1) * Nested);

    private Philox Drawing() => new(_seed, RandomPurpose.Augmentation, _stream, _epoch);
}
