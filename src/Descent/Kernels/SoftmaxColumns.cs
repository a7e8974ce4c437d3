using System.Numerics;

namespace Descent.Kernels;

/// <summary>Softmax and its logarithm over an axis that is not the last: each lane is a column of its own. Limits as in <see cref="SoftmaxRows"/>.</summary>
internal static unsafe class SoftmaxColumns
{
    /// <summary>y = eˣ / Σ eˣ, or its logarithm, down <paramref name="size"/> rows <paramref name="stride"/> apart, in <paramref name="columns"/> columns.</summary>
    public static void Run<T>(T* x, T* y, int size, nint stride, int columns, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var done = LaneWidth.Bits switch
        {
            512 => Run<Lanes512<T>, T>(x, y, size, stride, 0, columns, log),
            256 => Run<Lanes256<T>, T>(x, y, size, stride, 0, columns, log),
            128 => Run<Lanes128<T>, T>(x, y, size, stride, 0, columns, log),
            _ => 0,
        };
        Run<Lanes1<T>, T>(x, y, size, stride, done, columns, log);
    }

    /// <summary>dx (+)= y·(dy − Σ dy·y), or for the logarithm dy − eʸ·Σ dy, in each column.</summary>
    public static void Gradient<T>(T* y, T* dy, T* dx, int size, nint stride, int columns, bool log, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var done = LaneWidth.Bits switch
        {
            512 => Gradient<Lanes512<T>, T>(y, dy, dx, size, stride, 0, columns, log, add),
            256 => Gradient<Lanes256<T>, T>(y, dy, dx, size, stride, 0, columns, log, add),
            128 => Gradient<Lanes128<T>, T>(y, dy, dx, size, stride, 0, columns, log, add),
            _ => 0,
        };
        Gradient<Lanes1<T>, T>(y, dy, dx, size, stride, done, columns, log, add);
    }

    /// <summary>The columns from <paramref name="from"/> on that fill whole vectors; returns the first that was left. y may be x.</summary>
    public static int Run<V, T>(T* x, T* y, int size, nint stride, int from, int columns, bool log)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var j = from;
        for (; j <= columns - V.Count; j += V.Count)
        {
            var max = V.Load(x + j);
            for (var i = 1; i < size; i++) max = V.Max(max, V.Load(x + i * stride + j));
            V sum = default;
            for (var i = 0; i < size; i++)
            {
                var shifted = V.Load(x + i * stride + j) - max;
                var e = LaneMath.Exp<V, T>(shifted);
                V.Store(log ? shifted : e, y + i * stride + j);
                sum += e;
            }

            if (log) sum = LaneMath.Log<V, T>(sum);
            for (var i = 0; i < size; i++)
            {
                var value = V.Load(y + i * stride + j);
                V.Store(log ? value - sum : value / sum, y + i * stride + j);
            }
        }

        return j;
    }

    private static int Gradient<V, T>(T* y, T* dy, T* dx, int size, nint stride, int from, int columns, bool log, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var j = from;
        for (; j <= columns - V.Count; j += V.Count)
        {
            V sum = default;
            for (var i = 0; i < size; i++)
            {
                var g = V.Load(dy + i * stride + j);
                sum = log ? sum + g : V.Fma(g, V.Load(y + i * stride + j), sum);
            }

            for (var i = 0; i < size; i++)
            {
                var at = i * stride + j;
                var (v, g) = (V.Load(y + at), V.Load(dy + at));
                g = log ? g - LaneMath.Exp<V, T>(v) * sum : v * (g - sum);
                V.Store(add ? V.Load(dx + at) + g : g, dx + at);
            }
        }

        return j;
    }
}
