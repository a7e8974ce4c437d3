namespace Descent.Cli;

/// <summary><c>max_pool: 2</c>, <c>avg_pool: {kernel: 3, stride: 2}</c>, <c>adaptive_avg_pool: 7</c> and <c>global_avg_pool</c>: windows over images.</summary>
internal static class PoolEntries
{
    private const string KernelExpected = "the size of the windows, such as kernel: 2 or kernel: [2, 3]";

    public static IReadOnlyList<Entry<LayerConfig>> Table { get; } =
    [
        new("max_pool", value => ReadWindow(value, "max_pool", s =>
        {
            var dilation = Pairs.Optional(s, "dilation", 1, Pairs.Size);
            return (kernel, stride, padding, ceil) => new MaxPool2d(kernel, stride, padding, dilation, ceil);
        }, (kernel, stride, padding, ceil) => new MaxPool2d(kernel, stride, padding, ceilMode: ceil)), Example: "kernel: 2"),
        new("avg_pool", value => ReadWindow(value, "avg_pool", s =>
        {
            var countsPadding = s.Flag("count_padding", true);
            return (kernel, stride, padding, ceil) => new AvgPool2d(kernel, stride, padding, ceil, countsPadding);
        }, (kernel, stride, padding, ceil) => new AvgPool2d(kernel, stride, padding, ceil)), Example: "kernel: 2"),
        new("adaptive_avg_pool", value =>
        {
            var size = value.Node is YamlMap
                ? value.Map(s => s.Required("size", v => Pairs.Read(v, Pairs.Size), "how many windows, such as size: 7 or size: [6, 7]"))
                : Pairs.Read(value, Pairs.Size);
            return Images(value.Path, "adaptive_avg_pool", b =>
            {
                b.RequireRoom(value.Path, (long)size.Height * size.Width * b.Shape[2]);
                return new AdaptiveAvgPool2d(size);
            });
        }, Example: "size: 7"),
        new("global_avg_pool", value => value.Map(_ => new LayerConfig("global_avg_pool", b => b.AddMeasured(value.Path, new GlobalAvgPool())))),
    ];

    private delegate Module Build(Pair kernel, Pair? stride, Pair padding, bool ceil);

    /// <summary>A number or a pair is the kernel alone; a mapping has the other settings, of which <paramref name="readRest"/> reads the layer's own.</summary>
    private static LayerConfig ReadWindow(Value value, string name, Func<Section, Build> readRest, Build plain)
    {
        if (value.Node is not YamlMap)
        {
            var kernel = Pairs.Read(value, Pairs.Size);
            return Images(value.Path, name, _ => plain(kernel, null, 0, false));
        }

        return value.Map(s =>
        {
            var kernel = s.Required("kernel", v => Pairs.Read(v, Pairs.Size), KernelExpected);
            var stride = s.Optional("stride", v => (Pair?)Pairs.Read(v, Pairs.Size));
            var padding = Pairs.Optional(s, "padding", 0, Pairs.Amount);
            var ceil = s.Flag("ceil", false);
            var build = readRest(s);
            return Images(value.Path, name, _ => build(kernel, stride, padding, ceil));
        });
    }

    private static LayerConfig Images(string path, string name, Func<NetworkBuilder, Module> build) => new(name, b =>
    {
        b.RequireImage(path, name);
        b.AddMeasured(path, build(b));
    });
}
