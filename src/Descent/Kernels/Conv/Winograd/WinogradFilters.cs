using System.Numerics;

namespace Descent.Kernels;

/// <summary>Transformed filters in panels: [point, in, the panel's columns].</summary>
internal static unsafe class WinogradFilters
{
    // Input channels transformed at a time, so that their nine taps stay in the first-level cache.
    private const int Block = 32;

    /// <summary>Elements of room that <see cref="Panel"/> needs.</summary>
    public static nint Room(int width) => WinogradPlane.Room + 9 * Block * (nint)width;

    /// <summary>
    /// One panel: <paramref name="columns"/> ≤ <paramref name="width"/> columns from <paramref name="first"/> on. The weight is
    /// [9, inputs, outputs]. <paramref name="transposed"/> takes its outputs as what is summed over and turns the filters round, as the
    /// gradient of the input needs them.
    /// </summary>
    public static void Panel<W, V, T>(T* w, int inputs, int outputs, bool transposed, int first, int columns, int width, T* to, nint plane, T* room)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var depth = transposed ? outputs : inputs;
        var taps = room + WinogradPlane.Room;
        for (var k = 0; k < depth; k += Block)
        {
            var some = Math.Min(Block, depth - k);
            var tapSize = (nint)some * width;
            for (var tap = 0; tap < 9; tap++)
            {
                if (transposed) ConvPack.Transposed(w + ((nint)(8 - tap) * inputs + first) * outputs + k, outputs, some, columns, width, taps + tap * tapSize);
                else ConvPack.Straight(w + ((nint)tap * inputs + k) * outputs + first, outputs, some, columns, width, taps + tap * tapSize);
            }

            WinogradPlane.Apply<FilterMap, W, V, T>(taps, 3 * tapSize, tapSize, to + (nint)k * width, W.Points * plane, plane, tapSize, room);
        }
    }
}
