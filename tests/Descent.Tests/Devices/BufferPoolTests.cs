using Descent.Devices;
using Xunit;

namespace Descent.Tests.Devices;

public class BufferPoolTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void Ever_new_sizes_leave_no_more_than_a_few_steps_behind()
    {
        var pool = new BufferPool();
        for (var step = 0; step < 2000; step++)
        {
            var blocks = Enumerable.Range(0, 4).Select(i => pool.Rent(MiB + 64 * (4 * step + i))).ToList();
            blocks.ForEach(pool.Return);
            pool.Trim();
            Assert.InRange(pool.IdleBytes, 0, 4L * 4 * 2 * MiB + (64 << 20));
        }

        Assert.Equal(8000, pool.Misses);
    }

    [Fact]
    public void Training_a_partial_batch_and_evaluation_keep_their_blocks_side_by_side()
    {
        var pool = new BufferPool();
        void Step(int bytes)
        {
            var blocks = Enumerable.Range(0, 10).Select(i => pool.Rent(bytes)).ToList();
            blocks.ForEach(pool.Return);
            pool.Trim();
        }

        void Epoch()
        {
            for (var i = 0; i < 100; i++) Step(8 * MiB);
            Step(3 * MiB);
            for (var i = 0; i < 10; i++) Step(16 * MiB);
        }

        Epoch();
        var misses = pool.Misses;
        for (var epoch = 0; epoch < 3; epoch++) Epoch();
        Assert.Equal(misses, pool.Misses);
    }

    [Fact]
    public void The_block_returned_last_comes_back_first_and_its_old_tensors_are_stale()
    {
        var pool = new BufferPool();
        var (a, b) = (pool.Rent(64), pool.Rent(64));
        var tensor = new Tensor([16], DType.Float32, b);
        pool.Return(a);
        pool.Return(b);
        Assert.True(tensor.IsStale);
        Assert.Same(b, pool.Rent(64));
        Assert.True(tensor.IsStale); // its memory is another's now
    }
}
