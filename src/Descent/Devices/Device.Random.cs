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
}
