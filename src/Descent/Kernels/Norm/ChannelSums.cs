using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Sums over rows, one a column, of what batch normalization needs. Each column is added up in the same order at every vector width.
/// The loops are never inlined, for the reason <see cref="Map"/> gives.
/// </summary>
internal static unsafe class ChannelSums
{
    /// <summary>Columns of one tile: their sums stay in the first-level cache.</summary>
    public const int Tile = 1024;

    /// <summary>sum[j] += Σᵢ (x[i, j] − centre[j]) and squares[j] += Σᵢ (x[i, j] − centre[j])², for the first <paramref name="width"/> columns.</summary>
    public static void Moments<T>(T* x, nint stride, int rows, int width, T* centre, T* sum, T* squares)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Moments<Lanes512<T>, T>(x, stride, rows, width, centre, sum, squares); break;
            case 256: Moments<Lanes256<T>, T>(x, stride, rows, width, centre, sum, squares); break;
            case 128: Moments<Lanes128<T>, T>(x, stride, rows, width, centre, sum, squares); break;
            default: Moments<Lanes1<T>, T>(x, stride, rows, width, centre, sum, squares); break;
        }
    }

    /// <summary>
    /// sum[j] += Σᵢ dz[i, j] and products[j] += Σᵢ dz[i, j]·(x[i, j] − centre[j]), where dz is dy behind the activation's slope.
    /// y may be null where <typeparamref name="TSlope"/> does not read it.
    /// </summary>
    public static void Gradient<TSlope, T>(T* x, T* y, T* dy, nint stride, int rows, int width, in ChannelNumbers<T> c, T* sum, T* products)
        where TSlope : struct, IChannelSlope
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<TSlope, Lanes512<T>, T>(x, y, dy, stride, rows, width, c, sum, products); break;
            case 256: Gradient<TSlope, Lanes256<T>, T>(x, y, dy, stride, rows, width, c, sum, products); break;
            case 128: Gradient<TSlope, Lanes128<T>, T>(x, y, dy, stride, rows, width, c, sum, products); break;
            default: Gradient<TSlope, Lanes1<T>, T>(x, y, dy, stride, rows, width, c, sum, products); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Moments<V, T>(T* x, nint stride, int rows, int width, T* centre, T* sum, T* squares)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ahead = ChannelMap.Ahead<T>(stride);
        for (var i = 0; i < rows; i += ChannelPattern.Together)
        {
            var row = x + i * stride;
            var count = Math.Min(ChannelPattern.Together, rows - i);
            var j = 0;
            if (count == ChannelPattern.Together)
                for (; j <= width - V.Count; j += V.Count) MomentsOfBlock<V, T>(row + j, stride, ahead, V.Load(centre + j), sum + j, squares + j);
            for (; j <= width - V.Count; j += V.Count) MomentsAt<V, T>(row + j, stride, count, V.Load(centre + j), sum + j, squares + j);
            if (j < width && V.Count > 1) Moments<Lanes1<T>, T>(row + j, stride, count, width - j, centre + j, sum + j, squares + j);
        }
    }

    /// <summary>Eight rows, the loop written out: it is bound by the count of instructions as long as x is in a cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MomentsOfBlock<V, T>(T* x, nint stride, nint ahead, V centre, T* sum, T* squares)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V s0 = default, s1 = default, q0 = default, q1 = default;
        Two<V, T>(x, stride, ahead, centre, ref s0, ref s1, ref q0, ref q1);
        Two<V, T>(x + 2 * stride, stride, ahead, centre, ref s0, ref s1, ref q0, ref q1);
        Two<V, T>(x + 4 * stride, stride, ahead, centre, ref s0, ref s1, ref q0, ref q1);
        Two<V, T>(x + 6 * stride, stride, ahead, centre, ref s0, ref s1, ref q0, ref q1);
        V.Store(V.Load(sum) + (s0 + s1), sum);
        V.Store(V.Load(squares) + (q0 + q1), squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MomentsAt<V, T>(T* x, nint stride, int rows, V centre, T* sum, T* squares)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V s0 = default, s1 = default, q0 = default, q1 = default;
        for (; rows > 1; rows -= 2)
        {
            Two<V, T>(x, stride, 0, centre, ref s0, ref s1, ref q0, ref q1);
            x += 2 * stride;
        }

        if (rows > 0)
        {
            var a = V.Load(x) - centre;
            s0 += a;
            q0 = V.Fma(a, a, q0);
        }

        V.Store(V.Load(sum) + (s0 + s1), sum);
        V.Store(V.Load(squares) + (q0 + q1), squares);
    }

    /// <summary>Two rows, each with sums of its own: an addition takes four cycles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two<V, T>(T* x, nint stride, nint ahead, V centre, ref V s0, ref V s1, ref V q0, ref V q1)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Cache.Fetch(x + ahead, V.Count);
        Cache.Fetch(x + stride + ahead, V.Count);
        V a = V.Load(x) - centre, b = V.Load(x + stride) - centre;
        s0 += a;
        s1 += b;
        q0 = V.Fma(a, a, q0);
        q1 = V.Fma(b, b, q1);
    }

    // The numbers of the channels come by value: the addresses are this method's own, and stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradient<TSlope, V, T>(T* x, T* y, T* dy, nint stride, int rows, int width, ChannelNumbers<T> c, T* sum, T* products)
        where TSlope : struct, IChannelSlope
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ahead = ChannelMap.Ahead<T>(stride);
        for (var i = 0; i < rows; i += ChannelPattern.Together)
        {
            var at = i * stride;
            var count = Math.Min(ChannelPattern.Together, rows - i);
            var j = 0;
            for (; j <= width - V.Count; j += V.Count)
                GradientAt<TSlope, V, T>(x + at + j, y + at + j, dy + at + j, stride, count, ahead, V.Load(c.Centre + j), V.Load(c.Scale + j), V.Load(c.Shift + j), sum + j, products + j);
            if (j < width && V.Count > 1)
                Gradient<TSlope, Lanes1<T>, T>(x + at + j, y + at + j, dy + at + j, stride, count, width - j, c.From(j), sum + j, products + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientAt<TSlope, V, T>(T* x, T* y, T* dy, nint stride, int rows, nint ahead, V centre, V scale, V shift, T* sum, T* products)
        where TSlope : struct, IChannelSlope
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V s0 = default, s1 = default, p0 = default, p1 = default;
        for (; rows > 1; rows -= 2)
        {
            Cache.Fetch(x + ahead, V.Count);
            Cache.Fetch(x + stride + ahead, V.Count);
            Cache.Fetch(dy + ahead, V.Count);
            Cache.Fetch(dy + stride + ahead, V.Count);
            V a = V.Load(x) - centre, b = V.Load(x + stride) - centre;
            var za = TSlope.Apply<V, T>(V.Load(dy), a, scale, shift, TSlope.ReadsY ? V.Load(y) : default);
            var zb = TSlope.Apply<V, T>(V.Load(dy + stride), b, scale, shift, TSlope.ReadsY ? V.Load(y + stride) : default);
            s0 += za;
            s1 += zb;
            p0 = V.Fma(za, a, p0);
            p1 = V.Fma(zb, b, p1);
            x += 2 * stride;
            dy += 2 * stride;
            if (TSlope.ReadsY) y += 2 * stride;
        }

        if (rows > 0)
        {
            var a = V.Load(x) - centre;
            var za = TSlope.Apply<V, T>(V.Load(dy), a, scale, shift, TSlope.ReadsY ? V.Load(y) : default);
            s0 += za;
            p0 = V.Fma(za, a, p0);
        }

        V.Store(V.Load(sum) + (s0 + s1), sum);
        V.Store(V.Load(products) + (p0 + p1), products);
    }
}
