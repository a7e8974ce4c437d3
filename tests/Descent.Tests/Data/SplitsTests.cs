using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Data;

public sealed class SplitsTests
{
    private static InMemoryDataset Labelled(IReadOnlyList<int> classes, int classCount) =>
        new(new float[classes.Count], [1], [.. classes], [.. Enumerable.Range(0, classCount).Select(i => $"{i}")]);

    private static int[] Indices(Dataset part) => ((Subset)part).Indices.ToArray();

    private static Arbitrary<(int[] Classes, int A, int B, int C, ulong Seed)> Cases() => (
        from count in Gen.Choose(0, 120)
        from classes in Gen.ArrayOf(Gen.Choose(0, 4), count)
        from a in Gen.Choose(0, 100)
        from b in Gen.Choose(0, 100 - a)
        from seed in Gen.Choose(0, int.MaxValue)
        select (classes, a, b, 100 - a - b, (ulong)seed)).ToArbitrary();

    [Fact]
    public void Parts_are_disjoint_exhaustive_ordered_and_near_their_share() => Prop.ForAll(Cases(), given =>
    {
        var (classes, a, b, c, seed) = given;
        var splits = Labelled(classes, 5).Split(a / 100.0, b / 100.0, c / 100.0, seed);
        int[][] parts = [Indices(splits.Train), Indices(splits.Validation), Indices(splits.Test)];
        Assert.Equal(Enumerable.Range(0, classes.Length), parts.SelectMany(p => p).Order());
        double[] fractions = [a / 100.0, b / 100.0, c / 100.0];
        for (var part = 0; part < 3; part++)
        {
            Assert.Equal(parts[part].Order(), parts[part]);
            if (fractions[part] == 0) Assert.Empty(parts[part]);
            for (var label = 0; label < 5; label++)
            {
                var members = classes.Count(k => k == label);
                var got = parts[part].Count(i => classes[i] == label);
                Assert.True(Math.Abs(got - members * fractions[part]) < 3.001, $"{got} of {members}, fraction {fractions[part]}");
                if (part == 0 && fractions[0] > 0 && members > 0) Assert.True(got > 0, $"class {label} is not in train");
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_seed_gives_the_same_parts_and_another_seed_others()
    {
        var data = Digits.Load();
        var first = data.Split(0.7, 0.15, 0.15, seed: 1);
        Assert.Equal(Indices(first.Train), Indices(data.Split(0.7, 0.15, 0.15, seed: 1).Train));
        Assert.NotEqual(Indices(first.Train), Indices(data.Split(0.7, 0.15, 0.15, seed: 2).Train));
    }

    [Fact]
    public void The_digits_are_divided_class_by_class()
    {
        var (train, validation, test) = Digits.Load().Split(0.7, 0.15, 0.15, seed: 1);
        Assert.Equal((1258, 270, 269), (train.Count, validation.Count, test.Count));
        foreach (var part in new[] { train, validation, test })
        {
            var perClass = Enumerable.Range(0, part.Count).CountBy(part.ReadClass).Select(c => c.Value).ToArray();
            Assert.Equal(10, perClass.Length);
            Assert.True(perClass.Max() - perClass.Min() <= 8, string.Join(" ", perClass));
        }
    }

    // 7.5 of each class: the half samples are carried, so that neither part gets all of them.
    [Fact]
    public void Left_over_samples_are_carried_from_class_to_class()
    {
        var data = Labelled([.. Enumerable.Range(0, 150).Select(i => i % 3)], 3);
        var splits = data.Split(0.7, 0.15, 0.15, seed: 5);
        Assert.Equal((105, 23, 22), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
    }

    [Fact]
    public void A_single_sample_of_a_class_is_trained_on()
    {
        var splits = Labelled([.. Enumerable.Repeat(0, 40), 1], 2).Split(0.1, 0.8, 0.1, seed: 3);
        Assert.Contains(40, Indices(splits.Train));
    }

    [Fact]
    public void A_sample_stays_in_its_part_when_another_class_grows()
    {
        int[] classes = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        var before = Labelled(classes, 3).Split(0.5, 0.3, 0.2, seed: 9);
        var after = Labelled([.. classes, 2, 2, 2, 2, 2], 3).Split(0.5, 0.3, 0.2, seed: 9);
        Assert.Equal(Indices(before.Test), Indices(after.Test).Where(i => i < 100));
    }

    [Fact]
    public void Numbers_are_divided_as_one_class()
    {
        var data = new InMemoryDataset(new float[442], [1], new float[442], new TargetInfo(TargetKind.Value, 1, ["y"]));
        var splits = data.Split(0.7, 0.15, 0.15, seed: 1);
        Assert.Equal((310, 66, 66), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
    }

    [Theory]
    [InlineData(0.7, 0.2, 0.2, "Split: train 0.7 + validation 0.2 + test 0.2 = 1.1; the three must add up to 1.")]
    [InlineData(-0.5, 1, 0.5, "Split: the train fraction is -0.5; a fraction is a number from 0 to 1.")]
    [InlineData(0.5, double.NaN, 0.5, "Split: the validation fraction is NaN; a fraction is a number from 0 to 1.")]
    public void Impossible_fractions_are_explained(double train, double validation, double test, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => Digits.Load().Split(train, validation, test, seed: 1));
        Assert.Equal(message, error.Message);
    }
}
