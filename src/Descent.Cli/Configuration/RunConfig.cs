using System.Reflection;

namespace Descent.Cli;

/// <summary>Everything a run is made from. Reading it checks it; <see cref="Resolved"/> is it with every default written out.</summary>
internal sealed class RunConfig
{
    private const string BuiltIn = "digits.yaml";

    private RunConfig(Section s, string fallbackName)
    {
        Name = ReadName(s, fallbackName);
        Seed = s.Optional("seed", v => (ulong?)v.Seed(1)) ?? 1;
        s.Resolved.Set("seed", Value.Scalar($"{Seed}"));
        Data = s.Map("data", d => new DataConfig(d));
        Model = s.Map("model", m => new ModelConfig(m));
        if (Model is { Pretrained: not null, Network.Preprocessing: { } preprocessing } && Data is { Normalize.IsDefault: true, Source.HasImages: true })
        {
            Data.Normalize = NormalizeConfig.For(preprocessing); // weights were learned on images normalized like that
            ((YamlMap)s.Resolved["data"]!).Set("normalize", Data.Normalize.ToYaml());
        }

        Training = s.Map("training", t => new TrainingConfig(t, Data));
        Checkpoint = CheckpointConfig.Read(s);
        if (Checkpoint is null && Training.Guard is { Name: "restore" })
            s.Add("checkpoint", "training.guard is to restore the last checkpoint, but checkpoints are switched off; leave checkpoint out or set it, or use training.guard: skip or stop.");
    }

    public string Name { get; }

    public ulong Seed { get; }

    public DataConfig Data { get; }

    public ModelConfig Model { get; }

    public TrainingConfig Training { get; }

    /// <summary>Null if the run is not saved while it trains.</summary>
    public CheckpointConfig? Checkpoint { get; }

    /// <summary>The configuration with every default written out and every path absolute; reading it gives the same run.</summary>
    public string Resolved { get; private set; } = "";

    /// <summary>Reads a run file, or the built-in digits run if none is given, with the settings of the command line on top.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message lists everything that is.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunConfig Load(string? file, IReadOnlyList<string> settings)
    {
        var problems = new Problems();
        var root = file is null ? ReadBuiltIn(problems) : YamlReader.ReadFile(file, problems);
        if (root is null)
        {
            problems.ThrowIfAny();
            throw new InvalidOperationException("A file without root has a problem.");
        }

        foreach (var setting in settings) Setting.Apply(root, setting, problems);
        var value = new Value(root, "", problems);
        var config = value.Map(s => new RunConfig(s, FallbackName(file)));
        problems.ThrowIfAny();
        config.Resolved = YamlWriter.Write((YamlMap)value.Resolved);
        return config;
    }

    /// <summary>The text of the built-in digits run.</summary>
    internal static Stream OpenBuiltIn() => Assembly.GetExecutingAssembly().GetManifestResourceStream(BuiltIn)!;

    private static YamlMap? ReadBuiltIn(Problems problems)
    {
        using var stream = OpenBuiltIn();
        return YamlReader.Read($"{BuiltIn} (built in)", stream, problems);
    }

    private static string FallbackName(string? file)
    {
        var name = Path.GetFileNameWithoutExtension(file) ?? "";
        return IsName(name) ? name : "run";
    }

    private static string ReadName(Section s, string fallback)
    {
        var name = s.Text("name", fallback);
        if (s.Has("name") && !IsName(name))
            s.Add("name", $"\"{name}\" cannot name a folder; expected 1 to 100 letters, digits, dots, dashes and underscores, not starting with a dot.");
        return name;
    }

    /// <summary>The run's folder carries the name, so it may not lead elsewhere.</summary>
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name[0] is not ('.' or '-') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
