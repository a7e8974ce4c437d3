namespace Descent.Cli;

/// <summary>The transforms that <c>data.augment</c> can list.</summary>
internal static class Transforms
{
    private static readonly IReadOnlyList<(string, FlipAxis)> s_axes = [("horizontal", FlipAxis.Horizontal), ("vertical", FlipAxis.Vertical)];

    public static IReadOnlyList<Entry<ImageTransform>> Table { get; } =
    [
        new("flip", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new Flip(s.Word("axis", s_axes), s.Number("probability", 0.5, Bounds.Between(0, 1))))
            : new Flip(value.Word(s_axes)), Example: "axis: horizontal"),
        new("random_crop", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new RandomCrop(
                s.Required("padding", v => v.Int(PaddingBounds), "the pixels on each side, such as padding: 4"), (byte)s.Int("fill", 0, Bounds.Between(0, 255))))
            : new RandomCrop(value.Int(PaddingBounds)), Example: "padding: 4"),
    ];

    private static Bounds PaddingBounds => Bounds.Between(1, RandomCrop.MaxPadding);
}
