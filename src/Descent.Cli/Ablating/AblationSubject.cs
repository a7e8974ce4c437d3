using System.Text;

namespace Descent.Cli;

/// <summary>The run that is taken apart: its configuration, as it was read and as it was resolved, and what of its data decides what can be switched.</summary>
internal sealed class AblationSubject
{
    private readonly string? _file;
    private readonly IReadOnlyList<string> _settings;
    private readonly YamlMap _resolved;
    private readonly CancellationToken _cancel;
    private readonly int _test, _validation;

    /// <exception cref="ConfigurationException">Something in the run file is wrong.</exception>
    /// <exception cref="DataException">The data cannot be used.</exception>
    public AblationSubject(string? file, IReadOnlyList<string> settings, CancellationToken cancel)
    {
        (_file, _settings, _cancel) = (file, settings, cancel);
        Config = RunConfig.Load(file, settings);
        _resolved = YamlReader.Read("the resolved configuration", new MemoryStream(Encoding.UTF8.GetBytes(Config.Resolved)), new Problems())!;
        var run = PreparedRun.From(Config);
        InputShape = run.Data.Train.InputShape;
        Outputs = run.Config.Training.Loss!.IsBinary ? 1 : run.Data.Train.Target.Count;
        IsClasses = run.Data.Train.Target.Kind == TargetKind.Class;
        (_test, _validation) = (run.Data.Test?.Count ?? 0, run.Data.Validation?.Count ?? 0);
        UpdatesPerEpoch = RunExplanation.StepsPerEpoch(run);
    }

    public RunConfig Config { get; }

    /// <summary>The shape of a sample's input.</summary>
    public Shape InputShape { get; }

    /// <summary>How many numbers the network gives for a sample.</summary>
    public int Outputs { get; }

    public bool IsClasses { get; }

    public bool HasTest => _test > 0;

    public bool HasValidation => _validation > 0;

    public long UpdatesPerEpoch { get; }

    /// <summary>Samples of a part, <c>test</c> or <c>validation</c>.</summary>
    public int CountOf(string part) => part == "test" ? _test : _validation;

    /// <summary>What the resolved configuration has at a path such as <c>model.dropout</c>; null for nothing.</summary>
    public YamlNode? Find(string path)
    {
        var node = (YamlNode)_resolved;
        foreach (var key in path.Split('.'))
        {
            if (node is not YamlMap map || map[key] is not { } inner) return null;
            node = inner;
        }

        return node is YamlScalar { IsNull: true } ? null : node;
    }

    /// <summary>The run with other settings and another seed.</summary>
    /// <exception cref="ConfigurationException">They do not go with the rest.</exception>
    public RunConfig With(IReadOnlyList<string> settings, ulong seed) => RunConfig.Load(_file, [.. _settings, .. settings, $"seed={seed}"]);

    /// <summary>What the range test recommends with a setting; null if the network learns at none, or the configuration does not take it.</summary>
    public double? RateFor(string setting)
    {
        try
        {
            var run = PreparedRun.From(With([setting], Config.Seed));
            var rate = new RangeTest().Run(run.CreateTrainer(), run.Data.Train, run.Config.Training.BatchSize, _cancel).Recommended;
            return rate is { } value ? double.Parse(value.ToString("G2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture) : null;
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }
}
