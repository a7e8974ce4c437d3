namespace Descent.Cli;

/// <summary><c>linear: 128</c>, or <c>linear: {outputs: 128, bias: false}</c>.</summary>
internal static class LinearEntry
{
    /// <summary>A width that no layer of a run file reaches; more would fail later, for want of memory.</summary>
    internal const int MaxWidth = 1 << 20;

    public static Entry<LayerConfig> Linear { get; } = new("linear", Read, Example: "outputs: 128");

    private static LayerConfig Read(Value value)
    {
        if (value.Node is not YamlMap) return Make(value.Path, value.Int(Bounds.Between(1, MaxWidth)), bias: true);
        return value.Map(s => Make(value.Path, s.Required("outputs", v => v.Int(Bounds.Between(1, MaxWidth)), "the number of outputs, such as linear: 128"), s.Flag("bias", true)));
    }

    private static LayerConfig Make(string path, int outputs, bool bias) => new("linear", b => b.AddLinear(path, outputs, bias));
}
