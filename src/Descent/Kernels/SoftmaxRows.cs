using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Softmax and its logarithm over rows that lie one behind the other. The largest number is subtracted first, so that nothing
/// overflows; NaN in a row, +∞ and rows of only −∞ give NaN, as in PyTorch. The part of a row that fills no vector is loaded into one
/// padded with −∞, whose exponential is 0: short rows need no scalar loop.
/// </summary>
internal static unsafe class SoftmaxRows
{
    /// <summary>The widest vector in floats.</summary>
    private const int MostLanes = 16;

    /// <summary>y = eˣ / Σ eˣ, or its logarithm, in each of <paramref name="rows"/> rows of <paramref name="size"/>.</summary>
    public static void Run<T>(T* x, T* y, int rows, int size, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Run<Lanes512<T>, T>(x, y, rows, size, log); break;
            case 256: Run<Lanes256<T>, T>(x, y, rows, size, log); break;
            case 128: Run<Lanes128<T>, T>(x, y, rows, size, log); break;
            default: Run<Lanes1<T>, T>(x, y, rows, size, log); break;
        }
    }

    private static void Run<V, T>(T* x, T* y, int rows, int size, bool log)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (size <= V.Count && V.Count > 1) Short<V, T>(x, y, rows, size, log);
        else if (log) Logarithm<V, T>(x, y, rows, size);
        else Plain<V, T>(x, y, rows, size);
    }

    /// <summary>Rows that would not fill a vector: as many of them as there are lanes are turned into columns and back.</summary>
    private static void Short<V, T>(T* x, T* y, int rows, int size, bool log)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = stackalloc T[MostLanes * MostLanes];
        for (var row = 0; row < rows; row += V.Count)
        {
            var count = Math.Min(V.Count, rows - row);
            for (var r = 0; r < count; r++, x += size)
                for (var k = 0; k < size; k++) columns[k * V.Count + r] = x[k];
            SoftmaxColumns.Run<V, T>(columns, columns, size, V.Count, 0, V.Count, log);
            for (var r = 0; r < count; r++, y += size)
                for (var k = 0; k < size; k++) y[k] = columns[k * V.Count + r];
        }
    }

    /// <summary>dx (+)= y·(dy − Σ dy·y), or for the logarithm dy − eʸ·Σ dy, in each row.</summary>
    public static void Gradient<T>(T* y, T* dy, T* dx, int rows, int size, bool log, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<Lanes512<T>, T>(y, dy, dx, rows, size, log, add); break;
            case 256: Gradient<Lanes256<T>, T>(y, dy, dx, rows, size, log, add); break;
            case 128: Gradient<Lanes128<T>, T>(y, dy, dx, rows, size, log, add); break;
            default: Gradient<Lanes1<T>, T>(y, dy, dx, rows, size, log, add); break;
        }
    }

    // Two methods, not one with a branch: the compiler stops inlining exponentials in a method that holds too many of them.
    private static void Plain<V, T>(T* x, T* y, int rows, int size)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var spare = stackalloc T[MostLanes];
        var whole = size - size % V.Count;
        var rest = size - whole;
        for (var row = 0; row < rows; row++, x += size, y += size)
        {
            var tail = Padded<V, T>(x + whole, rest, T.NegativeInfinity, spare);
            var max = Largest<V, T>(x, whole, tail);
            var tailExp = LaneMath.Exp<V, T>(tail - max);
            var sum = tailExp;
            for (var i = 0; i < whole; i += V.Count)
            {
                var e = LaneMath.Exp<V, T>(V.Load(x + i) - max);
                V.Store(e, y + i);
                sum += e;
            }

            var total = V.All(V.Sum(sum));
            for (var i = 0; i < whole; i += V.Count) V.Store(V.Load(y + i) / total, y + i);
            StorePart<V, T>(tailExp / total, y + whole, rest, spare);
        }
    }

    private static void Logarithm<V, T>(T* x, T* y, int rows, int size)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var spare = stackalloc T[MostLanes];
        var whole = size - size % V.Count;
        var rest = size - whole;
        for (var row = 0; row < rows; row++, x += size, y += size)
        {
            var tail = Padded<V, T>(x + whole, rest, T.NegativeInfinity, spare);
            var max = Largest<V, T>(x, whole, tail);
            tail -= max;
            var sum = LaneMath.Exp<V, T>(tail);
            for (var i = 0; i < whole; i += V.Count) sum += LaneMath.Exp<V, T>(V.Load(x + i) - max);
            var log = Log<V, T>(V.Sum(sum));
            for (var i = 0; i < whole; i += V.Count) V.Store(V.Load(x + i) - max - log, y + i);
            StorePart<V, T>(tail - log, y + whole, rest, spare);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Largest<V, T>(T* x, int whole, V most)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < whole; i += V.Count) most = V.Max(most, V.Load(x + i));
        return V.All(V.Largest(most));
    }

    private static void Gradient<V, T>(T* y, T* dy, T* dx, int rows, int size, bool log, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var spare = stackalloc T[MostLanes];
        var whole = size - size % V.Count;
        var rest = size - whole;
        for (var row = 0; row < rows; row++, y += size, dy += size, dx += size)
        {
            var yTail = Padded<V, T>(y + whole, rest, T.Zero, spare);
            var dyTail = Padded<V, T>(dy + whole, rest, T.Zero, spare);
            var sum = log ? dyTail : dyTail * yTail;
            for (var i = 0; i < whole; i += V.Count) sum = log ? sum + V.Load(dy + i) : V.Fma(V.Load(dy + i), V.Load(y + i), sum);
            var total = V.All(V.Sum(sum));
            for (var i = 0; i < whole; i += V.Count)
            {
                var g = Slope(V.Load(y + i), V.Load(dy + i), total, log);
                V.Store(add ? V.Load(dx + i) + g : g, dx + i);
            }

            if (rest == 0) continue;
            var last = Slope(yTail, dyTail, total, log);
            if (add) last += Padded<V, T>(dx + whole, rest, T.Zero, spare);
            StorePart<V, T>(last, dx + whole, rest, spare);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Slope(V y, V dy, V total, bool log) => log ? dy - LaneMath.Exp<V, T>(y) * total : y * (dy - total);
    }

    /// <summary>The logarithm of one number, in every lane. Once a row: a call costs less than what it takes from the inliner.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Log<V, T>(T value)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T log;
        Lanes1<T>.Store(LaneMath.Log<Lanes1<T>, T>(Lanes1<T>.All(value)), &log);
        return V.All(log);
    }

    /// <summary>The first <paramref name="n"/> lanes from memory, the others the filling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Padded<V, T>(T* source, int n, T filling, T* spare)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (n == 0) return V.All(filling);
        V.Store(V.All(filling), spare);
        for (var i = 0; i < n; i++) spare[i] = source[i];
        return V.Load(spare);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePart<V, T>(V value, T* target, int n, T* spare)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (n == 0) return;
        V.Store(value, spare);
        for (var i = 0; i < n; i++) target[i] = spare[i];
    }
}
