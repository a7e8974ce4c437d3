namespace Descent.Cli;

/// <summary>The normalizations: layers that keep the shape and take their size from the last axis.</summary>
internal static class NormEntries
{
    private static readonly Bounds s_share = Bounds.Between(0, 1);

    public static IReadOnlyList<Entry<LayerConfig>> Table { get; } =
    [
        new("batch_norm", value => value.Map(ReadBatchNorm)),
        new("layer_norm", value => value.Map(s =>
        {
            var (epsilon, affine, bias) = (s.Number("epsilon", 1e-5, Bounds.NotNegative), s.Flag("affine", true), s.Flag("bias", true));
            return new LayerConfig("layer_norm", b => b.Add(new LayerNorm(b.Shape[^1], epsilon, affine, bias)));
        })),
        new("group_norm", ReadGroupNorm, Example: "groups: 8"),
        new("rms_norm", value => value.Map(s =>
        {
            var (epsilon, affine) = (s.Optional("epsilon", v => (double?)v.Number(Bounds.NotNegative)), s.Flag("affine", true));
            return new LayerConfig("rms_norm", b => b.Add(new RMSNorm(b.Shape[^1], epsilon, affine)));
        })),
    ];

    private static LayerConfig ReadBatchNorm(Section s)
    {
        // A convention decides what momentum means, and the defaults.
        var keras = s.Word("convention", [("pytorch", false), ("keras", true)]);
        var momentum = s.Find("momentum") is { IsNull: true } ? s.Optional("momentum", _ => (double?)null) : s.Number("momentum", keras ? 0.99 : 0.1, s_share);
        var epsilon = s.Number("epsilon", keras ? 1e-3 : 1e-5, Bounds.NotNegative);
        var (affine, frozen) = (s.Flag("affine", true), s.Flag("frozen", false));
        if (keras) momentum = 1 - momentum;
        return new LayerConfig("batch_norm", b => b.Add(b.Shape.Rank == 3
            ? new BatchNorm2d(b.Shape[^1], momentum, epsilon, affine, storesBiasedVariance: keras) { Frozen = frozen }
            : new BatchNorm1d(b.Shape[^1], momentum, epsilon, affine, storesBiasedVariance: keras) { Frozen = frozen }));
    }

    private static LayerConfig ReadGroupNorm(Value value)
    {
        var groups = Bounds.Between(1, LinearEntry.MaxWidth);
        if (value.Node is not YamlMap) return GroupNorm(value.Path, value.Int(groups), 1e-5, affine: true);
        return value.Map(s => GroupNorm(
            value.Path, s.Required("groups", v => v.Int(groups), "how many groups the channels are divided into, such as group_norm: 8"), s.Number("epsilon", 1e-5, Bounds.NotNegative), s.Flag("affine", true)));
    }

    private static LayerConfig GroupNorm(string path, int groups, double epsilon, bool affine) => new("group_norm", b =>
    {
        if (b.Shape[^1] % groups != 0) NetworkBuilder.Fail($"{path}: {b.Shape[^1]} channels arrive, which cannot be divided into {groups} groups; choose a divisor.");
        b.Add(new GroupNorm(groups, b.Shape[^1], epsilon, affine));
    });
}
