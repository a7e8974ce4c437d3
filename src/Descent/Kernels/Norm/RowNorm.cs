using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The loops of normalizations along a row, which stays in the first- or second-level cache from one loop to the next.
/// They are never inlined, for the reason <see cref="Map"/> gives.
/// </summary>
internal static unsafe class RowNorm
{
    /// <summary>What a row's mean and deviation come to: x̂ = (x − Centre)·Scale + Shift, with the mean rounded to Centre and the rest of it in Shift.</summary>
    public struct Row<T>
    {
        public T Centre, Scale, Shift;
    }

    public static T Sum<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T> => LaneWidth.Bits switch
        {
            512 => Sum<Lanes512<T>, T>(x, n),
            256 => Sum<Lanes256<T>, T>(x, n),
            128 => Sum<Lanes128<T>, T>(x, n),
            _ => Sum<Lanes1<T>, T>(x, n),
        };

    /// <summary>Σ (x − centre) and Σ (x − centre)².</summary>
    public static (T Sum, T Squares) Moments<T>(T* x, T centre, int n)
        where T : unmanaged, IFloatingPointIeee754<T> => LaneWidth.Bits switch
        {
            512 => Moments<Lanes512<T>, T>(x, centre, n),
            256 => Moments<Lanes256<T>, T>(x, centre, n),
            128 => Moments<Lanes128<T>, T>(x, centre, n),
            _ => Moments<Lanes1<T>, T>(x, centre, n),
        };

    /// <summary>y = x̂·w + b; w and b may be null.</summary>
    public static void Forward<T>(T* x, T* w, T* b, T* y, int n, Row<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Forward<Lanes512<T>, T>(x, w, b, y, n, row); break;
            case 256: Forward<Lanes256<T>, T>(x, w, b, y, n, row); break;
            case 128: Forward<Lanes128<T>, T>(x, w, b, y, n, row); break;
            default: Forward<Lanes1<T>, T>(x, w, b, y, n, row); break;
        }
    }

    /// <summary>Σ dy·w and Σ dy·w·x̂; w may be null.</summary>
    public static (T Sum, T Products) GradientSums<T>(T* x, T* dy, T* w, int n, Row<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => LaneWidth.Bits switch
        {
            512 => GradientSums<Lanes512<T>, T>(x, dy, w, n, row),
            256 => GradientSums<Lanes256<T>, T>(x, dy, w, n, row),
            128 => GradientSums<Lanes128<T>, T>(x, dy, w, n, row),
            _ => GradientSums<Lanes1<T>, T>(x, dy, w, n, row),
        };

    /// <summary>dx (+)= (dy·w + x̂·slope + offset)·scale. w may be null.</summary>
    public static void Gradient<T>(T* x, T* dy, T* w, T* dx, int n, Row<T> row, T slope, T offset, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<Lanes512<T>, T>(x, dy, w, dx, n, row, slope, offset, add); break;
            case 256: Gradient<Lanes256<T>, T>(x, dy, w, dx, n, row, slope, offset, add); break;
            case 128: Gradient<Lanes128<T>, T>(x, dy, w, dx, n, row, slope, offset, add); break;
            default: Gradient<Lanes1<T>, T>(x, dy, w, dx, n, row, slope, offset, add); break;
        }
    }

    /// <summary>dw += dy·x̂ and db += dy, or dw = and db = for the first row.</summary>
    public static void WeightGradient<T>(T* x, T* dy, T* dw, T* db, int n, Row<T> row, bool first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: WeightGradient<Lanes512<T>, T>(x, dy, dw, db, n, row, first); break;
            case 256: WeightGradient<Lanes256<T>, T>(x, dy, dw, db, n, row, first); break;
            case 128: WeightGradient<Lanes128<T>, T>(x, dy, dw, db, n, row, first); break;
            default: WeightGradient<Lanes1<T>, T>(x, dy, dw, db, n, row, first); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Sum<V, T>(T* x, int n)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Four sums at a time: an addition takes four cycles, and one can start each half cycle.
        V s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= n - 4 * V.Count; i += 4 * V.Count)
        {
            s0 += V.Load(x + i);
            s1 += V.Load(x + i + V.Count);
            s2 += V.Load(x + i + 2 * V.Count);
            s3 += V.Load(x + i + 3 * V.Count);
        }

        for (; i <= n - V.Count; i += V.Count) s0 += V.Load(x + i);
        var sum = V.Sum((s0 + s1) + (s2 + s3));
        for (; i < n; i++) sum += x[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static (T Sum, T Squares) Moments<V, T>(T* x, T centre, int n)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var c = V.All(centre);
        V s0 = default, s1 = default, q0 = default, q1 = default;
        var i = 0;
        for (; i <= n - 2 * V.Count; i += 2 * V.Count)
        {
            V a = V.Load(x + i) - c, b = V.Load(x + i + V.Count) - c;
            s0 += a;
            s1 += b;
            q0 = V.Fma(a, a, q0);
            q1 = V.Fma(b, b, q1);
        }

        T sum = V.Sum(s0 + s1), squares = V.Sum(q0 + q1);
        for (; i < n; i++)
        {
            var d = x[i] - centre;
            sum += d;
            squares = T.FusedMultiplyAdd(d, d, squares);
        }

        return (sum, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Forward<V, T>(T* x, T* w, T* b, T* y, int n, Row<T> row)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V centre = V.All(row.Centre), scale = V.All(row.Scale), shift = V.All(row.Shift);
        var i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            var z = V.Fma(V.Load(x + i) - centre, scale, shift);
            if (w != null) z *= V.Load(w + i);
            if (b != null) z += V.Load(b + i);
            V.Store(z, y + i);
        }

        if (i < n && V.Count > 1) Forward<Lanes1<T>, T>(x + i, w == null ? null : w + i, b == null ? null : b + i, y + i, n - i, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static (T Sum, T Products) GradientSums<V, T>(T* x, T* dy, T* w, int n, Row<T> row)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V centre = V.All(row.Centre), scale = V.All(row.Scale), shift = V.All(row.Shift);
        V s0 = default, s1 = default, p0 = default, p1 = default;
        var i = 0;
        for (; i <= n - 2 * V.Count; i += 2 * V.Count)
        {
            V a = V.Load(dy + i), b = V.Load(dy + i + V.Count);
            if (w != null)
            {
                a *= V.Load(w + i);
                b *= V.Load(w + i + V.Count);
            }

            s0 += a;
            s1 += b;
            p0 = V.Fma(a, V.Fma(V.Load(x + i) - centre, scale, shift), p0);
            p1 = V.Fma(b, V.Fma(V.Load(x + i + V.Count) - centre, scale, shift), p1);
        }

        T sum = V.Sum(s0 + s1), products = V.Sum(p0 + p1);
        for (; i < n; i++)
        {
            var g = w == null ? dy[i] : dy[i] * w[i];
            sum += g;
            products = T.FusedMultiplyAdd(g, T.FusedMultiplyAdd(x[i] - row.Centre, row.Scale, row.Shift), products);
        }

        return (sum, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradient<V, T>(T* x, T* dy, T* w, T* dx, int n, Row<T> row, T slope, T offset, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V centre = V.All(row.Centre), scale = V.All(row.Scale), shift = V.All(row.Shift), s = V.All(slope), o = V.All(offset);
        var i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            var g = V.Load(dy + i);
            if (w != null) g *= V.Load(w + i);
            var d = V.Fma(V.Fma(V.Load(x + i) - centre, scale, shift), s, g + o) * scale;
            V.Store(add ? V.Load(dx + i) + d : d, dx + i);
        }

        if (i < n && V.Count > 1) Gradient<Lanes1<T>, T>(x + i, dy + i, w == null ? null : w + i, dx + i, n - i, row, slope, offset, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WeightGradient<V, T>(T* x, T* dy, T* dw, T* db, int n, Row<T> row, bool first)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V centre = V.All(row.Centre), scale = V.All(row.Scale), shift = V.All(row.Shift);
        var i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            var g = V.Load(dy + i);
            V.Store(V.Fma(g, V.Fma(V.Load(x + i) - centre, scale, shift), first ? default : V.Load(dw + i)), dw + i);
            V.Store(first ? g : V.Load(db + i) + g, db + i);
        }

        if (i < n && V.Count > 1) WeightGradient<Lanes1<T>, T>(x + i, dy + i, dw + i, db + i, n - i, row, first);
    }
}
