namespace Descent.Cli;

/// <summary><c>upsample: 2</c>, <c>upsample: {factor: 2, mode: bilinear}</c> or <c>{size: [32, 48]}</c>: images in another size.</summary>
internal static class UpsampleEntry
{
    private const double MostFactor = 64;

    private static readonly (string, UpsampleMode)[] s_modes = [("nearest", UpsampleMode.Nearest), ("bilinear", UpsampleMode.Bilinear)];

    public static Entry<LayerConfig> Upsample { get; } = new("upsample", Read, Example: "factor: 2");

    private static LayerConfig Read(Value value)
    {
        if (value.Node is not YamlMap map) return Make(value.Path, value.Number(Factors), null, UpsampleMode.Nearest, false);
        if (map["factor"] is null == map["size"] is null)
            value.Add(map["size"] is null ? "the key factor is missing; expected factor: 2, what height and width are multiplied by, or size: [height, width]." : "factor and size are given together; keep one.");
        return value.Map(s =>
        {
            var factor = s.Optional("factor", v => (double?)v.Number(Factors));
            var size = s.Optional("size", v => (Pair?)Pairs.Read(v, Pairs.Size));
            var mode = s.Word("mode", s_modes);
            var alignCorners = s.Flag("align_corners", false);
            if (alignCorners && mode == UpsampleMode.Nearest) s.Add("align_corners", "has no meaning for the nearest pixel; leave it out, or give mode: bilinear.");
            return Make(value.Path, factor ?? 1, size, mode, alignCorners);
        });
    }

    private static Bounds Factors { get; } = Bounds.Positive with { High = MostFactor, HighIncluded = true };

    private static LayerConfig Make(string path, double factor, Pair? size, UpsampleMode mode, bool alignCorners) => new("upsample", b =>
    {
        b.RequireImage(path, "upsample");
        var (height, width) = size is { } given ? (given.Height, given.Width) : ((long)(b.Shape[0] * factor), (long)(b.Shape[1] * factor));
        b.RequireRoom(path, height * width * b.Shape[2]);
        b.AddMeasured(path, size is { } fixedSize ? Descent.Upsample.ToSize(fixedSize, mode, alignCorners) : new Upsample(factor, mode, alignCorners));
    });
}
