namespace Descent.Cli;

/// <summary>Where a piece of the configuration was written: a position in a file, or a setting on the command line.</summary>
/// <param name="Source">The file as it was named, or <c>--set a.b.c</c>.</param>
/// <param name="Line">The line, from 1; 0 for a setting on the command line.</param>
/// <param name="Column">The column, from 1.</param>
internal readonly record struct Place(string Source, int Line, int Column)
{
    public bool IsSetting => Line == 0;

    public override string ToString() => IsSetting ? Source : $"{Source}:{Line}:{Column}";
}

/// <summary>A node of a YAML document, with the place where it starts.</summary>
internal abstract class YamlNode(Place place)
{
    public Place Place { get; } = place;

    /// <summary>What stands here, for an error message.</summary>
    public abstract string Describe();
}

/// <summary>A text without structure; numbers, true, false and null are told apart by whoever reads it.</summary>
internal sealed class YamlScalar(string text, bool isPlain, Place place = default) : YamlNode(place)
{
    /// <summary>The most characters of a value that an error message repeats.</summary>
    private const int ShownCharacters = 60;

    public string Text { get; } = text;

    /// <summary>Whether it was written without quotes: only then can it be a number, true, false or null.</summary>
    public bool IsPlain { get; } = isPlain;

    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Describe()
    {
        if (IsNull) return Text.Length == 0 ? "nothing" : Text;
        var shown = Text.Length > ShownCharacters ? Text[..ShownCharacters] + "…" : Text;
        shown = shown.ReplaceLineEndings(" ");
        return IsPlain ? shown : $"the text \"{shown}\"";
    }
}

/// <summary>A list.</summary>
internal sealed class YamlList(Place place = default) : YamlNode(place)
{
    public List<YamlNode> Items { get; } = [];

    public override string Describe() => Items.Count == 0 ? "an empty list" : "a list";
}

/// <summary>A key with its value. (A class: lists of it need no code generated at start, as lists of tuples do.)</summary>
internal sealed record YamlEntry(string Key, Place Place, YamlNode Value);

/// <summary>A mapping from text keys to nodes, in the order of writing.</summary>
internal sealed class YamlMap(Place place = default) : YamlNode(place)
{
    private readonly List<YamlEntry> _entries = [];
    private readonly Dictionary<string, int> _indices = [];

    public IReadOnlyList<YamlEntry> Entries => _entries;

    public YamlNode? this[string key] => _indices.TryGetValue(key, out var index) ? _entries[index].Value : null;

    /// <summary>The entry's key and place; null if there is no such key.</summary>
    public Place? PlaceOf(string key) => _indices.TryGetValue(key, out var index) ? _entries[index].Place : null;

    /// <summary>Adds an entry, or replaces the one of the same key.</summary>
    public void Set(string key, YamlNode value, Place place = default)
    {
        if (_indices.TryGetValue(key, out var index))
        {
            _entries[index] = new YamlEntry(key, place, value);
            return;
        }

        _indices[key] = _entries.Count;
        _entries.Add(new YamlEntry(key, place, value));
    }

    public override string Describe() =>
        _entries.Count == 0 ? "an empty mapping" : $"a mapping with {(_entries.Count == 1 ? "the key" : "the keys")} {string.Join(", ", _entries.Take(5).Select(e => e.Key))}{(_entries.Count > 5 ? ", …" : "")}";
}
