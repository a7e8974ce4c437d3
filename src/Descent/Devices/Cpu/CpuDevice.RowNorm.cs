using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>Rows whose share of the weight's gradient is summed together: at least so many, that what is left to combine is small beside x.</summary>
    private const int LeastRowsOfGradient = 16;

    /// <summary>At most so many, that the sums stay short.</summary>
    private const int MostRowsOfGradient = 512;

    internal override void RowNorm<T>(in RowNormArgs<T> args)
    {
        if (args.Rows == 0 || args.Size == 0) return;
        var job = new RowNormJob<T> { Args = args, Each = Math.Max(Chunk / args.Size, 1) };
        WorkerTeam.Run(ref job, (args.Rows + job.Each - 1) / job.Each);
    }

    internal override void RowNormGradient<T>(in RowNormArgs<T> args)
    {
        var size = args.Size;
        if (size == 0) return;
        var job = new RowNormJob<T> { Args = args, Each = Math.Clamp(Chunk / size, LeastRowsOfGradient, MostRowsOfGradient) };
        var chunks = (args.Rows + job.Each - 1) / job.Each;
        var wantsWeights = args.DWeight != null || args.DBias != null;
        var parts = wantsWeights ? Step.Rent(checked(chunks * 2 * size * sizeof(T))) : null;
        if (parts is not null) job.Parts = (T*)parts.Pointer;
        WorkerTeam.Run(ref job, chunks);
        if (parts is null) return;
        var columns = new RowNormWeightsJob<T> { Args = args, Parts = job.Parts, Chunks = chunks };
        WorkerTeam.Run(ref columns, (size + ColumnChunk - 1) / ColumnChunk);
        Step.Release(parts);
        GC.KeepAlive(parts);
    }

    private struct RowNormJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public RowNormArgs<T> Args;
        public T* Parts; // [chunks, 2, size]
        public int Each;

        public readonly void Run(int index)
        {
            var end = Math.Min((index + 1) * Each, Args.Rows);
            for (var row = index * Each; row < end; row++)
            {
                if (Args.Dy == null) Forward(row);
                else Backward(row, index);
            }
        }

        private readonly void Forward(int row)
        {
            var n = Args.Size;
            var x = Args.X + (nint)row * n;

            // The sum gives the mean up to rounding; the sums of differences from it give what it lacks, so that a mean far from 0 costs nothing
            // (the corrected two-pass algorithm of Chan, Golub and LeVeque, 1983).
            var centre = Args.Centred ? T.CreateTruncating(WideSum.AsDouble(Kernels.RowNorm.Sum(x, n)) / n) : T.Zero;
            var (sum, squares) = Kernels.RowNorm.Moments(x, centre, n);
            var rest = Args.Centred ? WideSum.AsDouble(sum) / n : 0;
            Args.Mean[row] = WideSum.AsDouble(centre) + rest;
            Args.Variance[row] = Math.Max(WideSum.AsDouble(squares) / n - rest * rest, 0);
            Kernels.RowNorm.Forward(x, Args.Weight, Args.Bias, Args.Y + (nint)row * n, n, NumbersOf(row));
        }

        // With g = dy·w: dx = (g − Σ g/n − x̂·Σ(g·x̂)/n)/d; without centring the mean has no part in it.
        private readonly void Backward(int row, int index)
        {
            var n = Args.Size;
            var numbers = NumbersOf(row);
            T* x = Args.X + (nint)row * n, dy = Args.Dy + (nint)row * n;
            if (Args.Dx != null)
            {
                var (sum, products) = Kernels.RowNorm.GradientSums(x, dy, Args.Weight, n, numbers);
                var slope = T.CreateTruncating(-WideSum.AsDouble(products) / n);
                var offset = Args.Centred ? T.CreateTruncating(-WideSum.AsDouble(sum) / n) : T.Zero;
                Kernels.RowNorm.Gradient(x, dy, Args.Weight, Args.Dx + (nint)row * n, n, numbers, slope, offset, Args.AddX);
            }

            if (Parts == null) return;
            var part = Parts + (nint)index * 2 * n;
            Kernels.RowNorm.WeightGradient(x, dy, part, part + n, n, numbers, first: row == index * Each);
        }

        private readonly RowNorm.Row<T> NumbersOf(int row)
        {
            var centre = T.CreateTruncating(Args.Mean[row]);
            var scale = 1 / Math.Sqrt(Args.Variance[row] + Args.Epsilon);
            return new() { Centre = centre, Scale = T.CreateTruncating(scale), Shift = T.CreateTruncating((WideSum.AsDouble(centre) - Args.Mean[row]) * scale) };
        }
    }

    /// <summary>The weights' gradients from the chunks', in order.</summary>
    private struct RowNormWeightsJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public RowNormArgs<T> Args;
        public T* Parts;
        public int Chunks;

        public readonly void Run(int index)
        {
            var n = Args.Size;
            var end = Math.Min((index + 1) * ColumnChunk, n);
            for (var j = index * ColumnChunk; j < end; j++)
            {
                double weight = 0, bias = 0;
                for (var k = 0; k < Chunks; k++)
                {
                    weight += WideSum.AsDouble(Parts[(nint)k * 2 * n + j]);
                    bias += WideSum.AsDouble(Parts[(nint)k * 2 * n + n + j]);
                }

                // In the order the op asked for them: the two may be one tensor, and then the second adds.
                if (Args.DWeight != null) Args.DWeight[j] = T.CreateTruncating(weight + (Args.AddWeight ? WideSum.AsDouble(Args.DWeight[j]) : 0));
                if (Args.DBias != null) Args.DBias[j] = T.CreateTruncating(bias + (Args.AddBias ? WideSum.AsDouble(Args.DBias[j]) : 0));
            }
        }
    }
}
