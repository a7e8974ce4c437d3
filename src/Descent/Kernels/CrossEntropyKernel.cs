using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Softmax and cross-entropy in one go. With z the logits of a row, m the largest of them, s = Σ exp(z − m), and
/// u_c = w_c·((1 − ε)·t_c + ε/C) the weighted and smoothed target, the row's loss is Σ u_c·(log s − (z_c − m)), and its gradient
/// exp(z − m)·(Σ u / s) − u. Where u_c is 0 the term is 0, even if the logit is −∞.
/// </summary>
internal static unsafe class CrossEntropyKernel
{
    /// <summary>
    /// Up to this many classes, a vector holds one class of many rows; above, many classes of one row. Turning a row costs by the class,
    /// adding up and comparing within a vector by the row; where the two ways meet differs between processors and widths, and 32 is near it.
    /// At least the most lanes a vector has, for the other way reads whole vectors.
    /// </summary>
    private const int ShortRow = 32;

    /// <summary>Row losses kept before they are added up: 1 KB of floats on the stack.</summary>
    private const int Block = 256;

    /// <summary>The sum of the losses of rows start … end − 1; writes their gradients if asked for.</summary>
    [SkipLocalsInit]
    public static double Run<T>(in CrossEntropyRows<T> rows, int start, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var losses = stackalloc T[Block];
        var sum = 0.0;
        for (var from = start; from < end; from += Block)
        {
            var to = Math.Min(from + Block, end);
            switch (LaneWidth.Bits)
            {
                case 512: Run<Lanes512<T>, T>(rows, from, to, losses); break;
                case 256: Run<Lanes256<T>, T>(rows, from, to, losses); break;
                case 128: Run<Lanes128<T>, T>(rows, from, to, losses); break;
                default: Run<Lanes1<T>, T>(rows, from, to, losses); break;
            }

            sum += WideSum.Of(losses, to - from);
        }

        return sum;
    }

    private static void Run<V, T>(in CrossEntropyRows<T> rows, int start, int end, T* losses)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows.Classes <= ShortRow) ShortRows<V, T>(rows, start, end, losses);
        else LongRows<V, T>(rows, start, end, losses);
    }

    /// <summary>Turns as many rows as a vector has lanes on their side: each vector then is one class of all of them.</summary>
    [SkipLocalsInit]
    private static void ShortRows<V, T>(in CrossEntropyRows<T> rows, int start, int end, T* losses)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // On whole cache lines: a vector across two of them would wait for the scalar stores that fill it.
        var size = rows.Classes * V.Count;
        var scratch = stackalloc byte[(2 * size + V.Count) * sizeof(T) + 64];
        var z = (T*)(((nint)scratch + 63) & ~63); // [classes, lanes]
        var u = z + size;                         // [classes, lanes]
        var last = u + size;
        for (var row = start; row < end; row += V.Count)
        {
            var count = Math.Min(V.Count, end - row);
            FillTargets<V, T>(rows, row, count, u);
            FillLogits<V, T>(rows, row, count, z);

            var m = V.Load(z);
            for (var i = V.Count; i < size; i += V.Count) m = Larger<V, T>(V.Load(z + i), m);

            V s = default, total = default, dot = default;
            for (var i = 0; i < size; i += V.Count)
            {
                var x = V.Load(z + i) - m;
                var e = SoftmaxMath.Exp<V, T>(x);
                var uc = V.Load(u + i);
                V.Store(e, z + i);
                s += e;
                total += uc;
                dot += Product<V, T>(uc, x);
            }

            var loss = total * SoftmaxMath.Log<V, T>(s) - dot;
            if (count == V.Count)
            {
                V.Store(loss, losses + (row - start));
            }
            else
            {
                V.Store(loss, last);
                for (var lane = 0; lane < count; lane++) losses[row - start + lane] = last[lane];
            }

            if (rows.Gradient == null) continue;
            var k = total / s;
            for (var i = 0; i < size; i += V.Count) V.Store(V.Load(z + i) * k - V.Load(u + i), z + i);
            var g = rows.Gradient + (nint)row * rows.Classes;
            for (var lane = 0; lane < count; lane++)
                for (var i = lane; i < size; i += V.Count) *g++ = z[i];
        }
    }

    /// <summary>Logits turned on their side. Ignored rows and lanes past the end hold zeros, whose target is zero too.</summary>
    private static void FillLogits<V, T>(in CrossEntropyRows<T> rows, int row, int count, T* z)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = rows.Classes * V.Count;
        var source = rows.Logits + (nint)row * rows.Classes;
        for (var lane = 0; lane < V.Count; lane++)
        {
            if (lane >= count || IsIgnored(rows, row + lane))
            {
                for (var i = lane; i < size; i += V.Count) z[i] = T.Zero;
                source += rows.Classes;
            }
            else
            {
                for (var i = lane; i < size; i += V.Count) z[i] = *source++;
            }
        }
    }

    private static void FillTargets<V, T>(in CrossEntropyRows<T> rows, int row, int count, T* u)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var classes = rows.Classes;
        var sharp = T.One - rows.Smoothing;
        var spread = rows.Smoothing / Literal.Of<T>(classes);
        for (var c = 0; c < classes; c++)
            V.Store(V.All(rows.ClassWeights == null ? spread : spread * rows.ClassWeights[c]), u + c * V.Count);
        for (var lane = 0; lane < V.Count; lane++)
        {
            if (lane >= count || IsIgnored(rows, row + lane))
            {
                for (var c = 0; c < classes; c++) u[c * V.Count + lane] = T.Zero;
            }
            else if (rows.Indices != null)
            {
                var c = rows.Indices[row + lane];
                u[c * V.Count + lane] += rows.ClassWeights == null ? sharp : sharp * rows.ClassWeights[c];
            }
            else
            {
                var t = rows.Probabilities + (nint)(row + lane) * classes;
                for (var c = 0; c < classes; c++)
                    u[c * V.Count + lane] += rows.ClassWeights == null ? sharp * t[c] : sharp * t[c] * rows.ClassWeights[c];
            }
        }
    }

    [SkipLocalsInit]
    private static void LongRows<V, T>(in CrossEntropyRows<T> rows, int start, int end, T* losses)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A row's last vector ends where the row does and so overlaps the one before: in sums its first lanes are masked out.
        var number = stackalloc T[V.Count];
        for (var i = 0; i < V.Count; i++) number[i] = Literal.Of<T>(i);
        var overlap = V.Count - 1 - (rows.Classes - 1) % V.Count;
        var isRepeated = V.Less(V.Load(number), V.All(Literal.Of<T>(overlap)));

        var isDense = rows.Probabilities != null || rows.Smoothing != T.Zero;
        for (var row = start; row < end; row++)
        {
            var z = rows.Logits + (nint)row * rows.Classes;
            var g = rows.Gradient == null ? null : rows.Gradient + (nint)row * rows.Classes;
            if (IsIgnored(rows, row))
            {
                losses[row - start] = T.Zero;
                if (g != null) new Span<T>(g, rows.Classes).Clear();
            }
            else
            {
                losses[row - start] = isDense ? DenseRow<V, T>(rows, row, isRepeated, z, g) : IndexRow<V, T>(rows, row, isRepeated, z, g);
            }
        }
    }

    /// <summary>The target is a class: only one u is not zero.</summary>
    private static T IndexRow<V, T>(in CrossEntropyRows<T> rows, int row, V isRepeated, T* z, T* g)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = rows.Classes, last = n - V.Count, target = rows.Indices[row];
        var weight = rows.ClassWeights == null ? T.One : rows.ClassWeights[target];
        var m = Largest<V, T>(z, n);
        var shift = V.All(m);
        V sums = default;
        if (g == null)
        {
            for (var i = 0; i < last; i += V.Count) sums += SoftmaxMath.Exp<V, T>(V.Load(z + i) - shift);
        }
        else
        {
            for (var i = 0; i < last; i += V.Count)
            {
                var e = SoftmaxMath.Exp<V, T>(V.Load(z + i) - shift);
                V.Store(e, g + i);
                sums += e;
            }
        }

        var end = SoftmaxMath.Exp<V, T>(V.Load(z + last) - shift);
        var s = V.Sum(sums + V.Select(isRepeated, default, end));
        if (g != null)
        {
            var k = V.All(weight / s);
            for (var i = 0; i < last; i += V.Count) V.Store(V.Load(g + i) * k, g + i);
            V.Store(end * k, g + last);
            g[target] -= weight;
        }

        return weight == T.Zero ? T.Zero : weight * (Log(s) - (z[target] - m));
    }

    /// <summary>Every class has a share of the target.</summary>
    private static T DenseRow<V, T>(in CrossEntropyRows<T> rows, int row, V isRepeated, T* z, T* g)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = rows.Classes, last = n - V.Count;
        var m = Largest<V, T>(z, n);
        var shift = V.All(m);
        var target = new DenseTarget<T>(rows, row);
        V sums = default, totals = default, dots = default;
        for (var i = 0; i < last; i += V.Count)
        {
            var x = V.Load(z + i) - shift;
            var e = SoftmaxMath.Exp<V, T>(x);
            var u = target.At<V>(i);
            if (g != null) V.Store(e, g + i);
            sums += e;
            totals += u;
            dots += Product<V, T>(u, x);
        }

        var endX = V.Load(z + last) - shift;
        var end = SoftmaxMath.Exp<V, T>(endX);
        var endU = target.At<V>(last);
        var s = V.Sum(sums + V.Select(isRepeated, default, end));
        var total = V.Sum(totals + V.Select(isRepeated, default, endU));
        var dot = V.Sum(dots + V.Select(isRepeated, default, Product<V, T>(endU, endX)));

        // An index is a share of its own besides the spread one.
        if (rows.Indices != null)
        {
            var own = target.Own(rows.Indices[row]);
            total += own;
            if (own != T.Zero) dot += own * (z[rows.Indices[row]] - m);
        }

        if (g != null)
        {
            var k = V.All(total / s);
            for (var i = 0; i < last; i += V.Count) V.Store(V.Load(g + i) * k - target.At<V>(i), g + i);
            V.Store(end * k - endU, g + last);
            if (rows.Indices != null) g[rows.Indices[row]] -= target.Own(rows.Indices[row]);
        }

        return total * Log(s) - dot;
    }

    private static bool IsIgnored<T>(in CrossEntropyRows<T> rows, int row)
        where T : unmanaged, IFloatingPointIeee754<T> => rows.Ignored is { } index && rows.Indices != null && rows.Indices[row] == index;

    /// <summary>u·x, and 0 where u is 0 whatever x is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product<V, T>(V u, V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(u, default), default, u * x);

    /// <summary>The larger, or b when a is NaN: a NaN is found again in the sum of the exponentials, and this is one instruction less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Larger<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(b, a), a, b);

    private static T Largest<V, T>(T* x, int n)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Four running maxima: one alone would wait for itself.
        V a = V.Load(x + n - V.Count), b = a, c = a, d = a;
        var i = 0;
        for (; i < n - 4 * V.Count; i += 4 * V.Count)
        {
            a = Larger<V, T>(V.Load(x + i), a);
            b = Larger<V, T>(V.Load(x + i + V.Count), b);
            c = Larger<V, T>(V.Load(x + i + 2 * V.Count), c);
            d = Larger<V, T>(V.Load(x + i + 3 * V.Count), d);
        }

        for (; i < n - V.Count; i += V.Count) a = Larger<V, T>(V.Load(x + i), a);
        return V.Largest(Larger<V, T>(Larger<V, T>(a, b), Larger<V, T>(c, d)));
    }

    private static T Log<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T y;
        Lanes1<T>.Store(SoftmaxMath.Log<Lanes1<T>, T>(Lanes1<T>.Load(&x)), &y);
        return y;
    }

    /// <summary>u of one row: an even share of each class, and the row of probabilities if that is the target.</summary>
    private readonly struct DenseTarget<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _probabilities;
        private readonly T* _weights;
        private readonly T _sharp;
        private readonly T _spread;

        public DenseTarget(in CrossEntropyRows<T> rows, int row)
        {
            _probabilities = rows.Probabilities == null ? null : rows.Probabilities + (nint)row * rows.Classes;
            _weights = rows.ClassWeights;
            _sharp = T.One - rows.Smoothing;
            _spread = rows.Smoothing / Literal.Of<T>(rows.Classes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V At<V>(int c)
            where V : struct, ILanes<V, T>
        {
            var u = V.All(_spread);
            if (_probabilities != null) u = V.All(_sharp) * V.Load(_probabilities + c) + u;
            return _weights == null ? u : u * V.Load(_weights + c);
        }

        /// <summary>What the class that an index names has besides its even share.</summary>
        public T Own(int c) => _weights == null ? _sharp : _sharp * _weights[c];
    }
}
