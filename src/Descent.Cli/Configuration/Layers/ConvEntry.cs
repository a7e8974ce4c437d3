namespace Descent.Cli;

/// <summary><c>conv: {channels: 32, kernel: 3, padding: same}</c>: a convolution over images.</summary>
internal static class ConvEntry
{
    public static Entry<LayerConfig> Conv { get; } = new("conv", value => value.Map(s => Make(
        value.Path,
        s.Required("channels", v => v.Int(Bounds.Between(1, LinearEntry.MaxWidth)), "the number of channels that come out, such as channels: 32"),
        s.Required("kernel", v => Pairs.Read(v, Pairs.Size), "the size of the filters, such as kernel: 3 or kernel: [3, 5]"),
        Pairs.Optional(s, "stride", 1, Pairs.Size),
        s.Optional("padding", ReadPadding),
        Pairs.Optional(s, "dilation", 1, Pairs.Size),
        s.Int("groups", 1, Bounds.AtLeast(1)),
        s.Flag("bias", true))), Example: "channels: 32, kernel: 3, padding: same");

    /// <summary><c>same</c>, or zeros around the image: a number, or [height, width].</summary>
    private static Padding ReadPadding(Value value) => value.Node is YamlScalar { Text: "same" } ? Padding.Same : Pairs.Read(value, Pairs.Amount);

    private static LayerConfig Make(string path, int channels, Pair kernel, Pair stride, Padding padding, Pair dilation, int groups, bool bias) => new("conv", b =>
    {
        b.RequireImage(path, "conv");
        var inputs = b.Shape[2];
        if (inputs % groups != 0 || channels % groups != 0)
            NetworkBuilder.Fail($"{path}: {inputs} channels arrive and {channels} leave, which cannot be split into {groups} groups; both must be multiples of it.");
        NetworkBuilder.RequireWeights(path, (long)kernel.Height * kernel.Width * (inputs / groups), channels, "a convolution");
        b.AddMeasured(path, new Conv2d(inputs, channels, kernel, stride, padding, dilation, groups, bias));
    });
}
