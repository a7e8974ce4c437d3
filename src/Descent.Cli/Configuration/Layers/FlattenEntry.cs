namespace Descent.Cli;

internal static class FlattenEntry
{
    public static Entry<LayerConfig> Flatten { get; } =
        new("flatten", value => value.Map(_ => new LayerConfig("flatten", b => b.Add(new Flatten(), [b.Shape.Size]))));
}
