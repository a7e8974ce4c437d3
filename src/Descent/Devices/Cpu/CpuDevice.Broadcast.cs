using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void Zip<TFn, T>(TFn f, T* a, T* b, T* y, in BroadcastLayout layout)
    {
        var job = new ZipJob<TFn, T> { F = f, A = a, B = b, Y = y, Layout = layout };
        WorkerTeam.Run(ref job, Chunks(layout.Count));
    }

    internal override void ZipGradient<TFn, TOperand, T>(TFn f, T* a, T* b, T* dy, T* d, in BroadcastLayout layout, bool add)
    {
        var job = new ZipGradientJob<TFn, TOperand, T> { F = f, A = a, B = b, Dy = dy, D = d, Layout = layout, Add = add };
        WorkerTeam.Run(ref job, Chunks(layout.Count));
    }

    internal override void Compare<TFn, T>(TFn f, T* a, T* b, byte* y, in BroadcastLayout layout)
    {
        var job = new CompareJob<TFn, T> { F = f, A = a, B = b, Y = y, Layout = layout };
        WorkerTeam.Run(ref job, Chunks(layout.Count));
    }

    internal override void Choose<T>(byte* condition, T* a, T* b, T* y, in BroadcastLayout layout, bool add)
    {
        var job = new ChooseJob<T> { Condition = condition, A = a, B = b, Y = y, Layout = layout, Add = add };
        WorkerTeam.Run(ref job, Chunks(layout.Count));
    }

    private static BroadcastWalk Walk(in BroadcastLayout layout, int chunk) =>
        new(layout, chunk * Chunk, Math.Min(Chunk, layout.Count - chunk * Chunk));

    private struct ZipJob<TFn, T> : IJob
        where TFn : struct, IBinaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TFn F;
        public T* A, B, Y;
        public BroadcastLayout Layout;

        public readonly void Run(int index)
        {
            var last = Layout.Rank - 1;
            for (var run = Walk(Layout, index); run.MoveNext();)
                Kernels.Zip.Run(F, A + run.A, Layout.A[last], B + run.B, Layout.B[last], Y + run.Y, run.Length);
        }
    }

    private struct ZipGradientJob<TFn, TOperand, T> : IJob
        where TFn : struct, IBinaryFn
        where TOperand : struct, IOperand
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TFn F;
        public T* A, B, Dy, D;
        public BroadcastLayout Layout;
        public bool Add;

        public readonly void Run(int index)
        {
            var last = Layout.Rank - 1;
            for (var run = Walk(Layout, index); run.MoveNext();)
                Kernels.Zip.Gradient<TFn, TOperand, T>(F, A + run.A, Layout.A[last], B + run.B, Layout.B[last], Dy + run.Y, D + run.Y, run.Length, Add);
        }
    }

    private struct CompareJob<TFn, T> : IJob
        where TFn : struct, ICompareFn
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        public TFn F;
        public T* A, B;
        public byte* Y;
        public BroadcastLayout Layout;

        public readonly void Run(int index)
        {
            nint stepA = Layout.A[Layout.Rank - 1], stepB = Layout.B[Layout.Rank - 1];
            for (var run = Walk(Layout, index); run.MoveNext();)
            {
                T* a = A + run.A, b = B + run.B;
                var y = Y + run.Y;
                for (var i = 0; i < run.Length; i++, a += stepA, b += stepB) y[i] = F.Holds(*a, *b) ? (byte)1 : (byte)0;
            }
        }
    }

    private struct ChooseJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public byte* Condition;
        public T* A, B, Y;
        public BroadcastLayout Layout;
        public bool Add;

        public readonly void Run(int index)
        {
            var last = Layout.Rank - 1;
            nint stepA = Layout.A[last], stepB = Layout.B[last], stepC = Layout.C[last];
            for (var run = Walk(Layout, index); run.MoveNext();)
            {
                T* a = A + run.A, b = B + run.B, y = Y + run.Y;
                var c = Condition + run.C;
                if (Add)
                    for (var i = 0; i < run.Length; i++, a += stepA, b += stepB, c += stepC) y[i] += *c != 0 ? *a : *b;
                else
                    for (var i = 0; i < run.Length; i++, a += stepA, b += stepB, c += stepC) y[i] = *c != 0 ? *a : *b;
            }
        }
    }
}
