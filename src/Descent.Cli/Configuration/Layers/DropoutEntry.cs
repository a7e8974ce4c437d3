namespace Descent.Cli;

/// <summary><c>dropout: {keep: 0.8}</c> or <c>{drop: 0.2}</c>: the two are named because libraries disagree on what a bare number means.</summary>
internal static class DropoutEntry
{
    public static Entry<LayerConfig> Dropout { get; } = new("dropout", value =>
    {
        var drop = ReadDrop(value);
        return new LayerConfig("dropout", b => b.Add(new Dropout(drop: drop)));
    }, Example: "keep: 0.8");

    /// <summary><c>spatial_dropout: {keep: 0.9}</c>: whole channels at once.</summary>
    public static Entry<LayerConfig> SpatialDropout { get; } = new("spatial_dropout", value =>
    {
        var drop = ReadDrop(value);
        return new LayerConfig("spatial_dropout", b =>
        {
            if (b.Shape.Rank < 2) NetworkBuilder.Fail($"{value.Path}: spatial_dropout drops whole channels of an image or a sequence, but a sample arrives as {b.Shape}; use dropout.");
            b.Add(new Dropout2d(drop: drop));
        });
    }, Example: "keep: 0.9");

    /// <summary><c>drop_path: {keep: 0.9}</c>: whole samples, at the end of a residual branch.</summary>
    public static Entry<LayerConfig> DropPath { get; } = new("drop_path", value =>
    {
        var drop = ReadDrop(value);
        return new LayerConfig("drop_path", b => b.Add(new DropPath(drop: drop)));
    }, Example: "keep: 0.9");

    /// <summary>The share of values set to zero in training.</summary>
    public static double ReadDrop(Value value)
    {
        const string Expected = "{keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero";
        if (value.Node is not YamlMap map)
        {
            value.Add($"given {value.Node.Describe()}; expected {Expected}.");
            return 0;
        }

        if (map["keep"] is null == map["drop"] is null && map.Entries.All(e => e.Key is "keep" or "drop"))
            value.Add(map["keep"] is null ? $"given {map.Describe()}; expected {Expected}." : "keep and drop are given together; leave one out: keep is 1 − drop.");
        return value.Map(s =>
        {
            var keep = s.Optional("keep", v => (double?)v.Number(Bounds.UpToOne));
            var drop = s.Optional("drop", v => (double?)v.Number(Bounds.BelowOne));
            return keep is { } share ? 1 - share : drop ?? 0;
        });
    }
}
