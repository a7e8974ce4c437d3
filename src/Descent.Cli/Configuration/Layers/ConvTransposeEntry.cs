namespace Descent.Cli;

/// <summary><c>conv_transpose: {channels: 16, kernel: 2, stride: 2}</c>: a transposed convolution over images.</summary>
internal static class ConvTransposeEntry
{
    public static Entry<LayerConfig> ConvTranspose { get; } = new("conv_transpose", value => value.Map(s =>
    {
        var channels = s.Required("channels", v => v.Int(Bounds.Between(1, LinearEntry.MaxWidth)), "the number of channels that come out, such as channels: 16");
        var kernel = s.Required("kernel", v => Pairs.Read(v, Pairs.Size), "the size of the filters, such as kernel: 2 or kernel: [2, 3]");
        var stride = Pairs.Optional(s, "stride", 1, Pairs.Size);
        var padding = Pairs.Optional(s, "padding", 0, Pairs.Amount);
        var outputPadding = Pairs.Optional(s, "output_padding", 0, Pairs.Amount);
        var dilation = Pairs.Optional(s, "dilation", 1, Pairs.Size);
        var groups = s.Int("groups", 1, Bounds.AtLeast(1));
        var bias = s.Flag("bias", true);
        if (outputPadding.Height >= Math.Max(stride.Height, dilation.Height) || outputPadding.Width >= Math.Max(stride.Width, dilation.Width))
            s.Add("output_padding", $"{outputPadding} is not possible; expected less than the stride, {stride}, or the dilation, {dilation}.");
        return new LayerConfig("conv_transpose", b =>
        {
            b.RequireImage(value.Path, "conv_transpose");
            var inputs = b.Shape[2];
            if (inputs % groups != 0 || channels % groups != 0)
                NetworkBuilder.Fail($"{value.Path}: {inputs} channels arrive and {channels} leave, which cannot be split into {groups} groups; both must be multiples of it.");
            NetworkBuilder.RequireWeights(value.Path, (long)kernel.Height * kernel.Width * (inputs / groups), channels, "a transposed convolution");
            b.RequireRoom(value.Path, Side(b.Shape[0], kernel.Height, stride.Height, dilation.Height), Side(b.Shape[1], kernel.Width, stride.Width, dilation.Width), channels);
            b.AddMeasured(value.Path, new ConvTranspose2d(inputs, channels, kernel, stride, padding, outputPadding, dilation, groups, bias));
        });
    }), Example: "channels: 16, kernel: 2, stride: 2");

    /// <summary>At most so many pixels come out along one axis.</summary>
    private static long Side(int input, int kernel, int stride, int dilation) => (long)input * stride + ((long)kernel - 1) * dilation + Math.Max(stride, dilation);
}
