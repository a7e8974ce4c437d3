namespace Descent.Cli;

/// <summary>Networks of a run file with layers taken out or put in: where a technique is layers, switching it is an edit of their list.</summary>
internal static class NetworkEdit
{
    private static readonly string[] s_norms = ["batch_norm", "layer_norm", "group_norm", "rms_norm"];
    private static readonly string[] s_dropouts = ["dropout", "spatial_dropout", "drop_path"];
    private static readonly string[] s_weighted = ["linear", "conv", "conv1d", "conv_transpose"];

    /// <summary>A common share to keep in hidden layers (Srivastava et al., 2014, keep half of wide ones): mild, as widths are unknown.</summary>
    private const string UsualDropout = "{keep: 0.8}";

    /// <summary>Batch normalization: the normalizations taken out, or one put behind every layer with weights but the last. Null for networks that have it built in, or could not.</summary>
    public static AblatedTechnique? BatchNorm(AblationSubject s)
    {
        const string Name = "batch_norm";
        if (s.Find("model.layers") is YamlList layers)
        {
            return Contains(layers, s_norms)
                ? new(Name, true, "normalization layers", "off", [Setting(Without(layers, s_norms))])
                : new(Name, false, "off", "behind each hidden layer", [Setting(WithNorms(layers))]);
        }

        // A perceptron's layers are known; as a list they take normalizations.
        if (s.Find("model.network") is not YamlScalar { Text: "mlp" }) return null;
        return new(Name, false, "off", "behind each hidden layer", [$"model={{layers: {YamlWriter.Inline(WithNorms(LayersOf(s)))}{Initializer(s)}}}"]);
    }

    /// <summary>Dropout: taken out, or put behind each activation but none of the output's. Null for networks that have none to set.</summary>
    public static AblatedTechnique? Dropout(AblationSubject s)
    {
        const string Name = "dropout";
        if (s.Find("model.layers") is YamlList layers)
        {
            if (Contains(layers, s_dropouts)) return new(Name, true, "dropout layers", "off", [Setting(Without(layers, s_dropouts))]);
            var last = layers.Items.FindLastIndex(item => NameOf(item) == "linear");
            if (last < 1) return null;
            var with = Copy(layers);
            with.Items.Insert(last, Layer("dropout", Layer("keep", Value.Scalar("0.8"))));
            return new(Name, false, "off", $"{UsualDropout} before the last layer", [Setting(with)]);
        }

        var network = (s.Find("model.network") as YamlScalar)?.Text;
        if (network is not ("mlp" or "cnn")) return null;
        var dropout = s.Find("model.dropout");
        if (dropout is null && network == "cnn") return new(Name, true, "{keep: 0.5}", "off", ["model.dropout={keep: 1}"]); // its default
        return dropout is YamlMap map && YamlWriter.Inline(map) is not ("{keep: 1}" or "{drop: 0}")
            ? new(Name, true, YamlWriter.Inline(map), "off", ["model.dropout={keep: 1}"])
            : new(Name, false, "off", UsualDropout, [$"model.dropout={UsualDropout}"]);
    }

    private static string Setting(YamlList layers) => $"model.layers={YamlWriter.Inline(layers)}";

    private static string Initializer(AblationSubject s) => s.Find("model.initializer") is { } initializer ? $", initializer: {YamlWriter.Inline(initializer)}" : "";

    /// <summary>What <c>network: mlp</c> stands for.</summary>
    private static YamlList LayersOf(AblationSubject s)
    {
        var layers = new YamlList();
        if (s.InputShape.Rank > 1) layers.Items.Add(Value.Scalar("flatten"));
        foreach (var width in ((YamlList)s.Find("model.hidden")!).Items)
        {
            layers.Items.Add(Layer("linear", width));
            layers.Items.Add(s.Find("model.activation")!);
            if (s.Find("model.dropout") is { } dropout) layers.Items.Add(Layer("dropout", dropout));
        }

        layers.Items.Add(Layer("linear", Value.Scalar($"{s.Outputs}")));
        return layers;
    }

    private static YamlList WithNorms(YamlList layers)
    {
        var last = layers.Items.FindLastIndex(item => s_weighted.Contains(NameOf(item)));
        var result = new YamlList();
        foreach (var (i, item) in layers.Items.Index())
        {
            result.Items.Add(item);
            if (i < last && s_weighted.Contains(NameOf(item))) result.Items.Add(Value.Scalar("batch_norm"));
        }

        return result;
    }

    private static bool Contains(YamlList layers, string[] names) => layers.Items.Exists(item => names.Contains(NameOf(item)) || (Inner(item) is { } inner && Contains(inner, names)));

    private static YamlList Without(YamlList layers, string[] names)
    {
        var result = new YamlList();
        foreach (var item in layers.Items)
            if (!names.Contains(NameOf(item))) result.Items.Add(Inner(item) is { } inner ? Layer("residual", Without(inner, names)) : item);
        return result;
    }

    private static YamlList? Inner(YamlNode item) => item is YamlMap map && map["residual"] is YamlList inner ? inner : null;

    private static string NameOf(YamlNode item) => item switch
    {
        YamlScalar scalar => scalar.Text,
        YamlMap { Entries.Count: > 0 } map => map.Entries[0].Key,
        _ => "",
    };

    private static YamlList Copy(YamlList list)
    {
        var copy = new YamlList();
        copy.Items.AddRange(list.Items);
        return copy;
    }

    private static YamlMap Layer(string name, YamlNode value)
    {
        var map = new YamlMap();
        map.Set(name, value);
        return map;
    }
}
