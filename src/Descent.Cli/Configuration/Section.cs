namespace Descent.Cli;

/// <summary>
/// A mapping being read. Asking for a key makes it known, checks it and writes its value or default into <see cref="Resolved"/>,
/// so a section's reader is also its list of keys and the writer of its resolved form.
/// </summary>
internal sealed class Section(YamlMap map, string path, Problems problems)
{
    private readonly List<string> _known = [];

    public YamlMap Resolved { get; } = new();

    public Place Place => map.Place;

    public string Path { get; } = path;

    public bool Has(string key) => map[key] is not null;

    /// <summary>The value of a key; null if it is not given.</summary>
    public Value? Find(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        problems.AddKnown(PathOf(key));
        return map[key] is { } node ? new Value(node, PathOf(key), problems) : null;
    }

    public int Int(string key, int fallback, Bounds bounds) => Read(key, v => v.Int(bounds, fallback), fallback, Value.Scalar($"{fallback}"));

    public double Number(string key, double fallback, Bounds bounds) => Read(key, v => v.Number(bounds, fallback), fallback, Value.Scalar(Value.Text(fallback)));

    public bool Flag(string key, bool fallback) => Read(key, v => v.Flag(fallback), fallback, Value.Scalar(fallback ? "true" : "false"));

    public string Text(string key, string fallback) => Read(key, v => v.Text(fallback), fallback, new YamlScalar(fallback, isPlain: false));

    public T Word<T>(string key, IReadOnlyList<(string Name, T Value)> words) =>
        Read(key, v => v.Word(words), words[0].Value, new YamlScalar(words[0].Name, isPlain: false));

    /// <summary>A key without default, that stays out of the resolved form when it is not given; null stands for not given, and so takes back what the file says.</summary>
    public T? Optional<T>(string key, Func<Value, T> read)
    {
        if (Find(key) is not { } value) return default;
        if (!value.IsNull) return Read(key, value, read);
        Resolved.Set(key, Value.Scalar("null"));
        return default;
    }

    /// <summary>A key that must be given.</summary>
    /// <param name="key">The key.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="expected">What is expected, for the message that it is missing.</param>
    public T? Required<T>(string key, Func<Value, T> read, string expected)
    {
        if (!Has(key)) Add($"the key {key} is missing; expected {expected}.");
        return Find(key) is { } value ? Read(key, value, read) : default;
    }

    /// <summary>A nested mapping; without the key, it is read as an empty one.</summary>
    public T Map<T>(string key, Func<Section, T> read)
    {
        var value = Find(key) ?? new Value(new YamlMap(map.PlaceOf(key) ?? map.Place), PathOf(key), problems);
        var result = value.Map(read);
        Resolved.Set(key, value.Resolved);
        return result;
    }

    /// <summary>One of a table, the default being a name in it.</summary>
    public T? OneOf<T>(string key, string kind, IReadOnlyList<Entry<T>> table, string fallback)
        where T : class
    {
        var value = Find(key) ?? new Value(new YamlScalar(fallback, isPlain: false, map.Place), PathOf(key), problems);
        var result = value.OneOf(kind, table);
        Resolved.Set(key, value.Resolved);
        return result;
    }

    /// <summary>Notes a problem with the section as a whole.</summary>
    public void Add(string message) => problems.Add(map.Place, Path, message);

    /// <summary>Notes a problem with a key of the section.</summary>
    public void Add(string key, string message) => problems.Add(map[key]?.Place ?? map.Place, PathOf(key), message);

    public void ReportUnknownKeys()
    {
        foreach (var (key, place, _) in map.Entries)
            if (!_known.Contains(key)) problems.AddUnknown(place, PathOf(key), key, _known);
    }

    private string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private T Read<T>(string key, Func<Value, T> read, T fallback, YamlNode fallbackNode)
    {
        if (Find(key) is not { } value)
        {
            Resolved.Set(key, fallbackNode);
            return fallback;
        }

        var result = read(value);
        Resolved.Set(key, value.Resolved);
        return result;
    }

    private T Read<T>(string key, Value value, Func<Value, T> read)
    {
        var result = read(value);
        Resolved.Set(key, value.Resolved);
        return result;
    }
}
