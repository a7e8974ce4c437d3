using System.Text;

namespace Descent.Cli;

/// <summary>What is wrong with a configuration; everything is collected before anything is said.</summary>
internal sealed class Problems
{
    /// <summary>More than this many are counted, not listed: a wrong file would bury the terminal.</summary>
    private const int Shown = 50;

    private readonly List<Problem> _all = [];
    private readonly List<UnknownKey> _unknown = [];
    private readonly HashSet<string> _knownPaths = [];

    public int Count => _all.Count + _unknown.Count;

    /// <summary>One line a problem: place, key path, and what was given, expected and can be done.</summary>
    public IEnumerable<string> Lines => _all.Concat(_unknown.Select(u => new Problem(u.Place, u.Path, Explain(u.Key, u.Known))))
        .OrderBy(p => p.Place.IsSetting).ThenBy(p => p.Place.Line).ThenBy(p => p.Place.Column)
        .Select(p => p.Path.Length == 0 || p.Place.Source == $"--set {p.Path}" ? $"{p.Place}: {p.Message}" : $"{p.Place}: {p.Path}: {p.Message}");

    public void Add(Place place, string path, string message)
    {
        var problem = new Problem(place, path, message);
        if (!_all.Contains(problem)) _all.Add(problem);
    }

    /// <summary>Notes that a key exists, for the advice on unknown ones.</summary>
    public void AddKnown(string path) => _knownPaths.Add(path);

    public void AddUnknown(Place place, string path, string key, IReadOnlyList<string> known) => _unknown.Add(new UnknownKey(place, path, key, known));

    /// <exception cref="ConfigurationException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (Count == 0) return;
        var text = new StringBuilder(Count == 1 ? "the configuration has a problem; nothing was run or written." : $"the configuration has {Count} problems; nothing was run or written.");
        foreach (var line in Lines.Take(Shown)) text.Append("\n  ").Append(line);
        if (Count > Shown) text.Append($"\n  … and {Count - Shown} more");
        throw new ConfigurationException(text.ToString(), [.. Lines.Take(Shown)]);
    }

    /// <summary>What may have been meant: a key of this section, or else one of that name elsewhere.</summary>
    private string Explain(string key, IReadOnlyList<string> known)
    {
        if (Nearest.To(key, known) is { } near) return $"unknown key; did you mean {near}? Keys here: {string.Join(", ", known)}.";
        var names = _knownPaths.Select(p => p[(p.LastIndexOf('.') + 1)..]);
        var elsewhere = Nearest.To(key, names) is { } name ? _knownPaths.First(p => p == name || p.EndsWith($".{name}", StringComparison.Ordinal)) : null;
        var hint = elsewhere is null ? "unknown key." : $"unknown key; did you mean {elsewhere}?";
        return known.Count == 0 ? $"{hint} No keys are expected here." : $"{hint} Keys here: {string.Join(", ", known)}.";
    }
}

/// <summary>A problem, where it is.</summary>
internal sealed record Problem(Place Place, string Path, string Message);

/// <summary>A key nobody asked for; what may have been meant is known once all keys are.</summary>
internal sealed record UnknownKey(Place Place, string Path, string Key, IReadOnlyList<string> Known);

/// <summary>The configuration or the command line is wrong: exit code 2.</summary>
internal sealed class ConfigurationException(string message, IReadOnlyList<string>? problems = null) : Exception(message)
{
    /// <summary>Each problem in one line.</summary>
    public IReadOnlyList<string> Problems { get; } = problems ?? [message];
}
