namespace Descent.Cli;

/// <summary>A network written out as <c>model.layers</c>.</summary>
internal sealed class LayerList(IReadOnlyList<LayerConfig?> layers) : NetworkConfig
{
    public override Module Build(NetworkBuilder builder)
    {
        foreach (var layer in layers) layer!.AddTo(builder);
        if (builder.Shape != new Shape(builder.Outputs))
            NetworkBuilder.Fail($"model.layers: a sample leaves the last layer as {builder.Shape}, but the data needs [{builder.Outputs}] ({builder.OutputsReason}); end the list with linear: {builder.Outputs}.");
        return builder.Build();
    }
}
