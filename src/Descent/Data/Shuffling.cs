namespace Descent;

/// <summary>The order of samples in an epoch: a pure function of (seed, epoch, count).</summary>
internal static class Shuffling
{
    /// <summary>Fills <paramref name="order"/> with 0 … its length − 1 in random order (Fisher and Yates, 1938; Durstenfeld, 1964).</summary>
    public static void Fill(Span<int> order, ulong seed, int epoch)
    {
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var random = new Philox(seed, RandomPurpose.Shuffle, epoch: epoch);
        var block = default(Philox.Four);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var turn = order.Length - 1 - i;
            if ((turn & 3) == 0) block = random.Block(0, turn >> 2);
            var other = (int)(((ulong)block[turn & 3] * (ulong)(i + 1)) >> 32);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
