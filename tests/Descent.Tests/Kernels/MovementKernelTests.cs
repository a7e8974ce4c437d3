using System.Numerics;
using Descent.Devices;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public unsafe class MovementKernelTests
{
    [Fact]
    public void Transposition_equals_the_plain_loop_at_every_size_around_a_block_and_touches_nothing_else()
    {
        var random = new Random(1);
        Widths.ForEach(_ =>
        {
            for (var m = 0; m < 20; m++)
                for (var n = 0; n < 20; n++)
                    for (var add = 0; add < 2; add++)
                    {
                        Check<float>(m, n, add == 1, random);
                        Check<double>(m, n, add == 1, random);
                        if (add == 0) Check<byte>(m, n, false, random);
                    }
        });

        static void Check<T>(int m, int n, bool add, Random random)
            where T : unmanaged, INumberBase<T>
        {
            // Rows are longer than what is copied, on both sides.
            var (xStride, yStride) = (m + 3, n + 2);
            var x = Values<T>((n + 1) * xStride, random);
            var y = Values<T>((m + 1) * yStride, random);
            var expected = (T[])y.Clone();
            for (var i = 0; i < m; i++)
                for (var j = 0; j < n; j++)
                    expected[i * yStride + j] = add ? expected[i * yStride + j] + x[j * xStride + i] : x[j * xStride + i];
            fixed (T* px = x, py = y) Transposition.Run(px, xStride, py, yStride, m, n, add);
            Assert.True(expected.AsSpan().SequenceEqual(y), $"{typeof(T).Name} {m} × {n}, add {add}");
        }
    }

    [Fact]
    public void Copies_of_random_boxes_equal_the_plain_loop_at_every_width_and_number_of_threads()
    {
        var random = new Random(2);
        var before = WorkerTeam.Threads;
        try
        {
            Widths.ForEach(_ =>
            {
                for (var round = 0; round < 150; round++)
                {
                    WorkerTeam.Threads = (round % 3) switch { 0 => 1, 1 => 2, _ => 7 };
                    Check<float>(random, add: round % 2 == 0);
                    Check<double>(random, add: round % 4 == 1);
                    Check<byte>(random, add: false);
                }
            });
        }
        finally
        {
            WorkerTeam.Threads = before;
        }

        static void Check<T>(Random random, bool add)
            where T : unmanaged, INumberBase<T>
        {
            // x has its axes in random order, and both arrays are larger than the box.
            var rank = random.Next(0, 5);
            int[] sizes = [.. Enumerable.Range(0, rank).Select(_ => random.Next(10) == 0 ? random.Next(60, 300) : random.Next(0, 12))];
            while (sizes.Aggregate(1L, (a, b) => a * b) > 60_000) sizes[Array.IndexOf(sizes, sizes.Max())] /= 2;
            int[] order = [.. Enumerable.Range(0, rank)];
            random.Shuffle(order);
            var xStrides = Strides(sizes, order, random, out var xLength);
            var yStrides = Strides(sizes, [.. Enumerable.Range(0, rank)], random, out var yLength);
            var box = new Box(sizes, xStrides, yStrides);
            Assert.Equal(sizes.Aggregate(1, (a, b) => a * b), box.Count);
            var x = Values<T>(xLength, random);
            var y = Values<T>(yLength, random);
            var expected = (T[])y.Clone();
            fixed (T* px = x, py = y, pe = expected)
            {
                BoxCopy.Plain(px, pe, box, add);
                Device.Cpu.Copy(px, py, box, add);
            }

            Assert.True(expected.AsSpan().SequenceEqual(y), $"{typeof(T).Name} [{string.Join(", ", sizes)}], x strides [{string.Join(", ", xStrides)}], y strides [{string.Join(", ", yStrides)}], add {add}");
        }
    }

    [Fact]
    public void A_box_merges_what_is_contiguous_and_drops_axes_of_size_1()
    {
        var box = new Box([2, 3, 1, 4], [12, 4, 9, 1], [24, 8, 5, 1]);
        Assert.Equal((2, 6, 4), (box.Rank, box.Sizes[0], box.Sizes[1]));
        Assert.Equal((4, 8), (box.X[0], box.Y[0]));
        Assert.True(box.HasRuns);
        Assert.Equal(0, new Box([3, 5], [1, 3], [5, 1]).Transposed);
    }

    private static int[] Strides(int[] sizes, int[] order, Random random, out int length)
    {
        var strides = new int[sizes.Length];
        length = 1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = length;
            length *= Math.Max(sizes[order[i]], 1) + (random.Next(3) == 0 ? random.Next(3) : 0);
        }

        return strides;
    }

    private static T[] Values<T>(int count, Random random)
        where T : INumberBase<T> => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.Next(100)))];
}
