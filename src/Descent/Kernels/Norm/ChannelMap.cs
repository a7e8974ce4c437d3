using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Functions of one element and its channel's numbers, over rows of <c>period</c> elements; the last row may be shorter. Each element's
/// bits are the same at every vector width. The loops are never inlined, for the reason <see cref="Map"/> gives.
/// </summary>
internal static unsafe class ChannelMap
{
    /// <summary>Bytes ahead at which a stream is asked for; the reason stands in <see cref="ApplyUpdate"/>.</summary>
    private const int FetchAhead = 1536;

    /// <summary>y = f((x − centre)·scale + shift + residual); residual may be null.</summary>
    public static void Forward<TFn, T>(TFn f, T* x, T* residual, T* y, long count, int period, in ChannelNumbers<T> c)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (long rest = count, done = 0; rest > 0;)
        {
            var (rows, width) = Rows(rest, period);
            var r = residual == null ? null : residual + done;
            switch (LaneWidth.Bits)
            {
                case 512: Forward<TFn, Lanes512<T>, T>(f, x + done, r, y + done, period, rows, width, c); break;
                case 256: Forward<TFn, Lanes256<T>, T>(f, x + done, r, y + done, period, rows, width, c); break;
                case 128: Forward<TFn, Lanes128<T>, T>(f, x + done, r, y + done, period, rows, width, c); break;
                default: Forward<TFn, Lanes1<T>, T>(f, x + done, r, y + done, period, rows, width, c); break;
            }

            done += (long)rows * width;
            rest = count - done;
        }
    }

    /// <summary>
    /// With dz = dy behind the activation's slope: dx (+)= dz·scale + (x − centre)·slope + offset, and dr (+)= dz. Either result may be null;
    /// so may y where <typeparamref name="TSlope"/> does not read it.
    /// </summary>
    public static void Gradient<TSlope, T>(in ChannelGradient<T> g, long first, long count, int period)
        where TSlope : struct, IChannelSlope
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (long rest = count, done = 0; rest > 0;)
        {
            var (rows, width) = Rows(rest, period);
            var part = g.At(first + done);
            switch (LaneWidth.Bits)
            {
                case 512: Gradient<TSlope, Lanes512<T>, T>(part, period, rows, width); break;
                case 256: Gradient<TSlope, Lanes256<T>, T>(part, period, rows, width); break;
                case 128: Gradient<TSlope, Lanes128<T>, T>(part, period, rows, width); break;
                default: Gradient<TSlope, Lanes1<T>, T>(part, period, rows, width); break;
            }

            done += (long)rows * width;
            rest = count - done;
        }
    }

    /// <summary>Elements ahead at which to fetch: whole blocks of rows, since columns are visited block by block.</summary>
    public static nint Ahead<T>(nint stride)
        where T : unmanaged
    {
        var block = ChannelPattern.Together * stride;
        return (FetchAhead / sizeof(T) + block - 1) / block * block;
    }

    /// <summary>All whole rows, or the incomplete one that is left.</summary>
    private static (int Rows, int Width) Rows(long rest, int period) => rest >= period ? ((int)(rest / period), period) : (1, (int)rest);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Forward<TFn, V, T>(TFn f, T* x, T* residual, T* y, nint stride, int rows, int width, ChannelNumbers<T> c)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ahead = Ahead<T>(stride);
        for (var i = 0; i < rows; i += ChannelPattern.Together)
        {
            var at = i * stride;
            var count = Math.Min(ChannelPattern.Together, rows - i);
            var j = 0;
            for (; j <= width - V.Count; j += V.Count)
                ForwardAt<TFn, V, T>(f, x + at + j, residual == null ? null : residual + at + j, y + at + j, stride, count, ahead, V.Load(c.Centre + j), V.Load(c.Scale + j), V.Load(c.Shift + j));
            if (j < width && V.Count > 1)
                Forward<TFn, Lanes1<T>, T>(f, x + at + j, residual == null ? null : residual + at + j, y + at + j, stride, count, width - j, c.From(j));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForwardAt<TFn, V, T>(TFn f, T* x, T* residual, T* y, nint stride, int rows, nint ahead, V centre, V scale, V shift)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (; rows > 0; rows--)
        {
            Cache.Fetch(x + ahead, V.Count);
            var z = V.Fma(V.Load(x) - centre, scale, shift);
            if (residual != null)
            {
                Cache.Fetch(residual + ahead, V.Count);
                z += V.Load(residual);
                residual += stride;
            }

            V.Store(f.Value<V, T>(z), y);
            x += stride;
            y += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradient<TSlope, V, T>(ChannelGradient<T> g, nint stride, int rows, int width)
        where TSlope : struct, IChannelSlope
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ahead = Ahead<T>(stride);
        for (var i = 0; i < rows; i += ChannelPattern.Together)
        {
            var block = g.At(i * stride);
            var count = Math.Min(ChannelPattern.Together, rows - i);
            var j = 0;
            for (; j <= width - V.Count; j += V.Count) GradientAt<TSlope, V, T>(block, j, stride, count, ahead);
            if (j < width && V.Count > 1)
            {
                var tail = block.At(j);
                tail.C = g.C.From(j);
                Gradient<TSlope, Lanes1<T>, T>(tail, stride, count, width - j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientAt<TSlope, V, T>(in ChannelGradient<T> g, int j, nint stride, int rows, nint ahead)
        where TSlope : struct, IChannelSlope
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V centre = V.Load(g.C.Centre + j), scale = V.Load(g.C.Scale + j), shift = V.Load(g.C.Shift + j);
        V slope = default, offset = default;
        var fromBatch = g.C.Slope != null;
        if (fromBatch) (slope, offset) = (V.Load(g.C.Slope + j), V.Load(g.C.Offset + j));
        T* x = g.X + j, dy = g.Dy + j, y = g.Y, dx = g.Dx, dr = g.Dr;
        nint at = 0;
        for (; rows > 0; rows--)
        {
            Cache.Fetch(x + at + ahead, V.Count);
            Cache.Fetch(dy + at + ahead, V.Count);
            var d = V.Load(x + at) - centre;
            var dz = TSlope.Apply<V, T>(V.Load(dy + at), d, scale, shift, TSlope.ReadsY ? V.Load(y + j + at) : default);
            if (dx != null)
            {
                var change = fromBatch ? V.Fma(d, slope, V.Fma(dz, scale, offset)) : dz * scale;
                V.Store(g.AddX ? V.Load(dx + j + at) + change : change, dx + j + at);
            }

            // After dx: both may be one tensor's gradient, and then the second writer adds.
            if (dr != null) V.Store(g.AddResidual ? V.Load(dr + j + at) + dz : dz, dr + j + at);
            at += stride;
        }
    }
}

/// <summary>What the gradient of batch normalization reads and writes.</summary>
internal unsafe struct ChannelGradient<T>
    where T : unmanaged
{
    public T* X, Y, Dy, Dx, Dr;
    public ChannelNumbers<T> C;
    public bool AddX, AddResidual;

    /// <summary>The same, <paramref name="elements"/> further on, for the same channels.</summary>
    public readonly ChannelGradient<T> At(long elements) => this with
    {
        X = X + elements,
        Y = Y == null ? null : Y + elements,
        Dy = Dy + elements,
        Dx = Dx == null ? null : Dx + elements,
        Dr = Dr == null ? null : Dr + elements,
    };
}
