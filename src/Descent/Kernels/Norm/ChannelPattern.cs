namespace Descent.Kernels;

/// <summary>
/// How [rows, channels] is walked when each channel has numbers of its own: in chunks of rows whose size depends on the shape alone, and
/// where channels are few, several rows side by side as one wide row, so that narrow ones fill vectors and the numbers of the channels,
/// repeated, are loaded as they are. Sixteen lanes are assumed whatever the width: sums then have one order at every width.
/// </summary>
internal readonly struct ChannelPattern
{
    /// <summary>Rows that one pass over the columns takes together, so that a channel's numbers and sums are loaded an eighth as often.</summary>
    public const int Together = 8;

    /// <summary>Elements of one chunk: 128 KB of floats, so that starting one costs nothing beside it.</summary>
    private const int Chunk = 32768;

    // Wide rows hold whole vectors, and four of them at least: sums that do not wait for each other.
    private const int Lanes = 16, Wide = 64;

    // From here on, a row's last incomplete vector is a small part of it.
    private const int ManyChannels = 128;

    public ChannelPattern(int rows, int channels)
    {
        (Rows, Channels) = (rows, channels);
        Side = 1;
        if (channels is > 0 and < ManyChannels)
        {
            while (channels * Side % Lanes != 0) Side *= 2;
            while (channels * Side < Wide) Side *= 2;
        }

        var unit = Together * Side;
        RowsEach = Math.Max(Chunk / Math.Max(channels, 1) / unit, 1) * unit;
        if (RowsEach < 4 * Together) RowsEach = 4 * Together; // what chunks leave to combine stays small
    }

    public int Rows { get; }

    public int Channels { get; }

    /// <summary>Rows that lie side by side in a wide row.</summary>
    public int Side { get; }

    /// <summary>Elements of a wide row.</summary>
    public int Period => Channels * Side;

    /// <summary>Rows of one chunk, but for the last; whole wide rows.</summary>
    public int RowsEach { get; }

    public int Chunks => Channels == 0 ? 0 : (Rows + RowsEach - 1) / RowsEach;

    /// <summary>Rows of chunk <paramref name="index"/>.</summary>
    public int RowsOf(int index) => Math.Min(RowsEach, Rows - index * RowsEach);
}
