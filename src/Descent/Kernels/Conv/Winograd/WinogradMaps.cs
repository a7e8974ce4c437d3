using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>One of the five maps, with its sizes.</summary>
internal unsafe interface IWinogradMap
{
    static abstract int From<W>() where W : struct, IWinograd;

    static abstract int To<W>() where W : struct, IWinograd;

    static abstract void Apply<W, V, T>(T* from, nint step, T* to, nint toStep)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>;
}

internal readonly unsafe struct InputMap : IWinogradMap
{
    public static int From<W>() where W : struct, IWinograd => W.Points;

    public static int To<W>() where W : struct, IWinograd => W.Points;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<W, V, T>(T* from, nint step, T* to, nint toStep)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => W.Input<V, T>(from, step, to, toStep);
}

internal readonly unsafe struct FilterMap : IWinogradMap
{
    public static int From<W>() where W : struct, IWinograd => 3;

    public static int To<W>() where W : struct, IWinograd => W.Points;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<W, V, T>(T* from, nint step, T* to, nint toStep)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => W.Filter<V, T>(from, step, to, toStep);
}

internal readonly unsafe struct OutputMap : IWinogradMap
{
    public static int From<W>() where W : struct, IWinograd => W.Points;

    public static int To<W>() where W : struct, IWinograd => W.Outputs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<W, V, T>(T* from, nint step, T* to, nint toStep)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => W.Output<V, T>(from, step, to, toStep);
}

internal readonly unsafe struct SlopeMap : IWinogradMap
{
    public static int From<W>() where W : struct, IWinograd => W.Outputs;

    public static int To<W>() where W : struct, IWinograd => W.Points;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<W, V, T>(T* from, nint step, T* to, nint toStep)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => W.Slope<V, T>(from, step, to, toStep);
}

internal readonly unsafe struct FilterSlopeMap : IWinogradMap
{
    public static int From<W>() where W : struct, IWinograd => W.Points;

    public static int To<W>() where W : struct, IWinograd => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<W, V, T>(T* from, nint step, T* to, nint toStep)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T> => W.FilterSlope<V, T>(from, step, to, toStep);
}

/// <summary>A map along both axes of a square.</summary>
internal static unsafe class WinogradPlane
{
    /// <summary>Elements of the room that <see cref="Apply"/> needs.</summary>
    public const int Room = 36 * 16;                                     // 6 × 6 of the widest vectors

    /// <summary>
    /// to[i, j, :] = map · from · mapᵀ for <paramref name="count"/> numbers that lie side by side; rows and columns of both lie any
    /// distance apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Apply<TMap, W, V, T>(T* from, nint row, nint column, T* to, nint toRow, nint toColumn, nint count, T* room)
        where TMap : struct, IWinogradMap where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint c = 0;
        for (; c <= count - V.Count; c += V.Count)
        {
            for (nint j = 0; j < TMap.From<W>(); j++) TMap.Apply<W, V, T>(from + j * column + c, row, room + j * V.Count, TMap.From<W>() * V.Count);
            for (nint i = 0; i < TMap.To<W>(); i++) TMap.Apply<W, V, T>(room + i * TMap.From<W>() * V.Count, V.Count, to + i * toRow + c, toColumn);
        }

        if (c < count && V.Count > 1) Apply<TMap, W, Lanes1<T>, T>(from + c, row, column, to + c, toRow, toColumn, count - c, room);
    }
}
