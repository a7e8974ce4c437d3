using Descent.Devices;
using Descent.Kernels;

namespace Descent;

/// <summary>Fills spans from a random sequence: each value is a function of its position, so any number of threads gives the same bits.</summary>
internal static unsafe class Draw
{
    /// <summary>Values of one chunk: the least that is worth another thread, since a normal number costs about 30 ns.</summary>
    private const int Chunk = 4096;

    /// <summary>Standard deviation of a standard normal number cut off at ±2: √(1 − 4φ(2) / (2Φ(2) − 1)).</summary>
    public const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>Uniform from <paramref name="low"/> up to <paramref name="high"/>, in 2²⁴ steps.</summary>
    public static void Uniform(Span<float> values, Philox random, long sample, double low, double high) =>
        Fill(values, new Job { Random = random, Sample = sample, Law = Law.Uniform, Offset = low, Scale = high - low });

    /// <summary>Normal: Box–Muller pairs.</summary>
    public static void Normal(Span<float> values, Philox random, long sample, double mean, double deviation) =>
        Fill(values, new Job { Random = random, Sample = sample, Law = Law.Normal, Offset = mean, Scale = deviation });

    /// <summary>Normal of the given standard deviation <em>after</em> numbers beyond ±2 of the underlying one's are drawn again.</summary>
    public static void TruncatedNormal(Span<float> values, Philox random, long sample, double deviation) =>
        Fill(values, new Job { Random = random, Sample = sample, Law = Law.TruncatedNormal, Scale = deviation / TruncatedDeviation });

    private static void Fill(Span<float> values, Job job)
    {
        fixed (float* first = values)
        {
            job.Values = first;
            job.Count = values.Length;
            WorkerTeam.Run(ref job, (values.Length + Chunk - 1) / Chunk);
        }
    }

    private enum Law : byte
    {
        Uniform,
        Normal,
        TruncatedNormal,
    }

    private struct Job : IJob
    {
        public float* Values;
        public int Count;
        public Philox Random;
        public long Sample;
        public Law Law;
        public double Offset, Scale;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            var end = Math.Min(start + Chunk, Count);
            switch (Law)
            {
                case Law.Uniform: Uniform(start, end); break;
                case Law.Normal: Normal(start, end); break;
                default: Truncated(start, end); break;
            }
        }

        private readonly void Uniform(int start, int end)
        {
            var bits = stackalloc uint[Chunk];
            PhiloxLanes.Bits(Random.Counter(Sample), start, bits, end - start);
            for (var i = start; i < end; i++) Values[i] = (float)(Offset + Scale * ((bits[i - start] >> 8) * (1.0 / (1 << 24))));
        }

        private readonly void Normal(int start, int end)
        {
            // A chunk starts at an even position, so no pair is split between two.
            for (var i = start; i < end; i += 2)
            {
                var (first, second) = Random.Normal(Sample, i / 2);
                Values[i] = (float)(Offset + Scale * first);
                if (i + 1 < end) Values[i + 1] = (float)(Offset + Scale * second);
            }
        }

        private readonly void Truncated(int start, int end)
        {
            for (var i = start; i < end; i++)
            {
                // 1 in 22 numbers lies beyond ±2; the next try is the same position of the next sample.
                var attempt = 0;
                double first, second;
                do (first, second) = Random.Normal(Sample + attempt++, i);
                while (Math.Abs(first) > 2 && Math.Abs(second) > 2);
                Values[i] = (float)(Scale * (Math.Abs(first) <= 2 ? first : second));
            }
        }
    }
}
