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
        var args = a;
        // A single row or column may be read either way round if it has no gaps.
        if (args.M == 1 && args.LdA == 1) (args.TransposeA, args.LdA) = (false, args.K);
        if (args.N == 1 && args.LdB == 1) (args.TransposeB, args.LdB) = (true, args.K);
        if (args.N == 1 && args.M > 1 && args.LdC == 1 && args.TransposeA)
        {
            // Aᵀ·b is computed as bᵀ·A, which reads A row by row.
            var turned = args with { A = args.B, B = args.A, M = 1, N = args.M, LdA = args.LdB, LdB = args.LdA };
            turned.TransposeA = !args.TransposeB;
            turned.TransposeB = false;
            ForWidth(turned, default(NoEpilogue<T>));
            if (typeof(TEpilogue) == typeof(NoEpilogue<T>)) return;
            for (var i = 0; i < a.M; i++) epilogue.Apply(a.C + i, i, 0, 1);
            return;
        }
        ForWidth(args, epilogue);
    }

    private static void ForWidth<T, TEpilogue>(in GemmArgs<T> a, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T> where TEpilogue : struct, IEpilogue<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            switch (LaneWidth.Bits)
            {
                case 512: ForShape<T, Vector512<T>, GemmLanes512<T>, TEpilogue>(a, epilogue); return;
                case 256: ForShape<T, Vector256<T>, GemmLanes256<T>, TEpilogue>(a, epilogue); return;
                case 128: ForShape<T, Vector128<T>, GemmLanes128<T>, TEpilogue>(a, epilogue); return;
            }
        }
        ForShape<T, T, GemmLanes1<T>, TEpilogue>(a, epilogue);
    }

    private static void ForShape<T, V, L, TEpilogue>(in GemmArgs<T> a, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T> where TEpilogue : struct, IEpilogue<T>
    {
        if (!a.RowsApart && GemmTiny<T, V, L>.Fits(a)) GemmTiny<T, V, L>.Run(a, epilogue);
        else if (GemmDot<T, V, L, TEpilogue>.Fits(a)) GemmDot<T, V, L, TEpilogue>.Run(a, epilogue);
        else GemmBlocked<T, V, L, TEpilogue>.Run(a, epilogue);
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
        var job = new BatchJob<T> { First = first, StrideA = strideA, StrideB = strideB, StrideC = strideC, Count = count };
        var work = (long)first.M * first.N * first.K * count;
        if (count < WorkerTeam.Threads || work < GemmGrid.WorthThreads)
        {
            // Fewer products than threads: each is shared among them.
            for (var i = 0; i < count; i++) job.One(i);
            return;
        }
        // Otherwise each thread does whole ones, several at a time if they are small, so that claiming them costs little.
        job.Group = (int)Math.Clamp(GemmGrid.WorthThreads / 2 * count / work, 1, count);
        WorkerTeam.Run(ref job, (count + job.Group - 1) / job.Group);
    }

    private struct BatchJob<T> : IJob where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArgs<T> First;
        public nint StrideA, StrideB, StrideC;
        public int Count, Group;

        public readonly void Run(int index)
        {
            for (var i = index * Group; i < Math.Min(Count, (index + 1) * Group); i++) One(i);
        }

        public readonly void One(int index)
        {
            var args = First;
            args.A += index * StrideA;
            args.B += index * StrideB;
            args.C += index * StrideC;
            Gemm.Run(args);
        }
    }
}
