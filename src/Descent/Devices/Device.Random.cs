using System.Numerics;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>
    /// Inverted dropout: mask = 1 with probability <paramref name="keep"/> and else 0, y = mask·x / keep. Row r (of
    /// <paramref name="features"/> elements) is sample <paramref name="firstSample"/> + r of the random sequence.
    /// </summary>
    internal abstract void Dropout<T>(T* x, byte* mask, T* y, int rows, int features, double keep, Philox random, long firstSample)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= mask·dy / keep.</summary>
    internal abstract void DropoutGradient<T>(T* dy, byte* mask, T* dx, int count, double keep, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// scales[n, g] = 1/keep with probability <paramref name="keep"/> and else 0: number g of sample <paramref name="firstSample"/> + n of the
    /// random sequence.
    /// </summary>
    internal abstract void DropoutScales<T>(T* scales, int samples, int groups, double keep, Philox random, long firstSample)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>y[n, r, c] (+)= scales[n, c]·x[n, r, c], or 0 where the scale is 0, whatever x is.</summary>
    internal abstract void ScaleChannels<T>(T* x, T* scales, T* y, int samples, int rows, int channels, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
