namespace Descent;

/// <summary>What random numbers are for: each purpose draws from its own sequence.</summary>
public enum RandomPurpose : byte
{
    /// <summary>Initial weights; the stream is the parameter's index.</summary>
    Weights,

    /// <summary>The order of samples in an epoch.</summary>
    Shuffle,

    /// <summary>Augmentation of a sample; the stream is the transform's index.</summary>
    Augmentation,

    /// <summary>Dropout masks; the stream is the layer's turn in the step.</summary>
    Dropout,

    /// <summary>Noise added to inputs or weights.</summary>
    Noise,

    /// <summary>Splitting data into parts.</summary>
    Split,
}

/// <summary>
/// Counter-based random numbers: Philox 4×32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// A number is a pure function of (seed, purpose, stream, epoch, sample, position); there is no state to advance, share or save.
/// </summary>
/// <param name="seed">The run's seed: the 64-bit key.</param>
/// <param name="purpose">What the numbers are for.</param>
/// <param name="stream">Which of the sequences for that purpose, 0 … 2²⁴ − 1.</param>
/// <param name="epoch">The epoch.</param>
public readonly struct Philox(ulong seed, RandomPurpose purpose, int stream = 0, int epoch = 0)
{
    // The paper's multipliers and Weyl constants.
    internal const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;
    internal const int Rounds = 10;

    internal uint Key0 { get; } = (uint)seed;

    internal uint Key1 { get; } = (uint)(seed >> 32);

    internal uint Epoch { get; } = (uint)epoch;

    internal uint Sequence { get; } = ((uint)purpose << 24) | ((uint)stream & 0xFFFFFF);

    /// <summary>The number at a position of a sample, uniform over all 2³² values.</summary>
    public uint Bits(long sample, int position) => Block(sample, position >> 2)[position & 3];

    /// <summary>The number at a position of a sample, uniform over [0, 1) in steps of 2⁻²⁴.</summary>
    public float Uniform(long sample, int position) => (Bits(sample, position) >> 8) * (1f / (1 << 24));

    /// <summary>An integer uniform over 0 … <paramref name="bound"/> − 1 (its bias, below bound/2³², is far under what can be seen).</summary>
    public int Below(int bound, long sample, int position) => (int)(((ulong)Bits(sample, position) * (ulong)bound) >> 32);

    /// <summary>Two independent standard normal numbers at a position (Box and Muller, 1958).</summary>
    public (double First, double Second) Normal(long sample, int position)
    {
        var block = Block(sample, position);

        // 53 bits for the radius, moved off zero by half a step: the logarithm stays finite and tails reach 8.6 sigma.
        var u = ((((ulong)block[0] << 21) ^ (block[1] >> 11)) + 0.5) * (1.0 / (1UL << 53));
        var angle = block[2] * (2 * Math.PI / 4294967296.0);
        var radius = Math.Sqrt(-2 * Math.Log(u));
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    /// <summary>A sample's sequence, for the kernels that draw many numbers at once.</summary>
    internal Kernels.PhiloxCounter Counter(long sample) =>
        new(Key0, Key1, (uint)sample, Epoch ^ (uint)(sample >> 32 << 20), Sequence);

    /// <summary>The four numbers at positions 4·<paramref name="index"/> … 4·<paramref name="index"/> + 3 of a sample.</summary>
    internal Four Block(long sample, int index)
    {
        uint c0 = (uint)index, c1 = (uint)sample, c2 = Epoch ^ (uint)(sample >> 32 << 20), c3 = Sequence, k0 = Key0, k1 = Key1;
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = (ulong)M0 * c0;
            var p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }

        var four = default(Four);
        (four[0], four[1], four[2], four[3]) = (c0, c1, c2, c3);
        return four;
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    internal struct Four
    {
        private uint _first;
    }
}
