using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>
    /// Columns of one chunk of a linear layer's gradient: whole cache lines of every row, and enough chunks to share at the usual widths.
    /// </summary>
    private const int ColumnChunk = 64;

    /// <summary>With no more columns than this, chunks of columns would be too few for the threads.</summary>
    private const int TallColumns = 128;

    internal override void Gemm<T>(in GemmArgs<T> args) => Kernels.Gemm.Run(args);

    internal override void GemmBatched<T>(in GemmArgs<T> first, int count, nint strideA, nint strideB, nint strideC) =>
        Kernels.Gemm.Batched(first, count, strideA, strideB, strideC);

    internal override void Linear<T>(T* x, T* w, T* b, Activation f, T* y, int m, int n, int k)
    {
        var args = new GemmArgs<T> { A = x, B = w, C = y, M = m, N = n, K = k, LdA = k, LdB = k, LdC = n, TransposeB = true, RowsApart = RowsApart.IsOpen };
        if (b == null && f == Activation.None) Kernels.Gemm.Run(args);
        else Kernels.Gemm.Run(args, new LinearEpilogue<T> { Bias = b, Activation = f });
    }

    internal override void LinearGradient<T>(T* dy, T* y, Activation f, T* dz, T* db, int m, int n, bool add)
    {
        var job = new LinearGradientJob<T> { Dy = dy, Y = y, Dz = dz, Db = db, M = m, N = n, Add = add, Activation = f };

        // Small matrices are not worth a second thread; one chunk of all columns is the same sum.
        if ((long)m * n <= Chunk)
        {
            job.Columns = n;
            job.Run(0);
            return;
        }

        if (n > TallColumns)
        {
            job.Columns = ColumnChunk;
            WorkerTeam.Run(ref job, (n + ColumnChunk - 1) / ColumnChunk);
            return;
        }

        // The pixels of a convolution: few columns, many rows, which are shared instead.
        var tall = new TallGradientJob<T> { All = job, Rows = Math.Max(Chunk / n, 1) };
        var parts = (m + tall.Rows - 1) / tall.Rows;
        tall.Sums = db == null ? null : Scratch.Get<T>(ScratchUse.Partial, (nint)parts * n);
        WorkerTeam.Run(ref tall, parts);
        if (db != null) PartialSums.Add(tall.Sums, parts, n, db, add);
    }

    /// <summary>One type for all activations, so that the matrix product is compiled once.</summary>
    private struct LinearEpilogue<T> : IEpilogue<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Bias;
        public Activation Activation;

        public readonly void Apply(T* row, int rowIndex, int column, int count)
        {
            var bias = Bias == null ? null : Bias + column;
            switch (Activation)
            {
                case Activation.ReLU: LinearKernel.BiasAndActivation(default(ReluOp.Fn), row, bias, count); break;
                case Activation.Sigmoid: LinearKernel.BiasAndActivation(default(SigmoidOp.Fn), row, bias, count); break;
                case Activation.Tanh: LinearKernel.BiasAndActivation(default(TanhOp.Fn), row, bias, count); break;
                case Activation.ReLU6: LinearKernel.BiasAndActivation(default(Relu6Op.Fn), row, bias, count); break;
                default: LinearKernel.BiasAndActivation(default(Identity), row, bias, count); break;
            }
        }
    }

    private struct LinearGradientJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Dy, Y, Dz, Db;
        public int M, N, Columns;
        public bool Add;
        public Activation Activation;

        public readonly void Run(int index)
        {
            var from = index * Columns;
            var to = Math.Min(from + Columns, N);
            switch (Activation)
            {
                case Activation.ReLU: LinearKernel.Gradient(default(ReluOp.Fn), Dy, Y, Dz, Db, M, N, from, to, Add); break;
                case Activation.Sigmoid: LinearKernel.Gradient(default(SigmoidOp.Fn), Dy, Y, Dz, Db, M, N, from, to, Add); break;
                case Activation.Tanh: LinearKernel.Gradient(default(TanhOp.Fn), Dy, Y, Dz, Db, M, N, from, to, Add); break;
                case Activation.ReLU6: LinearKernel.Gradient(default(Relu6Op.Fn), Dy, Y, Dz, Db, M, N, from, to, Add); break;
                default: LinearKernel.Gradient(default(Identity), Dy, Y, Dz, Db, M, N, from, to, Add); break;
            }
        }
    }

    /// <summary>Some rows of a tall matrix: their dz, and their part of db.</summary>
    private struct TallGradientJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public LinearGradientJob<T> All;
        public T* Sums;
        public int Rows;

        public readonly void Run(int index)
        {
            var part = All;
            var first = (nint)index * Rows * All.N;
            part.Dy += first;
            if (All.Y != null) part.Y += first;
            if (All.Dz != null) part.Dz += first;
            part.Db = Sums == null ? null : Sums + (nint)index * All.N;
            part.M = Math.Min(Rows, All.M - index * Rows);
            part.Columns = All.N;
            part.Add = false;
            part.Run(0);
        }
    }
}
