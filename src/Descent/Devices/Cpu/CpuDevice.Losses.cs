using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>
    /// The most chunks a sum is split into: a chunk's share of a long sum grows instead, so that the partial sums fit on the stack.
    /// Enough for any team to be evenly busy.
    /// </summary>
    private const int MaxPartials = 256;

    [SkipLocalsInit]
    internal override void CrossEntropy<T>(in CrossEntropyRows<T> rows, double scale, T* loss)
    {
        var size = RowChunk(rows.Rows, rows.Classes);
        var count = Chunks(rows.Rows, size);
        var sums = stackalloc double[MaxPartials];
        var job = new CrossEntropyJob<T> { Rows = rows, Size = size, Sums = sums };
        WorkerTeam.Run(ref job, count);
        *loss = Literal.Of<T>(InOrder(sums, count) * scale);
    }

    [SkipLocalsInit]
    internal override void PairLoss<TFn, T>(TFn f, T* p, T* t, int n, double scale, T* loss)
    {
        var size = SumChunk(n, Chunk);
        var count = Chunks(n, size);
        var sums = stackalloc double[MaxPartials];
        var job = new PairLossJob<TFn, T> { F = f, P = p, T = t, Count = n, Size = size, Sums = sums };
        WorkerTeam.Run(ref job, count);
        *loss = Literal.Of<T>(InOrder(sums, count) * scale);
    }

    internal override void PairLossGradient<TFn, T>(TFn f, T* p, T* t, T* dy, int count, double scale, T* dp, bool add)
    {
        var factor = Literal.Of<T>(WideSum.AsDouble(*dy) * scale);
        var job = new PairLossGradientJob<TFn, T> { F = f, P = p, T = t, Factor = factor, Count = count, Dp = dp, Add = add };
        WorkerTeam.Run(ref job, Chunks(count));
    }

    internal override void ScaleGradient<T>(T* g, T* dy, int count, double scale, T* dx, bool add)
    {
        var factor = Literal.Of<T>(WideSum.AsDouble(*dy) * scale);
        var job = new ScaleGradientJob<T> { G = g, Factor = factor, Count = count, Dx = dx, Add = add };
        WorkerTeam.Run(ref job, Chunks(count));
    }

    [SkipLocalsInit]
    internal override void MarginRows<T>(T* scores, int* y, double margin, int rows, int classes, double scale, T* loss)
    {
        var size = RowChunk(rows, classes);
        var count = Chunks(rows, size);
        var sums = stackalloc double[MaxPartials];
        var job = new MarginRowsJob<T> { Scores = scores, Y = y, Margin = Literal.Of<T>(margin), Rows = rows, Classes = classes, Size = size, Sums = sums };
        WorkerTeam.Run(ref job, count);
        *loss = Literal.Of<T>(InOrder(sums, count) * scale);
    }

    internal override void MarginRowsGradient<T>(T* scores, int* y, double margin, T* dy, int rows, int classes, double scale, T* dscores, bool add)
    {
        var size = RowChunk(rows, classes);
        var job = new MarginRowsJob<T>
        {
            Scores = scores,
            Y = y,
            Margin = Literal.Of<T>(margin),
            Factor = Literal.Of<T>(WideSum.AsDouble(*dy) * scale),
            Rows = rows,
            Classes = classes,
            Size = size,
            Gradient = dscores,
            Add = add,
        };
        WorkerTeam.Run(ref job, Chunks(rows, size));
    }

    /// <summary>Whole blocks of 16 rows, the most that one vector holds: chunks cut no vector short.</summary>
    private static int RowChunk(int rows, int classes) => SumChunk(rows, Math.Max(Chunk / 2 / classes, 16) & ~15);

    /// <summary>How many items a chunk has: a multiple of <paramref name="unit"/> that leaves at most <see cref="MaxPartials"/> chunks.</summary>
    private static int SumChunk(int items, int unit) => unit * (1 + (items - 1) / unit / MaxPartials);

    private static int Chunks(int items, int size) => (items + size - 1) / size;

    private static double InOrder(double* sums, int count)
    {
        var sum = sums[0];
        for (var i = 1; i < count; i++) sum += sums[i];
        return sum;
    }

    private struct CrossEntropyJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public CrossEntropyRows<T> Rows;
        public double* Sums;
        public int Size;

        public readonly void Run(int index)
        {
            var start = index * Size;
            Sums[index] = CrossEntropyKernel.Run(Rows, start, start + Math.Min(Size, Rows.Rows - start));
        }
    }

    private struct PairLossJob<TFn, TNumber> : IJob
        where TFn : struct, IPairLossFn
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        public TFn F;
        public TNumber* P, T;
        public double* Sums;
        public int Count, Size;

        public readonly void Run(int index)
        {
            var start = index * Size;
            Sums[index] = Kernels.PairLoss.Run(F, P + start, T + start, Math.Min(Size, Count - start));
        }
    }

    private struct PairLossGradientJob<TFn, TNumber> : IJob
        where TFn : struct, IPairLossFn
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        public TFn F;
        public TNumber* P, T, Dp;
        public TNumber Factor;
        public int Count;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            Kernels.PairLoss.Gradient(F, P + start, T + start, Factor, Math.Min(Chunk, Count - start), Dp + start, Add);
        }
    }

    private struct ScaleGradientJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* G, Dx;
        public T Factor;
        public int Count;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            Kernels.PairLoss.Scale(G + start, Factor, Math.Min(Chunk, Count - start), Dx + start, Add);
        }
    }

    /// <summary>The value of a chunk of rows, or their gradient if there is a place for it.</summary>
    private struct MarginRowsJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Scores, Gradient;
        public int* Y;
        public double* Sums;
        public T Margin, Factor;
        public int Rows, Classes, Size;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Size;
            var count = Math.Min(Size, Rows - start);
            var offset = (nint)start * Classes;
            if (Gradient == null) Sums[index] = Kernels.MarginRows.Run(Scores + offset, Y + start, Margin, count, Classes);
            else Kernels.MarginRows.Gradient(Scores + offset, Y + start, Margin, Factor, count, Classes, Gradient + offset, Add);
        }
    }
}
