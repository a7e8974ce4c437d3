using System.Globalization;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>
/// <c>descent explain &lt;run folder&gt; --early-stopping patience=3,5,10</c>: where a recorded run would have stopped with other rules, and what it
/// would have kept. A run with that rule and the same seed does the same, because stopping changes nothing before it.
/// </summary>
internal sealed class EarlyStoppingWhatIf
{
    private const string Option = "--early-stopping";

    private readonly RecordedHistory _history;
    private readonly IReadOnlyList<double> _values;
    private readonly bool _higherIsBetter;
    private readonly bool _keepsLast;
    private readonly string _part;

    private EarlyStoppingWhatIf(RecordedHistory history, IReadOnlyList<EarlyStopping> rules, bool keepsLast, string folder)
    {
        var metric = rules[0].Metric;
        (_history, Rules, _keepsLast, _part) = (history, rules, keepsLast, metric[..metric.IndexOf('.', StringComparison.Ordinal)]);
        _values = history.Find(metric) ?? throw new ConfigurationException($"{Option}: {metric} is not in {folder}'s {RunFolder.HistoryFile}; there is {string.Join(", ", history.Metrics)}.");
        _higherIsBetter = Metrics.DefaultFor(new TargetInfo(TargetKind.Class, 2, ["a", "b"])).Concat(Metrics.DefaultFor(new TargetInfo(TargetKind.Value, 1, ["y"])))
            .FirstOrDefault(m => metric.EndsWith("." + m.Name, StringComparison.Ordinal))?.HigherIsBetter ?? false;
    }

    public IReadOnlyList<EarlyStopping> Rules { get; }

    /// <summary>Reads the run and the rules: <c>patience=3,5,10</c>, and after it, apart by spaces, <c>min_delta</c>, <c>metric</c> and <c>relative</c>, by default the run's own.</summary>
    /// <exception cref="ConfigurationException">The rules are wrong.</exception>
    /// <exception cref="FileException">It is no run's folder.</exception>
    public static EarlyStoppingWhatIf Read(string? folder, string rules)
    {
        if (folder is null || !Directory.Exists(folder)) throw new FileException($"{Option} replays a run: {(folder is null ? "name its folder" : $"{folder} is no folder; name the run's")}, such as descent explain runs/digits {Option} patience=3,5,10.");
        var path = Path.Combine(folder, RunFolder.ConfigurationFile);
        if (!File.Exists(path)) throw new FileException($"{folder}: it holds no {RunFolder.ConfigurationFile}, so it is not the folder of a run.");
        var training = RunConfig.Load(path, []).Training;
        var own = training.EarlyStopping?.Build() ?? new EarlyStopping();
        var (patience, minDelta, metric, relative) = ((int[])[own.Patience], own.MinDelta, own.Metric, own.Relative);
        foreach (var rule in rules.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = rule.Split('=', 2) is [var k, var v] ? (k, v) : (rule, "");
            switch (key)
            {
                case "patience":
                    patience = Array.ConvertAll(value.Split(','), p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 ? n : throw Wrong(rule, "whole numbers of evaluations, 1 or more, such as patience=3,5,10"));
                    break;
                case "min_delta":
                    minDelta = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var delta) && delta >= 0 && double.IsFinite(delta) ? delta : throw Wrong(rule, "a number, 0 or more");
                    break;
                case "metric":
                    metric = value.Contains('.', StringComparison.Ordinal) ? value : throw Wrong(rule, "train. or validation. and a metric, such as validation.loss");
                    break;
                case "relative":
                    relative = bool.TryParse(value, out var flag) ? flag : throw Wrong(rule, "true or false");
                    break;
                default:
                    throw Wrong(rule, "patience, min_delta, metric or relative, each followed by an equals sign and a value");
            }
        }

        return new EarlyStoppingWhatIf(RecordedHistory.Read(folder), [.. patience.Select(p => new EarlyStopping(p, minDelta, metric, relative))], training.KeepsLast, folder);

        static ConfigurationException Wrong(string rule, string expected) => new($"{Option}: \"{rule}\" is wrong; expected {expected}.");
    }

    public void Tell(TextWriter writer)
    {
        var columns = _history.Metrics.Where(m => m.StartsWith(_part + ".", StringComparison.Ordinal)).ToList();
        TextTable.Write(writer, ["patience", "stops after epoch", "keeps epoch", .. columns], Rules.Select(rule =>
        {
            var outcome = rule.Replay(_values, _higherIsBetter);
            var kept = Kept(outcome);
            return (IReadOnlyList<string>)[$"{rule.Patience}", outcome.Stops ? $"{outcome.Epochs}" : $"not in {outcome.Epochs}", $"{kept}", .. columns.Select(c => kept == 0 ? "-" : MetricsTable.Number(_history.Find(c)![kept - 1]))];
        }));
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var rule in Rules)
        {
            var outcome = rule.Replay(_values, _higherIsBetter);
            var kept = Kept(outcome);
            json.WriteStartObject();
            json.WriteNumber("patience", rule.Patience);
            json.WriteFinite("min_delta", rule.MinDelta);
            json.WriteString("metric", rule.Metric);
            json.WriteBoolean("relative", rule.Relative);
            json.WriteBoolean("stops", outcome.Stops);
            json.WriteNumber("epochs", outcome.Epochs);
            json.WriteNumber("best_epoch", kept);
            json.WriteStartObject("kept");
            foreach (var metric in _history.Metrics)
                if (kept > 0) json.WriteFinite(metric, _history.Find(metric)![kept - 1]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The epoch whose weights the command would have kept: the first with the best value, or the last where the run asks for that.</summary>
    private int Kept(EarlyStoppingReplay outcome)
    {
        if (_keepsLast) return outcome.Epochs;
        var best = 0;
        for (var epoch = 1; epoch <= outcome.Epochs; epoch++)
            if (best == 0 || (_higherIsBetter ? _values[epoch - 1] > _values[best - 1] : _values[epoch - 1] < _values[best - 1])) best = epoch;
        return best;
    }
}
