using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y = the largest of each window, places = which position of the window it has; places may be null.</summary>
    internal abstract void MaxPool<T>(T* x, T* y, byte* places, in WindowGrid grid)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= dy where the places say; where they are null, for want of room in a byte, where x does.</summary>
    internal abstract void MaxPoolGradient<T>(T* x, T* dy, byte* places, T* dx, in WindowGrid grid, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>y (+)= x mapped along its rows and its columns: x [images, rows, columns, channels].</summary>
    internal abstract void Resample<T>(T* x, T* y, int images, int channels, in Bands<T> rows, in Bands<T> columns, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
