using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed unsafe class PhiloxLanesTests : IDisposable
{
    private readonly int _bits = LaneWidth.Bits;

    public void Dispose() => LaneWidth.Bits = _bits;

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    [InlineData(1)]
    public void Numbers_equal_the_scalar_ones_bit_for_bit_at_every_width_length_and_start(int width)
    {
        LaneWidth.Bits = width;
        var random = new Philox(0xDEADBEEFCAFEF00D, RandomPurpose.Dropout, stream: 3, epoch: 7);
        long[] samples = [0, 5, (1L << 32) + 9, long.MaxValue];
        var numbers = new uint[260];
        foreach (var sample in samples)
        {
            var expected = Enumerable.Range(0, 300).Select(i => random.Bits(sample, i)).ToArray();
            for (var count = 0; count < 257; count++)
            {
                Array.Fill(numbers, 42u);
                var first = count % 5 * 4;
                fixed (uint* n = numbers) PhiloxLanes.Bits(random.Counter(sample), first, n, count);
                Assert.True(expected.AsSpan(first, count).SequenceEqual(numbers.AsSpan(0, count)), $"{count} numbers from {first} of sample {sample}");
                Assert.Equal(42u, numbers[count]);
            }
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    [InlineData(1)]
    public void A_mask_is_where_the_scalar_uniform_number_is_below_keep(int width)
    {
        LaneWidth.Bits = width;
        var random = new Philox(99, RandomPurpose.Dropout, stream: 1);
        var mask = new byte[260];
        foreach (var keep in (double[])[1e-9, 0.3, 0.5, 0.8, 1])
        {
            var expected = Enumerable.Range(0, 300).Select(i => (byte)(random.Uniform(11, 8 + i) < keep ? 1 : 0)).ToArray();
            var threshold = (uint)Math.Ceiling(keep * (1 << 24));
            for (var count = 0; count < 257; count++)
            {
                Array.Fill(mask, (byte)42);
                fixed (byte* m = mask) PhiloxLanes.Mask(random.Counter(11), 8, threshold, m, count);
                Assert.True(expected.AsSpan(0, count).SequenceEqual(mask.AsSpan(0, count)), $"{count} bytes at keep {keep}");
                Assert.Equal(42, mask[count]);
            }
        }
    }

    [Fact]
    public void The_generator_gives_the_published_known_answers()
    {
        // Random123's kat_vectors for philox4x32-10: all zeros, and the digits of pi. A position is 4 times the first counter word.
        Assert.Equal([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8], First(default, 0));
        Assert.Equal([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
            First(new PhiloxCounter(0xa4093822, 0x299f31d0, 0x85a308d3, 0x13198a2e, 0x03707344), unchecked((int)(4 * 0x243f6a88u))));
    }

    private static uint[] First(in PhiloxCounter counter, int first)
    {
        var numbers = new uint[4];
        fixed (uint* n = numbers) PhiloxLanes.Bits(counter, first, n, 4);
        return numbers;
    }
}
