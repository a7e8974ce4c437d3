using Xunit;

namespace Descent.Tests.Core;

public class PhiloxTests
{
    /// <summary>The known answers that the authors of Philox publish with it (4×32, 10 rounds).</summary>
    [Theory]
    [InlineData(0UL, 0u, 0u, 0u, 0u, new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u })]
    [InlineData(0xffffffffffffffffUL, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, new[] { 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu })]
    [InlineData(0x299f31d0a4093822UL, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, new[] { 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u })]
    public void Blocks_equal_the_published_answers(ulong key, uint c0, uint c1, uint c2, uint c3, uint[] expected)
    {
        var philox = new Philox(key, (RandomPurpose)(c3 >> 24), (int)(c3 & 0xffffff), (int)c2);
        var block = philox.Block(c1, (int)c0);
        Assert.Equal(expected, new[] { block[0], block[1], block[2], block[3] });
    }

    [Fact]
    public void Numbers_are_a_function_of_where_they_are_drawn()
    {
        var a = new Philox(5, RandomPurpose.Dropout, 1, 2);
        Assert.Equal(a.Bits(3, 4), new Philox(5, RandomPurpose.Dropout, 1, 2).Bits(3, 4));
        var others = new[]
        {
            new Philox(6, RandomPurpose.Dropout, 1, 2).Bits(3, 4), new Philox(5, RandomPurpose.Noise, 1, 2).Bits(3, 4), new Philox(5, RandomPurpose.Dropout, 2, 2).Bits(3, 4),
            new Philox(5, RandomPurpose.Dropout, 1, 3).Bits(3, 4), a.Bits(4, 4), a.Bits(3, 5), a.Bits(3L + (1L << 32), 4),
        };
        Assert.DoesNotContain(a.Bits(3, 4), others);
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        const int Count = 200_000;
        var philox = new Philox(1, RandomPurpose.Noise);
        var uniform = Enumerable.Range(0, Count).Select(i => (double)philox.Uniform(0, i)).ToArray();
        Assert.All(uniform, u => Assert.InRange(u, 0, 1 - 1.0 / (1 << 24)));

        // Five standard errors of the mean: a right generator fails once in two million.
        Assert.InRange(uniform.Average(), 0.5 - 5 * Math.Sqrt(1.0 / 12 / Count), 0.5 + 5 * Math.Sqrt(1.0 / 12 / Count));
        var normal = Enumerable.Range(0, Count / 2).SelectMany(i => philox.Normal(1, i) is var (x, y) ? new[] { x, y } : []).ToArray();
        Assert.InRange(normal.Average(), -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
        Assert.InRange(normal.Average(x => x * x), 1 - 5 * Math.Sqrt(2.0 / Count), 1 + 5 * Math.Sqrt(2.0 / Count));
        Assert.InRange(normal.Average(x => x * x * x * x), 3 - 5 * Math.Sqrt(96.0 / Count), 3 + 5 * Math.Sqrt(96.0 / Count));
    }

    [Fact]
    public void Below_reaches_every_value_and_nothing_else()
    {
        var philox = new Philox(2, RandomPurpose.Shuffle);
        var counts = new int[7];
        for (var i = 0; i < 7000; i++) counts[philox.Below(7, 0, i)]++;
        Assert.All(counts, c => Assert.InRange(c, 850, 1150));
    }
}
