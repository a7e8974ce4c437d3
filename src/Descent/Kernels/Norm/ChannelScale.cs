using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Multiplies each column by a number of its own. The loop is never inlined, for the reason <see cref="Map"/> gives.</summary>
internal static unsafe class ChannelScale
{
    /// <summary>y[i] (+)= scale[i % period]·x[i], or 0 where the scale is 0, whatever x is.</summary>
    public static void Run<T>(T* x, T* scale, T* y, long count, int period, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (long done = 0; done < count; done += period)
        {
            var width = (int)Math.Min(period, count - done);
            switch (LaneWidth.Bits)
            {
                case 512: Row<Lanes512<T>, T>(x + done, scale, y + done, width, add); break;
                case 256: Row<Lanes256<T>, T>(x + done, scale, y + done, width, add); break;
                case 128: Row<Lanes128<T>, T>(x + done, scale, y + done, width, add); break;
                default: Row<Lanes1<T>, T>(x + done, scale, y + done, width, add); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<V, T>(T* x, T* scale, T* y, int width, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var j = 0;
        for (; j <= width - V.Count; j += V.Count)
        {
            var s = V.Load(scale + j);
            var z = V.Select(V.Equal(s, default), default, V.Load(x + j) * s);
            V.Store(add ? V.Load(y + j) + z : z, y + j);
        }

        if (j < width && V.Count > 1) Row<Lanes1<T>, T>(x + j, scale + j, y + j, width - j, add);
    }
}
