namespace Descent.Cli;

/// <summary>The transforms that <c>data.augment</c> can list, and those of them that <c>data.prepare</c> can.</summary>
internal static class Transforms
{
    private static readonly IReadOnlyList<(string, FlipAxis)> s_axes = [("horizontal", FlipAxis.Horizontal), ("vertical", FlipAxis.Vertical)];

    private static readonly IReadOnlyList<(string, Interpolation)> s_interpolations = [("fast", Interpolation.Fast), ("bilinear", Interpolation.Bilinear), ("bicubic", Interpolation.Bicubic)];

    private static readonly Entry<ImageTransform> s_resize = new("resize", value => value.Node is YamlMap
        ? value.Map(s => s.Find("size") is { Node: YamlList }
            ? (ImageTransform)new Resize(NeededSize(s, "two sides"), InterpolationOf(s))
            : new Resize(Needed(s, "size", Sides, "a shorter side, or [height, width], such as size: 256"), InterpolationOf(s)))
        : value.Node is YamlScalar ? new Resize(value.Int(Sides)) : new Resize(Size(value)), Example: "256");

    private static readonly Entry<ImageTransform> s_centerCrop = new("center_crop", value => new CenterCrop(Size(value)), Example: "224");

    public static IReadOnlyList<Entry<ImageTransform>> Preparing { get; } = [s_resize, s_centerCrop];

    public static IReadOnlyList<Entry<ImageTransform>> Table { get; } =
    [
        new("flip", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new Flip(s.Word("axis", s_axes), s.Number("probability", 0.5, Shares)))
            : new Flip(value.Word(s_axes)), Example: "axis: horizontal"),
        OfNumber("rotation", "degrees", Bounds.Between(0, 180), (degrees, s) => new Rotation(degrees, FillOf(s), Often(s)), "10"),
        new("random_crop", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new RandomCrop(
                s.Has("size") ? s.Int("padding", 0, Paddings) : s.Required("padding", v => v.Int(Paddings), "the pixels on each side, such as padding: 4, or size"), FillOf(s), s.Optional("size", v => (ImageSize?)Size(v))))
            : new RandomCrop(value.Int(Paddings)), Example: "padding: 4"),
        new("random_resized_crop", value => value.Node is YamlMap { } map && map["height"] is null
            ? value.Map(s => (ImageTransform)new RandomResizedCrop(
                NeededSize(s, "the size of the result, such as size: 224"), s.Optional("scale", v => Ends(v, Bounds.Between(1e-6, 1))), s.Optional("ratio", v => Ends(v, Ratios)), InterpolationOf(s)))
            : new RandomResizedCrop(Size(value)), Example: "size: 224"),
        s_resize,
        s_centerCrop,
        new("shear", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new Shear(s.Number("x", 0, Slants), s.Number("y", 0, Slants), FillOf(s), Often(s)))
            : new Shear(value.Number(Slants)), Example: "0.2"),
        new("translation", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new Translation(s.Number("x", 0, Shares), s.Number("y", 0, Shares), FillOf(s), Often(s)))
            : Both(value.Number(Shares)), Example: "0.1"),
        new("affine", value => value.Map(s => (ImageTransform)new RandomAffine(
            s.Number("degrees", 0, Bounds.Between(0, 180)), (s.Number("x", 0, Shares), s.Number("y", 0, Shares)), s.Optional("scale", v => Ends(v, Bounds.Between(0.05, 20))),
            s.Number("shear", 0, Slants), FillOf(s), Often(s))), Example: "degrees: 10, x: 0.1, y: 0.1, scale: [0.9, 1.1]"),
        OfNumber("perspective", "distortion", Shares, (distortion, s) => new RandomPerspective(distortion, FillOf(s), Often(s, 0.5)), "0.3"),
        OfNumber("color_shift", "levels", Levels, (levels, s) => new ColorShift(levels, Often(s)), "20"),
        OfNumber("brightness", "strength", Strengths, (strength, s) => new Brightness(strength, Often(s)), "0.2"),
        OfNumber("saturation", "strength", Strengths, (strength, s) => new Saturation(strength, Often(s)), "0.2"),
        OfNumber("hue", "turn", Bounds.Between(0, 0.5), (turn, s) => new Hue(turn, Often(s)), "0.05"),
        new("color_jitter", value => value.Map(s => (ImageTransform)new ColorJitter(
            s.Number("brightness", 0, Strengths), s.Number("contrast", 0, Strengths), s.Number("saturation", 0, Strengths), s.Number("hue", 0, Bounds.Between(0, 0.5)), Often(s))),
            Example: "brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.05"),
        new("grayscale", value => value.Map(s => (ImageTransform)new Grayscale(Often(s, 0.1)))),
        new("noise", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new GaussianNoise(s.Required("deviation", v => Ends(v, Levels), "levels, such as 10 or [0, 20]") ?? default, s.Flag("per_channel", true), Often(s)))
            : new GaussianNoise(Ends(value, Levels) ?? default), Example: "10"),
        OfNumber("salt_and_pepper", "share", Shares, (share, s) => new SaltAndPepper(share, s?.Flag("per_channel", false) ?? false, Often(s)), "0.02"),
        new("erasing", value => value.Map(s => (ImageTransform)new Erasing(
            s.Optional("scale", v => Ends(v, Shares)), s.Optional("ratio", v => Ends(v, Ratios)), Cover(s), Often(s, 0.5))), Example: "scale: [0.02, 0.2]"),
        new("cutout", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new Cutout(Needed(s, "side", Sides, "pixels, such as side: 8"), s.Int("holes", 1, Bounds.Between(1, Cutout.MostHoles)), Cover(s), Often(s)))
            : new Cutout(value.Int(Sides)), Example: "8"),
        new("grid_mask", value => value.Map(s => (ImageTransform)new GridMask(
            s.Optional("period", v => Ends(v, Bounds.Between(0.01, 1))), s.Number("kept", 0.5, Shares), (byte)s.Int("value", 0, Levels), Often(s, 0.5)))),
        OfNumber("contrast", "strength", Strengths, (strength, s) => new Contrast(strength, Often(s)), "0.3"),
        new("gamma", value => value.Node is YamlMap
            ? value.Map(s => Curve(s.Required("exponent", v => Ends(v, Exponents), "an exponent, such as [0.8, 1.25]") ?? (1, 1), Often(s)))
            : Curve(Ends(value, Exponents) ?? (1, 1), 1), Example: "[0.8, 1.25]"),
        OfNumber("exposure", "stops", Bounds.Between(0, 8), (stops, s) => new Exposure(stops, Often(s)), "0.5"),
        new("equalize", value => value.Map(s => (ImageTransform)new Equalize(Often(s, 0.5)))),
        new("auto_contrast", value => value.Map(s => (ImageTransform)new AutoContrast(Often(s, 0.5)))),
        new("posterize", value => value.Node is YamlMap
            ? value.Map(s => (ImageTransform)new Posterize(Needed(s, "bits", Bits, "1 to 8 bits, such as bits: 4"), Often(s, 0.5)))
            : new Posterize(value.Int(Bits)), Example: "4"),
        OfNumber("solarize", "threshold", Bounds.Between(0, 256), (threshold, s) => new Solarize(threshold, Often(s, 0.5)), "128"),
        new("invert", value => value.Map(s => (ImageTransform)new Invert(Often(s, 0.5)))),
        new("blur", value => value.Node is YamlMap
            ? value.Map(s => Blurred(s.Required("deviation", v => Ends(v, Deviations), "pixels, such as [0.1, 2]") ?? default, Often(s, 0.5)))
            : Blurred(Ends(value, Deviations) ?? default, 0.5), Example: "[0.1, 2]"),
        OfNumber("sharpness", "strength", Strengths, (strength, s) => new Sharpness(strength, Often(s)), "0.5"),
        new("rand_augment", value => value.Map(s => (ImageTransform)new RandAugment(s.Int("count", 2, Bounds.Between(1, 10)), s.Int("magnitude", 9, Bounds.Between(0, 30)), FillOf(s), Often(s)))),
        new("trivial_augment", value => value.Map(s => (ImageTransform)new TrivialAugment(FillOf(s), Often(s)))),
    ];

    private static Bounds Shares => Bounds.Between(0, 1);

    private static Bounds Levels => Bounds.Between(0, 255);

    private static Bounds Sides => Bounds.Between(1, 1 << 14);

    private static Bounds Paddings => Bounds.Between(0, RandomCrop.MaxPadding);

    private static Bounds Slants => Bounds.Between(0, 2);

    private static Bounds Strengths => Bounds.Between(0, 10);

    private static Bounds Ratios => Bounds.Between(1e-3, 1e3);

    private static Bounds Exponents => Bounds.Between(0.05, 20);

    private static Bounds Deviations => Bounds.Between(0, 20);

    private static Bounds Bits => Bounds.Between(1, 8);

    /// <summary>A transform of one number, which may stand alone: <c>rotation: 10</c> or <c>rotation: {degrees: 10}</c>.</summary>
    private static Entry<ImageTransform> OfNumber(string name, string key, Bounds bounds, Func<double, Section?, ImageTransform> make, string example) => new(name, value => value.Node is YamlMap
        ? value.Map(s => make(s.Required(key, v => v.Number(bounds), $"a number {bounds}, such as {key}: {example}"), s))
        : make(value.Number(bounds), null), Example: example);

    private static double Often(Section? s, double usual = 1) => s?.Number("probability", usual, Shares) ?? usual;

    /// <summary><c>224</c>, or <c>[height, width]</c>.</summary>
    private static ImageSize Size(Value value)
    {
        if (value.Node is not YamlList list) return new(value.Int(Sides), value.Int(Sides));
        var sides = value.List(v => v.Int(Sides), "two sides, [height, width]");
        if (list.Items.Count == 2) return new(sides[0], sides[1]);
        value.Add($"the list has {list.Items.Count} numbers; expected one side, or [height, width].");
        return new(1, 1);
    }

    /// <summary>A whole number that must be given; the least possible one, with the problem noted, if it is not.</summary>
    private static int Needed(Section s, string key, Bounds bounds, string expected) => Math.Max(s.Required(key, v => v.Int(bounds), expected), (int)bounds.Low);

    /// <summary>A size that must be given.</summary>
    private static ImageSize NeededSize(Section s, string expected) => s.Required("size", v => (ImageSize?)Size(v), expected) ?? new(1, 1);

    /// <summary>A number, or <c>[low, high]</c>.</summary>
    private static (double Low, double High)? Ends(Value value, Bounds bounds)
    {
        if (value.Node is not YamlList list)
        {
            var number = value.Number(bounds, bounds.Low);
            return (number, number);
        }

        var ends = value.List(v => v.Number(bounds, bounds.Low), "two numbers, [low, high]");
        if (list.Items.Count == 2 && ends[0] <= ends[1]) return (ends[0], ends[1]);
        value.Add($"expected a number, or [low, high] with the smaller one first, {bounds}.");
        return (bounds.Low, bounds.Low);
    }

    /// <summary><c>fill: 0</c> to 255, <c>edge</c> or <c>reflect</c>.</summary>
    private static Fill? FillOf(Section? s)
    {
        if (s?.Find("fill") is { Node: YamlScalar { Text: "edge" or "reflect" } }) return s.Word<Fill?>("fill", [("edge", Fill.Edge), ("reflect", Fill.Reflect)]);
        return s is null ? null : Fill.Of((byte)s.Int("fill", 0, Levels));
    }

    /// <summary>How numbers between pixels are found; null if nothing is said.</summary>
    private static Interpolation? InterpolationOf(Section s) => s.Optional("interpolation", v => (Interpolation?)v.Word(s_interpolations));

    /// <summary>What covers a hole: <c>value: 0</c> to 255, or <c>noise</c>.</summary>
    private static byte? Cover(Section s)
    {
        if (s.Find("value") is { Node: YamlScalar { Text: "noise" } }) return s.Word<byte?>("value", [("noise", null)]);
        return (byte)s.Int("value", 0, Levels);
    }

    private static ImageTransform Both(double share) => new Translation(share, share);

    private static ImageTransform Curve((double Low, double High) exponent, double probability) => new Gamma(exponent.Low, exponent.High, probability);

    private static ImageTransform Blurred((double Low, double High) deviation, double probability) => new Blur(deviation.Low, deviation.High, probability);
}
