namespace Descent.Cli;

/// <summary>Sizes in rows and columns: one number for both, or <c>[height, width]</c>.</summary>
internal static class Pairs
{
    /// <summary>More pixels than an image's side has.</summary>
    private const int Most = 1 << 16;

    public static Bounds Size { get; } = Bounds.Between(1, Most);

    public static Bounds Amount { get; } = Bounds.Between(0, Most);

    public static Pair Read(Value value, Bounds bounds)
    {
        if (value.Node is not YamlList list) return value.Int(bounds);
        var numbers = value.List(item => item.Int(bounds), "two numbers, [height, width]");
        if (list.Items.Count == 2) return (numbers[0], numbers[1]);
        value.Add($"given {list.Items.Count} numbers; expected one, or two: [height, width].");
        return 1;
    }

    /// <summary>A key that stays out of the resolved form when it is not given.</summary>
    public static Pair Optional(Section s, string key, Pair fallback, Bounds bounds) => s.Optional(key, v => (Pair?)Read(v, bounds)) ?? fallback;
}
