namespace Descent.Cli;

/// <summary>Section <c>model</c>: a network by name with its own keys, or a list of layers.</summary>
internal sealed class ModelConfig
{
    public ModelConfig(Section s)
    {
        if (s.Has("layers"))
        {
            if (s.Has("network")) s.Add("network", "network and layers are given together; keep one: a network by name, or its layers one by one.");
            s.Find("network");
            Network = new LayerList(s.Optional("layers", v => v.List(item => item.OneOf("layer", Layers.Table), "layers"))!);
        }
        else
        {
            // A network's keys stand beside its name, so the entry reads from this section.
            Network = s.Word("network", Networks.Table)(s);
            s.Find("layers");
        }

        Pretrained = PretrainedConfig.Read(s);
        Transfer = TransferConfig.Read(s, Pretrained);
        if (Pretrained is { Name: { } weights } && Network is ImageNetwork { Name: var network } && weights != network)
            s.Add("pretrained", $"the weights of {weights} do not fit {network}; name one network in both.");
        Initializer = s.Optional("initializer", v => v.OneOf("initializer", Initializers.Table));
    }

    public NetworkConfig Network { get; }

    /// <summary>What the network begins with; null for weights drawn at random.</summary>
    public PretrainedConfig? Pretrained { get; }

    /// <summary>How much of it is trained; null for all.</summary>
    public TransferConfig? Transfer { get; }

    /// <summary>How weights are drawn; null leaves each layer its own choice.</summary>
    public InitializerConfig? Initializer { get; }
}
