namespace Descent.Cli;

/// <summary>Key <c>training.clip</c>: <c>{global_norm: 1}</c>, <c>{norm: 1}</c> or <c>{value: 0.5}</c>.</summary>
internal sealed record ClippingConfig(string Name, double Limit, Func<GradientClipping> Build)
{
    /// <summary>The limits a run file can name.</summary>
    public static IReadOnlyList<Entry<ClippingConfig>> Table { get; } =
    [
        Entry("global_norm", limit => new GradientClipping(globalNorm: limit)),
        Entry("norm", limit => new GradientClipping(norm: limit)),
        Entry("value", limit => new GradientClipping(value: limit)),
    ];

    private static Entry<ClippingConfig> Entry(string name, Func<double, GradientClipping> build) => new(name, value =>
    {
        var limit = value.Number(Bounds.Positive);
        return new ClippingConfig(name, limit, () => build(limit));
    });
}
