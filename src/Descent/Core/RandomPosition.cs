namespace Descent;

/// <summary>Where in a run random numbers are drawn: nothing else has to be saved to draw them again.</summary>
internal readonly record struct RandomPosition(ulong Seed, int Epoch, long Sample)
{
    private static long s_anonymous;

    /// <summary>A position nobody named: each differs from the one before.</summary>
    public static RandomPosition Next() => new(0, -1, Interlocked.Increment(ref s_anonymous) << 16);
}
