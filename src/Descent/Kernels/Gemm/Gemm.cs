using System.Numerics;
using System.Runtime.Intrinsics;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>Matrix products. The result has the same bits for every number of threads; it may differ between lane widths.</summary>
internal static unsafe partial class Gemm
{
    /// <summary>C = op(A) · op(B), or C += when accumulating.</summary>
    public static void Run<T>(in GemmArgs<T> a) where T : unmanaged, IFloatingPointIeee754<T> => Run(a, default(NoEpilogue<T>));

    /// <summary>The same, then <paramref name="epilogue"/> on every element of C, once.</summary>
    public static void Run<T, TEpilogue>(in GemmArgs<T> a, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T> where TEpilogue : struct, IEpilogue<T>
    {
        if (a.M == 0 || a.N == 0) return;
        if (a.K == 0)
        {
            EmptySum(a, epilogue);
            return;
        }
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            switch (LaneWidth.Bits)
            {
                case 512: GemmBlocked<T, Vector512<T>, GemmLanes512<T>, TEpilogue>.Run(a, epilogue); return;
                case 256: GemmBlocked<T, Vector256<T>, GemmLanes256<T>, TEpilogue>.Run(a, epilogue); return;
                case 128: GemmBlocked<T, Vector128<T>, GemmLanes128<T>, TEpilogue>.Run(a, epilogue); return;
            }
        }
        GemmBlocked<T, T, GemmLanes1<T>, TEpilogue>.Run(a, epilogue);
    }

    private static void EmptySum<T, TEpilogue>(in GemmArgs<T> a, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T> where TEpilogue : struct, IEpilogue<T>
    {
        for (var i = 0; i < a.M; i++)
        {
            var row = a.C + (nint)i * a.LdC;
            if (!a.Accumulate) new Span<T>(row, a.N).Clear();
            epilogue.Apply(row, i, 0, a.N);
        }
    }

    /// <summary>
    /// <paramref name="count"/> products of one shape, the operands of each being the given numbers of elements after those of the one
    /// before. Stride 0 for A or B uses the same operand every time.
    /// </summary>
    public static void Batched<T>(in GemmArgs<T> first, int count, nint strideA, nint strideB, nint strideC) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = new BatchJob<T> { First = first, StrideA = strideA, StrideB = strideB, StrideC = strideC };
        // Fewer products than threads: each is shared among the threads. More: each thread does whole ones.
        var work = (long)first.M * first.N * first.K * count;
        if (count < WorkerTeam.Threads || work < GemmGrid.WorthThreads)
        {
            for (var i = 0; i < count; i++) job.Run(i);
            return;
        }
        // A thread takes several small products at a time, so that claiming them costs little.
        job.Count = count;
        job.Group = (int)Math.Clamp(GemmGrid.WorthThreads / 2 * count / Math.Max(work, 1), 1, count);
        WorkerTeam.Run(ref job, (count + job.Group - 1) / job.Group);
    }

    private struct BatchJob<T> : IJob where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArgs<T> First;
        public nint StrideA, StrideB, StrideC;
        public int Count, Group;

        public readonly void Run(int index)
        {
            if (Group == 0) One(index);
            for (var i = index * Group; i < Math.Min(Count, (index + 1) * Group); i++) One(i);
        }

        private readonly void One(int index)
        {
            var args = First;
            args.A += index * StrideA;
            args.B += index * StrideB;
            args.C += index * StrideC;
            Gemm.Run(args);
        }
    }
}
