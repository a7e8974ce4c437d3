namespace Descent.Cli;

/// <summary><c>residual: [linear: 64, relu]</c>: the layers' output is added to their input.</summary>
internal static class ResidualEntry
{
    public static Entry<LayerConfig> Residual { get; } = new("residual", value =>
    {
        var layers = value.List(item => item.OneOf("layer", Layers.Table), "layers");
        return new LayerConfig("residual", b =>
        {
            var inner = b.Inner();
            foreach (var layer in layers) layer?.AddTo(inner);
            if (inner.Shape != b.Shape) NetworkBuilder.Fail($"{value.Path}: the layers turn {b.Shape} into {inner.Shape}, which cannot be added to their input; give the last one {b.Shape[^1]} outputs.");
            b.Add(new Residual(inner.Build()));
        });
    });
}
