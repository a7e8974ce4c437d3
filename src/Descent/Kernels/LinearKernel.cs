using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>What a linear layer does beside its matrix products: bias and activation on the way out, their gradients on the way back.</summary>
/// <remarks>The loops are never inlined, for the reason <see cref="Map"/> gives.</remarks>
internal static unsafe class LinearKernel
{
    /// <summary>
    /// Rows summed before the partial sum joins the total: keeps the rounding error of a sum over a large batch near that of a short one.
    /// </summary>
    private const int RowBlock = 256;

    /// <summary>row[j] = f(row[j] + bias[j]) for n numbers; bias may be null.</summary>
    public static void BiasAndActivation<TFn, T>(TFn f, T* row, T* bias, int n)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: BiasAndActivation<TFn, Lanes512<T>, T>(f, row, bias, n); break;
            case 256: BiasAndActivation<TFn, Lanes256<T>, T>(f, row, bias, n); break;
            case 128: BiasAndActivation<TFn, Lanes128<T>, T>(f, row, bias, n); break;
            default: BiasAndActivation<TFn, Lanes1<T>, T>(f, row, bias, n); break;
        }
    }

    /// <summary>
    /// For columns <paramref name="from"/> … <paramref name="to"/> − 1 of [m, n]: dz = dy·f′(y), and db[j] (+)= Σᵢ dz[i, j].
    /// f′ is computed from the output. dz may be null where f is the identity (dz is dy), db where there is no bias.
    /// </summary>
    public static void Gradient<TFn, T>(TFn f, T* dy, T* y, T* dz, T* db, int m, int n, int from, int to, bool add)
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<TFn, Lanes512<T>, T>(f, dy, y, dz, db, m, n, from, to, add); break;
            case 256: Gradient<TFn, Lanes256<T>, T>(f, dy, y, dz, db, m, n, from, to, add); break;
            case 128: Gradient<TFn, Lanes128<T>, T>(f, dy, y, dz, db, m, n, from, to, add); break;
            default: Gradient<TFn, Lanes1<T>, T>(f, dy, y, dz, db, m, n, from, to, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BiasAndActivation<TFn, V, T>(TFn f, T* row, T* bias, int n)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var j = 0;
        for (; j <= n - V.Count; j += V.Count) BiasAndActivationAt<TFn, V, T>(f, row, bias, j);
        if (j < n && V.Count > 1) BiasAndActivation<TFn, Lanes1<T>, T>(f, row + j, bias == null ? null : bias + j, n - j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BiasAndActivationAt<TFn, V, T>(TFn f, T* row, T* bias, int j)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var z = V.Load(row + j);
        if (bias != null) z += V.Load(bias + j);
        V.Store(f.Value<V, T>(z), row + j);
    }

    private static void Gradient<TFn, V, T>(TFn f, T* dy, T* y, T* dz, T* db, int m, int n, int from, int to, bool add)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var j = from;
        for (; j <= to - V.Count; j += V.Count) GradientAt<TFn, V, T>(f, dy + j, y + j, dz == null ? null : dz + j, db == null ? null : db + j, m, n, add);
        for (; j < to; j++) GradientAt<TFn, Lanes1<T>, T>(f, dy + j, y + j, dz == null ? null : dz + j, db == null ? null : db + j, m, n, add);
    }

    /// <summary>One vector's width of columns, down all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GradientAt<TFn, V, T>(TFn f, T* dy, T* y, T* dz, T* db, int m, int n, bool add)
        where TFn : struct, IUnaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V total = default;
        for (var block = 0; block < m; block += RowBlock)
        {
            V sum = default;
            var end = Math.Min(block + RowBlock, m);
            for (var i = block; i < end; i++)
            {
                var at = (nint)i * n;
                var slope = V.Load(dy + at);
                if (dz != null)
                {
                    slope *= f.Slope<V, T>(default, V.Load(y + at));
                    V.Store(slope, dz + at);
                }

                sum += slope;
            }

            total += sum;
        }

        if (db != null) V.Store(add ? total + V.Load(db) : total, db);
    }
}
