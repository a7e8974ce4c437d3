using System.Runtime.InteropServices;
using Descent.Devices;
using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed unsafe class GemmTests : IDisposable
{
    private readonly int _bits = LaneWidth.Bits;
    private readonly int _threads = WorkerTeam.Threads;

    public void Dispose()
    {
        LaneWidth.Bits = _bits;
        WorkerTeam.Threads = _threads;
    }

    private static readonly int[] s_threads = [1, 2, 7];

    private const double Guard = 777.25;                                 // stands around C and must survive

    private struct Case
    {
        public int M, N, K, Pad;
        public bool TransposeA, TransposeB, Accumulate;

        public override readonly string ToString() =>
            $"{LaneWidth.Bits} bits: {M} x {N} x {K}{(TransposeA ? " At" : "")}{(TransposeB ? " Bt" : "")}{(Accumulate ? " +=" : "")}, padding {Pad}";
    }

    private static T* Numbers<T>(long count, Random random) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var p = (T*)NativeMemory.AlignedAlloc((nuint)((count + 1) * sizeof(T)), 64);
        for (long i = 0; i < count; i++) p[i] = T.CreateTruncating(random.NextDouble() * 2 - 1);
        return p;
    }

    /// <summary>Builds operands, gives the arguments to <paramref name="use"/>, and frees them.</summary>
    private static void With<T>(in Case shape, int seed, Action<GemmArgsBox<T>> use) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var (rowsA, columnsA) = shape.TransposeA ? (shape.K, shape.M) : (shape.M, shape.K);
        var (rowsB, columnsB) = shape.TransposeB ? (shape.N, shape.K) : (shape.K, shape.N);
        var args = new GemmArgs<T>
        {
            M = shape.M,
            N = shape.N,
            K = shape.K,
            LdA = columnsA + shape.Pad,
            LdB = columnsB + shape.Pad,
            LdC = shape.N + shape.Pad,
            TransposeA = shape.TransposeA,
            TransposeB = shape.TransposeB,
            Accumulate = shape.Accumulate,
        };
        args.A = Numbers<T>((long)rowsA * args.LdA, random);
        args.B = Numbers<T>((long)rowsB * args.LdB, random);
        args.C = Numbers<T>((long)shape.M * args.LdC + 16, random);
        try
        {
            use(new GemmArgsBox<T> { Args = args });
        }
        finally
        {
            NativeMemory.AlignedFree(args.A);
            NativeMemory.AlignedFree(args.B);
            NativeMemory.AlignedFree(args.C);
        }
    }

    private sealed class GemmArgsBox<T> where T : unmanaged
    {
        public GemmArgs<T> Args;
    }

    private static void Check<T>(Case shape, int seed = 1) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        With<T>(shape, seed, box =>
        {
            var args = box.Args;
            var size = shape.M * args.LdC + 16;
            var guard = T.CreateTruncating(Guard);
            for (var i = 0; i < size; i++)
                if (i % args.LdC >= shape.N || i >= shape.M * args.LdC) args.C[i] = guard;

            var expected = new T[size];
            new Span<T>(args.C, size).CopyTo(expected);
            fixed (T* want = expected)
            {
                var plain = args;
                plain.C = want;
                Gemm.Plain(plain);
            }
            Gemm.Run(args);

            // A sum of K products of numbers below 1, each step rounded: K roundings of at most half a unit of the running sum, which stays
            // near sqrt(K); twice that, and the final rounding.
            var epsilon = typeof(T) == typeof(float) ? Math.Pow(2, -23) : Math.Pow(2, -52);
            var tolerance = epsilon * (4 + shape.K);
            for (var i = 0; i < size; i++)
            {
                if (i % args.LdC >= shape.N || i >= shape.M * args.LdC)
                {
                    if (args.C[i] != guard) Assert.Fail($"{shape}: the element at {i / args.LdC}, {i % args.LdC}, outside of C, was changed");
                }
                else if (!(Math.Abs(double.CreateTruncating(args.C[i]) - double.CreateTruncating(expected[i])) <= tolerance))
                {
                    Assert.Fail($"{shape}: C[{i / args.LdC}, {i % args.LdC}] is {args.C[i]}, expected {expected[i]}");
                }
            }
        });
    }

    public static TheoryData<int> Widths => [512, 256, 128, 1];

    private static void AllForms<T>(int m, int n, int k) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (var form = 0; form < 8; form++)
        {
            Check<T>(new Case
            {
                M = m,
                N = n,
                K = k,
                Pad = (m + n + k) % 2 * 3,
                TransposeA = (form & 1) != 0,
                TransposeB = (form & 2) != 0,
                Accumulate = (form & 4) != 0,
            });
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_small_shape_agrees_with_the_plain_product(int bits)
    {
        LaneWidth.Bits = bits;
        foreach (var k in new[] { 1, 2, 9 })
            for (var m = 1; m <= 18; m++)
                for (var n = 1; n <= 19; n++)
                    AllForms<float>(m, n, k);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Shapes_around_the_edges_of_tiles_agree_with_the_plain_product(int bits)
    {
        LaneWidth.Bits = bits;
        foreach (var m in new[] { 1, 3, 11, 12, 13, 16, 17, 23, 24, 25, 28, 49 })
            foreach (var n in new[] { 1, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 100 })
                foreach (var k in new[] { 3, 33 })
                    AllForms<float>(m, n, k);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Double_agrees_with_the_plain_product(int bits)
    {
        LaneWidth.Bits = bits;
        foreach (var m in new[] { 1, 2, 4, 5, 7, 12, 13, 17 })
            foreach (var n in new[] { 1, 2, 3, 7, 8, 9, 15, 16, 17, 33 })
                foreach (var k in new[] { 1, 4, 9, 30 })
                    AllForms<double>(m, n, k);
        AllForms<double>(15, 130, 801);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Long_sums_and_many_blocks_agree_with_the_plain_product(int bits)
    {
        LaneWidth.Bits = bits;
        WorkerTeam.Threads = 2;
        foreach (var (m, n, k) in new[] { (13, 35, 401), (15, 485, 399), (16, 600, 30), (1, 70, 1200), (70, 1, 1200), (3, 2000, 3), (8, 40, 1200), (7, 300, 77), (300, 10, 130), (90, 9, 1000), (18, 18, 90), (75, 70, 150) })
            AllForms<float>(m, n, k);
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        foreach (var bits in new[] { 512, 256, 128 })
        {
            LaneWidth.Bits = bits;
            foreach (var (m, n, k) in new[] { (7, 9, 5), (130, 150, 140), (64, 600, 100), (600, 64, 50), (40, 40, 900), (20, 20, 2000), (1, 700, 500), (700, 1, 500), (30, 515, 401) })
            {
                for (var form = 0; form < 4; form++)
                {
                    var shape = new Case { M = m, N = n, K = k, TransposeA = (form & 1) != 0, TransposeB = (form & 2) != 0 };
                    With<float>(shape, 5, box =>
                    {
                        byte[]? first = null;
                        foreach (var threads in s_threads)
                        {
                            WorkerTeam.Threads = threads;
                            Gemm.Run(box.Args);
                            var result = new Span<byte>(box.Args.C, m * n * sizeof(float)).ToArray();
                            first ??= result;
                            if (!first.AsSpan().SequenceEqual(result)) Assert.Fail($"{shape}: {threads} threads give other bits than 1");
                        }
                    });
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public unsafe void Rows_that_stand_apart_have_the_same_bits_among_any_number_of_others(int bits)
    {
        LaneWidth.Bits = bits;
        foreach (var (n, k) in ((int, int)[])[(3, 7), (10, 64), (10, 900), (17, 64), (128, 576), (40, 33)])
        {
            const int Most = 70;
            var random = new Random(n);
            var (a, b) = (new float[Most * k], new float[n * k]);
            foreach (var values in (float[][])[a, b])
                for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
            float[] Rows(int m)
            {
                var c = new float[m * n];
                fixed (float* pa = a, pb = b, pc = c) Gemm.Run(new GemmArgs<float> { A = pa, B = pb, C = pc, M = m, N = n, K = k, LdA = k, LdB = k, LdC = n, TransposeB = true, RowsApart = true });
                return c;
            }

            var all = Rows(Most);
            foreach (var m in (int[])[1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 33, 64]) Assert.True(Rows(m).AsSpan().SequenceEqual(all.AsSpan(0, m * n)), $"{m} rows of {n} from {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Not_a_number_and_infinity_reach_exactly_their_row_and_column(int bits)
    {
        LaneWidth.Bits = bits;
        foreach (var (m, n, k) in new[] { (5, 7, 6), (1, 40, 20), (40, 1, 20), (30, 50, 40) })
        {
            for (var form = 0; form < 4; form++)
            {
                var shape = new Case { M = m, N = n, K = k, TransposeA = (form & 1) != 0, TransposeB = (form & 2) != 0 };
                With<float>(shape, 7, box =>
                {
                    var args = box.Args;
                    int row = m - 1, column = n / 2, middle = k / 2;
                    new Span<float>(args.A, m * k).Clear();
                    args.B[shape.TransposeB ? column * k + middle : middle * n + column] = float.PositiveInfinity;
                    args.A[shape.TransposeA ? middle * m + row : row * k + middle] = float.NaN;
                    Gemm.Run(args);
                    for (var i = 0; i < m; i++)
                    {
                        for (var j = 0; j < n; j++)
                        {
                            // 0 times infinity is not a number either: zeros may not be skipped.
                            var poisoned = i == row || j == column;
                            if (float.IsNaN(args.C[i * n + j]) != poisoned) Assert.Fail($"{shape}: C[{i}, {j}] is {args.C[i * n + j]}");
                        }
                    }
                });
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_sum_is_zero_or_leaves_C(bool accumulate)
    {
        With<float>(new Case { M = 3, N = 4, K = 0, Accumulate = accumulate, Pad = 2 }, 1, box =>
        {
            var before = new Span<float>(box.Args.C, 18).ToArray();
            Gemm.Run(box.Args, new AddOne());
            for (var i = 0; i < 18; i++)
            {
                var inside = i % 6 < 4;
                Assert.Equal(inside ? (accumulate ? before[i] : 0) + 1 : before[i], box.Args.C[i]);
            }
        });
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void An_empty_result_touches_nothing(int m, int n)
    {
        With<float>(new Case { M = m, N = n, K = 3, Pad = 2 }, 1, box =>
        {
            var before = new Span<float>(box.Args.C, 16).ToArray();
            Gemm.Run(box.Args, new AddOne());
            Assert.Equal(before, new Span<float>(box.Args.C, 16).ToArray());
        });
    }

    private readonly struct AddOne : IEpilogue<float>
    {
        public void Apply(float* row, int rowIndex, int column, int count)
        {
            for (var i = 0; i < count; i++) row[i] += 1;
        }
    }

    private readonly struct AddPlace(float* c, int ldC) : IEpilogue<float>
    {
        public void Apply(float* row, int rowIndex, int column, int count)
        {
            if (row != c + (long)rowIndex * ldC + column) throw new InvalidOperationException("the place and the pointer disagree");
            for (var i = 0; i < count; i++) row[i] += 1000 * rowIndex + column + i;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_epilogue_sees_every_finished_element_once(int bits)
    {
        LaneWidth.Bits = bits;
        WorkerTeam.Threads = 2;
        foreach (var (m, n, k) in new[] { (1, 1, 1), (5, 7, 3), (16, 3, 16), (1, 300, 50), (300, 1, 50), (50, 70, 900), (130, 1000, 20), (100, 100, 100) })
        {
            for (var form = 0; form < 8; form++)
            {
                var shape = new Case { M = m, N = n, K = k, Pad = 1, TransposeA = (form & 1) != 0, TransposeB = (form & 2) != 0, Accumulate = (form & 4) != 0 };
                With<float>(shape, 3, box =>
                {
                    var args = box.Args;
                    var size = m * args.LdC;
                    var before = new Span<float>(args.C, size).ToArray();
                    Gemm.Run(args);
                    var product = new Span<float>(args.C, size).ToArray();
                    before.CopyTo(new Span<float>(args.C, size));
                    Gemm.Run(args, new AddPlace(args.C, args.LdC));
                    for (var i = 0; i < size; i++)
                    {
                        var want = i % args.LdC < n ? product[i] + (1000 * (i / args.LdC) + i % args.LdC) : before[i];
                        if (args.C[i] != want) Assert.Fail($"{shape}: C[{i / args.LdC}, {i % args.LdC}] is {args.C[i]}, expected {want}");
                    }
                });
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_batch_is_its_products_one_by_one(int threads)
    {
        WorkerTeam.Threads = threads;
        var random = new Random(2);
        foreach (var (count, m, n, k) in new[] { (0, 3, 3, 3), (1, 4, 5, 6), (5, 4, 5, 6), (1000, 4, 5, 6), (12, 64, 64, 32), (3, 100, 120, 80) })
        {
            float* a = Numbers<float>(count * m * k, random), b = Numbers<float>(n * k, random), c = Numbers<float>(count * m * n, random);
            var args = new GemmArgs<float> { A = a, B = b, C = c, M = m, N = n, K = k, LdA = k, LdB = k, LdC = n, TransposeB = true };
            Gemm.Batched(args, count, m * k, 0, m * n);
            var expected = new float[m * n];
            for (var i = 0; i < count; i++)
            {
                fixed (float* want = expected)
                {
                    Gemm.Run(args with { A = a + i * m * k, C = want });
                }
                Assert.True(new Span<float>(c + i * m * n, m * n).SequenceEqual(expected), $"product {i} of {count}, {threads} threads");
            }
            NativeMemory.AlignedFree(a);
            NativeMemory.AlignedFree(b);
            NativeMemory.AlignedFree(c);
        }
    }

    [Fact]
    public void A_product_allocates_nothing()
    {
        foreach (var size in new[] { 5, 100, 200 })
        {
            With<float>(new Case { M = size, N = size, K = size }, 1, box =>
            {
                WorkerTeam.Threads = 2;
                for (var i = 0; i < 3; i++) Gemm.Run(box.Args);
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 10; i++) Gemm.Run(box.Args);
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            });
        }
    }
}
