namespace Descent;

/// <summary>
/// Mixes the samples of a batch with each other, targets too: sample i with sample n − 1 − i, which in a shuffled batch is a random one. What is mixed how
/// is a pure function of (seed, epoch, the batch's first sample). Metrics still go by each sample's own class.
/// </summary>
public abstract class BatchMix
{
    /// <summary>A sequence of its own among those of augmentation, which count transforms.</summary>
    private const int Stream = 0xFFFFFF;

    private protected BatchMix(double alpha, double probability)
    {
        if (!(alpha is > 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(alpha), $"{GetType().Name}: alpha is {alpha}; give a number above 0 and at most 100.");
        if (!(probability is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), $"{GetType().Name}: the probability is {probability}; give a number from 0 to 1.");
        (Alpha, Probability) = (alpha, probability);
    }

    /// <summary>The share of the other sample is drawn from Beta(α, α): about ½ for a large α, near 0 or 1 for a small one.</summary>
    public double Alpha { get; }

    /// <summary>How often a batch is mixed, 0 … 1.</summary>
    public double Probability { get; }

    /// <summary>Mixes inputs in place.</summary>
    /// <param name="inputs">[n, …].</param>
    /// <param name="share">What each sample keeps of itself.</param>
    /// <param name="random">The batch's random numbers.</param>
    /// <param name="sample">Their sample.</param>
    /// <returns>What it really keeps.</returns>
    private protected abstract double Mix(Tensor inputs, double share, in Philox random, long sample);

    /// <summary>Mixes a batch, and writes the distribution over the classes that each sample then has.</summary>
    /// <param name="inputs">Float32 [n, …], mixed in place.</param>
    /// <param name="classes">Int32 [n].</param>
    /// <param name="targets">Float32 [n, classes]: receives the distributions.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="firstSample">How many samples of the epoch came before.</param>
    internal void Apply(Tensor inputs, Tensor classes, Tensor targets, ulong seed, int epoch, long firstSample)
    {
        var random = new Philox(seed, RandomPurpose.Augmentation, Stream, epoch);
        var share = random.Uniform(firstSample, 0) < Probability ? Mix(inputs, Beta(random, firstSample), random, firstSample) : 1;
        var labels = classes.Span<int>();
        var goals = targets.Span<float>();
        var count = targets.Shape[1];
        goals.Clear();
        for (var i = 0; i < labels.Length; i++)
        {
            goals[i * count + labels[i]] += (float)share;
            goals[i * count + labels[^(i + 1)]] += (float)(1 - share);
        }
    }

    /// <summary>A number of Beta(α, α): x/(x + y) for two numbers of a gamma distribution.</summary>
    private double Beta(in Philox random, long sample)
    {
        var position = 16; // the ones before are the mix's own
        double x = Gamma(random, sample, ref position), y = Gamma(random, sample, ref position);
        return x + y > 0 ? x / (x + y) : 0.5; // for a tiny α both may be too small for a double
    }

    /// <summary>Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below 1 by the power of a uniform number.</summary>
    private double Gamma(in Philox random, long sample, ref int position)
    {
        var d = (Alpha < 1 ? Alpha + 1 : Alpha) - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            // Blocks of four numbers: a normal one takes three, the fourth decides.
            var (x, _) = random.Normal(sample, position / 4);
            var u = random.Uniform(sample, position + 3);
            position += 4;
            var v = 1 + c * x;
            if (v <= 0) continue;
            v *= v * v;
            if (Math.Log(u) >= 0.5 * x * x + d - d * v + d * Math.Log(v)) continue;
            if (Alpha >= 1) return d * v;
            position += 4;
            return d * v * Math.Pow(random.Uniform(sample, position - 4), 1 / Alpha);
        }
    }
}
