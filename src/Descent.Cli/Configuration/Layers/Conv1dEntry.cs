namespace Descent.Cli;

/// <summary><c>conv1d: {channels: 32, kernel: 5, padding: same}</c>: a convolution over lines.</summary>
internal static class Conv1dEntry
{
    /// <summary>More places than a line's windows reach over.</summary>
    private const int Most = 1 << 16;

    private static Bounds Size { get; } = Bounds.Between(1, Most);

    public static Entry<LayerConfig> Conv1d { get; } = new("conv1d", value => value.Map(s =>
    {
        var channels = s.Required("channels", v => v.Int(Bounds.Between(1, LinearEntry.MaxWidth)), "the number of channels that come out, such as channels: 32");
        var kernel = s.Required("kernel", v => v.Int(Size), "the length of the filters, such as kernel: 5");
        var stride = s.Int("stride", 1, Size);
        var padding = s.Optional("padding", v => v.Node is YamlScalar { Text: "same" } ? Padding.Same : v.Int(Bounds.Between(0, Most), 0));
        var dilation = s.Int("dilation", 1, Size);
        var groups = s.Int("groups", 1, Bounds.AtLeast(1));
        var bias = s.Flag("bias", true);
        return new LayerConfig("conv1d", b =>
        {
            if (b.Shape.Rank != 2)
                NetworkBuilder.Fail($"{value.Path}: conv1d takes lines [length, channels], but a sample arrives as {b.Shape}; over images, use conv.");
            var inputs = b.Shape[1];
            if (inputs % groups != 0 || channels % groups != 0)
                NetworkBuilder.Fail($"{value.Path}: {inputs} channels arrive and {channels} leave, which cannot be split into {groups} groups; both must be multiples of it.");
            NetworkBuilder.RequireWeights(value.Path, (long)kernel * (inputs / groups), channels, "a convolution");
            b.AddMeasured(value.Path, new Conv1d(inputs, channels, kernel, stride, padding, dilation, groups, bias));
        });
    }), Example: "channels: 32, kernel: 5, padding: same");
}
