using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class TransferSectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("transfer-learning");

    [Fact]
    public void Frozen_weights_are_to_the_bit_what_they_were()
    {
        Assert.Equal(0, s_figures["frozen.changed"]);
        Assert.True(s_figures["trained.small"] < s_figures["trained.medium"] && s_figures["trained.medium"] < s_figures["trained.large"]);
        Assert.Equal(s_figures["trained.scratch"], s_figures["trained.large"]);
    }

    [Fact]
    public void What_was_learned_on_other_digits_helps_where_images_are_few()
    {
        Assert.InRange(s_figures["pretrained.accuracy"], 0.95, 1);
        Assert.True(s_figures["gain.few.low"] > 0);
    }

    [Fact]
    public void Where_images_are_many_it_is_better_to_train_all() => Assert.True(s_figures["accuracy.large.50"] > s_figures["accuracy.small.50"]);

    [Fact]
    public void A_placed_digit_is_the_digit_with_nothing_around_it()
    {
        var (digits, placed) = (Digits.LoadImages(), PlacedDigits.Load(5, 9, copies: 2, seed: 3));
        float[] small = new float[64], field = new float[PlacedDigits.Side * PlacedDigits.Side];
        int[] chosen = [.. Enumerable.Range(0, digits.Count).Where(i => digits.ReadClass(i) >= 5)];
        Assert.Equal(2 * chosen.Length, placed.Count);
        foreach (var i in new[] { 0, 17, chosen.Length + 17 })
        {
            digits.ReadInput(chosen[i % chosen.Length], small);
            placed.ReadInput(i, field);
            Assert.Equal(small.Sum(), field.Sum(), 1e-3);
            Assert.Equal(digits.ReadClass(chosen[i % chosen.Length]) - 5, placed.ReadClass(i));
        }

        Assert.Equal(Enumerable.Repeat(3, 5), Enumerable.Range(0, 15).Select(PlacedDigits.Few(placed, 3).ReadClass).CountBy(c => c).OrderBy(c => c.Key).Select(c => c.Value));
    }
}
