namespace Descent.Kernels;

/// <summary>
/// The numbers of the channels, repeated over a wide row. Forward: z = (x − centre)·scale + shift. Backward: dx = dz·scale + (x − centre)·slope + offset.
/// <para>Centre is the mean rounded to the element type: x − centre is exact for x near it, and what rounding left of the mean is in shift. So a mean
/// far from 0 costs no digits.</para>
/// </summary>
internal unsafe struct ChannelNumbers<T>
    where T : unmanaged
{
    /// <summary>Slope and Offset are null where the statistics did not come from x: then dx = dz·scale.</summary>
    public T* Centre, Scale, Shift, Slope, Offset;

    /// <summary>The same, from column <paramref name="j"/> on.</summary>
    public readonly ChannelNumbers<T> From(int j) => new()
    {
        Centre = Centre + j,
        Scale = Scale + j,
        Shift = Shift + j,
        Slope = Slope == null ? null : Slope + j,
        Offset = Offset == null ? null : Offset + j,
    };
}
