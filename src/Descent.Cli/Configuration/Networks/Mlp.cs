namespace Descent.Cli;

/// <summary>A multilayer perceptron: for each hidden width a linear layer, an activation and dropout; then a linear layer to the outputs.</summary>
internal sealed class Mlp : NetworkConfig
{
    private readonly List<int> _hidden;
    private readonly LayerConfig? _activation;
    private readonly double _drop;

    public Mlp(Section s)
    {
        _hidden = s.Optional("hidden", v => v.List(item => item.Int(Bounds.Between(1, LinearEntry.MaxWidth)), "widths, such as [128, 64]")) ?? [128];
        if (!s.Has("hidden")) s.Resolved.Set("hidden", new YamlList { Items = { Value.Scalar("128") } });
        _activation = s.OneOf("activation", "activation", Activations.Table, "relu");
        _drop = s.Optional("dropout", DropoutEntry.ReadDrop);
    }

    public override Module Build(NetworkBuilder builder)
    {
        if (builder.Input.Rank > 1) builder.Add(new Flatten(), [builder.Input.Size]);
        for (var i = 0; i < _hidden.Count; i++)
        {
            builder.AddLinear($"model.hidden.{i}", _hidden[i]);
            _activation!.AddTo(builder);
            if (_drop > 0) builder.Add(new Dropout(drop: _drop));
        }

        builder.AddLinear("model.network, the layer to the outputs", builder.Outputs);
        return builder.Build();
    }
}
