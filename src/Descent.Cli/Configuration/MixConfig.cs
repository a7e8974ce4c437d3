namespace Descent.Cli;

/// <summary>What <c>data.mix</c> can name.</summary>
internal static class MixConfig
{
    public static IReadOnlyList<Entry<BatchMix>> Table { get; } =
    [
        new("mixup", value => value.Map(s => (BatchMix)new Mixup(Alpha(s, 0.2), Probability(s))), Example: "alpha: 0.2"),
        new("cutmix", value => value.Map(s => (BatchMix)new CutMix(Alpha(s, 1), Probability(s))), Example: "alpha: 1"),
    ];

    private static double Alpha(Section s, double usual) => s.Number("alpha", usual, new Bounds(0, false, 100, true));

    private static double Probability(Section s) => s.Number("probability", 1, Bounds.Between(0, 1));
}
