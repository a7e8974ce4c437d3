using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Core;

public class ShapeTests
{
    [Fact]
    public void Sizes_count_and_axes_from_both_ends()
    {
        Shape shape = [2, 3, 5];
        Assert.Equal(3, shape.Rank);
        Assert.Equal(30, shape.Size);
        Assert.Equal(5, shape[-1]);
        Assert.Equal(2, shape[^3]);
        Assert.Equal("[2, 3, 5]", shape.ToString());
        Assert.Equal([2, 7, 5], shape.With(1, 7));
        Assert.Equal(1, new Shape().Size);
        Assert.Equal("[]", new Shape().ToString());
        Assert.True(shape == new Shape(2, 3, 5) && shape != new Shape(2, 3));
        Assert.Equal(shape.GetHashCode(), new Shape(2, 3, 5).GetHashCode());
    }

    [Fact]
    public void Impossible_shapes_are_refused()
    {
        Assert.Equal("Shape: axis 1 has size -3; a size is 0 or more.", Assert.Throws<ArgumentException>(() => new Shape(2, -3)).Message);
        Assert.Equal("Shape: 7 axes were given; a tensor has at most 6.", Assert.Throws<ArgumentException>(() => new Shape(1, 1, 1, 1, 1, 1, 1)).Message);
        Assert.Equal("Shape: [65536, 65536] has more than 2147483647 elements.", Assert.Throws<ArgumentException>(() => new Shape(65536, 65536)).Message);
        Assert.StartsWith("Shape: [2, 3] has no axis 2; it has 2.", Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[2]).Message, StringComparison.Ordinal);
    }

    /// <summary>NumPy's rule, written independently: pad with ones in front, then take the larger where one of the two is 1.</summary>
    [Fact]
    public void Broadcasting_follows_the_rule_for_all_shapes()
    {
        var shape = Gen.Choose(0, 3).ListOf().Where(l => l.Count <= 4).Select(l => l.ToArray()).ToArbitrary();
        Prop.ForAll(shape, shape, (a, b) =>
        {
            var rank = Math.Max(a.Length, b.Length);
            int[] Padded(int[] s) => [.. Enumerable.Repeat(1, rank - s.Length), .. s];
            var (pa, pb) = (Padded(a), Padded(b));
            var fits = Enumerable.Range(0, rank).All(i => pa[i] == pb[i] || pa[i] == 1 || pb[i] == 1);
            var ok = Shape.TryBroadcast(new Shape(a), new Shape(b), out var result);
            return ok == fits && (!ok || result.SequenceEqual(Enumerable.Range(0, rank).Select(i => pa[i] == 1 ? pb[i] : pa[i])));
        }).QuickCheckThrowOnFailure();
    }
}
