namespace Descent.Cli;

/// <summary>Key <c>model.pretrained</c>: weights that the network begins with.</summary>
internal sealed class PretrainedConfig
{
    private const string Forms = "the name of a network, the path of a .safetensors file, {file: path}, or {url: address, sha256: hash}";
    private const string Extension = ".safetensors";

    private readonly string? _file;
    private readonly WeightsDownload? _download;
    private readonly List<string> _except = [];

    /// <summary>A name, or a path.</summary>
    private PretrainedConfig(Value value)
    {
        var text = value.Text();
        if (text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal))
        {
            _file = value.FilePath();
            return;
        }

        var names = LibraryModel.All.Where(m => m.Preprocessing is not null).Select(m => m.Name).ToArray();
        if (!names.Contains(text)) value.Add($"\"{text}\" is no network with published weights, and no path; {Nearest.Advice(text, names)}");
        Name = text;
    }

    private PretrainedConfig(Section s)
    {
        _file = s.Optional("file", v => v.FilePath());
        var address = s.Optional("url", v => v.Text());
        var hash = s.Optional("sha256", v => v.Text())?.ToLowerInvariant();
        _except = s.Optional("except", v => v.List(item => item.Text(), "patterns on names, such as [classifier.*]")) ?? [];
        if ((_file is null) == (address is null))
        {
            s.Add($"{(address is null ? "neither file nor url is" : "file and url are both")} given; expected {Forms}.");
            return;
        }

        if (address is null) return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) s.Add("url", $"\"{address}\" is no address; expected one that begins with https:// or http://.");
        if (hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigit))
            s.Add("sha256", "the SHA-256 of the file at the address, 64 hexadecimal digits, must be given: weights from a network are used only where they are the right ones.");
        else _download = new WeightsDownload(address, hash);
    }

    /// <summary>The network whose weights are asked for by name; null for a file or an address.</summary>
    public string? Name { get; }

    public static PretrainedConfig? Read(Section s) =>
        s.Optional("pretrained", v => v.Node switch
        {
            YamlMap => v.Map(m => new PretrainedConfig(m)),
            YamlScalar { IsNull: false } => new PretrainedConfig(v),
            _ => Refuse(v),
        });

    /// <summary>Reads the weights into a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="progress">Told what was read.</param>
    /// <exception cref="FileException">The file is not there, or cannot be fetched.</exception>
    /// <exception cref="DataFormatException">It is damaged, or another architecture's.</exception>
    public void Load(Module model, TextWriter progress)
    {
        var path = _file ?? _download?.Fetch(progress, CancellationToken.None) ?? Path.Combine(CacheFolder.Weights, Name + Extension);
        if (!File.Exists(path))
        {
            throw new FileException(Name is null ? $"{path}: there is no such file."
                : $"model.pretrained: the weights of {Name} are not at {path}. Put a safetensors file with torchvision's names there, or name another place: model.pretrained: {{url: address, sha256: hash}}, or {{file: path}}.");
        }

        var report = model.LoadPretrained(path, _except);
        progress.WriteLine($"descent: {report.Matched.Count} tensors from {path}{(report.LeftAlone.Count == 0 ? "" : $"; drawn anew: {string.Join(", ", report.LeftAlone)}")}");
    }

    private static PretrainedConfig? Refuse(Value value)
    {
        value.AddWrongType(Forms);
        return null;
    }
}
