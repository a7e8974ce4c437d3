namespace Descent.Cli;

/// <summary><c>data.normalize</c>: what each channel of an image is normalized by, given or measured on the training part.</summary>
internal sealed class NormalizeConfig
{
    private const string Measured = "measured";

    private readonly List<double>? _mean;
    private readonly List<double>? _deviation;

    private NormalizeConfig(List<double>? mean, List<double>? deviation) => (_mean, _deviation) = (mean, deviation);

    /// <summary>Whether the run file says nothing of it.</summary>
    public bool IsDefault { get; private init; }

    /// <summary>What a pretrained network's weights expect, in place of what is measured.</summary>
    public static NormalizeConfig For(Preprocessing preprocessing) => new([.. preprocessing.Mean], [.. preprocessing.Deviation]);

    /// <summary>Writes it as a run file has it.</summary>
    public YamlNode ToYaml()
    {
        if (_mean is null || _deviation is null) return new YamlScalar(Measured, isPlain: false);
        var map = new YamlMap();
        map.Set("mean", List(_mean));
        map.Set("std", List(_deviation));
        return map;

        static YamlList List(List<double> numbers)
        {
            var list = new YamlList();
            list.Items.AddRange(numbers.Select(n => Value.Scalar(Value.Text(n))));
            return list;
        }
    }

    /// <summary>Measured where nothing is given; images alone can be normalized.</summary>
    public static NormalizeConfig Read(Section s, SourceConfig? source)
    {
        const string Key = "normalize";
        var value = s.Find(Key);
        if (source is { HasImages: false })
        {
            if (value is not null) s.Add(Key, "the source has no images; numbers of a table are standardized by the source's own key.");
            return new(null, null);
        }

        if (value is null || value.Node is YamlScalar { Text: Measured })
        {
            if (source is not null) s.Resolved.Set(Key, new YamlScalar(Measured, isPlain: false));
            return new(null, null) { IsDefault = value is null };
        }

        if (value.Node is not YamlMap)
        {
            value.AddWrongType($"{Measured}, or {{mean: [0.5], std: [0.25]}} with a number a channel, where pixels count from 0 to 1");
            return new(null, null);
        }

        var config = value.Map(m =>
        {
            var mean = m.Required("mean", v => v.List(item => item.Number(Bounds.Any), "numbers, one a channel"), "a list of numbers, one a channel");
            var deviation = m.Required("std", v => v.List(item => item.Number(Bounds.Positive), "numbers, one a channel"), "a list of numbers, one a channel");
            return new NormalizeConfig(mean, deviation);
        });
        s.Resolved.Set(Key, value.Resolved);
        return config;
    }

    /// <param name="train">The images to measure on.</param>
    /// <exception cref="ConfigurationException">The numbers given are not one a channel.</exception>
    public ImageEncoding Build(Dataset train)
    {
        if (_mean is null || _deviation is null) return ImageEncoding.Fit(train);
        var plain = ImageEncoding.Plain(train.InputShape, train.Target.Names);
        return _mean.Count == plain.Channels && _deviation.Count == plain.Channels
            ? plain with { Mean = _mean, Deviation = _deviation }
            : throw new ConfigurationException($"data.normalize: {_mean.Count} means and {_deviation.Count} deviations are given, but the images have {plain.Channels} channel{(plain.Channels == 1 ? "" : "s")}; give one of each a channel.");
    }
}
