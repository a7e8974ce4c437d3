namespace Descent;

/// <summary>What the settings of convolutional layers must satisfy.</summary>
internal static class LayerRules
{
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static void AtLeastOne(string layer, params ReadOnlySpan<(string Name, Pair Value)> sizes)
    {
        foreach (var (name, value) in sizes)
            if (value is not { Height: > 0, Width: > 0 }) throw new ArgumentOutOfRangeException(name, $"{layer}: {name} is {value}; it must be at least 1.");
    }

    /// <exception cref="ArgumentOutOfRangeException">A size is below 0.</exception>
    public static void NotNegative(string layer, string name, Pair value)
    {
        if (value is not { Height: >= 0, Width: >= 0 }) throw new ArgumentOutOfRangeException(name, $"{layer}: {name} is {value}; it must not be negative.");
    }

    /// <exception cref="ArgumentException">The channels cannot be split into the groups.</exception>
    public static void Divides(string layer, int inputs, int outputs, int groups)
    {
        if (inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException($"{layer}: {inputs} channels in and {outputs} out cannot be split into {groups} groups; both must be multiples of {groups}.", nameof(groups));
    }

    /// <exception cref="ArgumentOutOfRangeException">The output padding is as large as both the stride and the dilation.</exception>
    public static void OutputPadding(string layer, Pair outputPadding, Pair stride, Pair dilation)
    {
        NotNegative(layer, nameof(outputPadding), outputPadding);
        if (outputPadding.Height >= Math.Max(stride.Height, dilation.Height) || outputPadding.Width >= Math.Max(stride.Width, dilation.Width))
            throw new ArgumentOutOfRangeException(nameof(outputPadding), $"{layer}: outputPadding is {outputPadding}; it must be below the stride, {stride}, or the dilation, {dilation}.");
    }
}
