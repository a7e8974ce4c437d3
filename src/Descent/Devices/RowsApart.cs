namespace Descent.Devices;

/// <summary>
/// While one is open on a thread, what a linear layer computes for a sample has the same bits in a batch of any size. Convolutions, poolings and
/// normalizations by stored statistics are so anyway.
/// </summary>
internal readonly ref struct RowsApart
{
    [ThreadStatic]
    private static int t_open;

    /// <summary>Whether one is open on this thread.</summary>
    public static bool IsOpen => t_open > 0;

    public static RowsApart Open()
    {
        t_open++;
        return default;
    }

#pragma warning disable CA1822 // using calls it on the instance
    public void Dispose() => t_open--;
#pragma warning restore CA1822
}
