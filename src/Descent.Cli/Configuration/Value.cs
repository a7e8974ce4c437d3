using System.Globalization;

namespace Descent.Cli;

/// <summary>
/// One value of the configuration with its key path. Reading it as a type checks it; a problem is noted and a harmless value
/// returned, so that reading goes on and finds the others. What was read, in full, is kept as <see cref="Resolved"/>.
/// </summary>
internal sealed class Value(YamlNode node, string path, Problems problems)
{
    /// <summary>Lists are short in run files; longer ones are refused before anything is built from them.</summary>
    private const int MaxItems = 10_000;

    public YamlNode Node { get; } = node;

    public string Path { get; } = path;

    public Place Place => Node.Place;

    /// <summary>The value as the run's own run.yaml will hold it: with every default written out.</summary>
    public YamlNode Resolved { get; private set; } = node;

    public bool IsNull => Node is YamlScalar { IsNull: true };

    public void Add(string message) => problems.Add(Place, Path, message);

    public int Int(Bounds bounds, int fallback = 1)
    {
        if (Node is YamlScalar { IsPlain: true } scalar)
        {
            var digits = scalar.Text.Replace("_", "");
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                if (bounds.Contains(number) && number is >= int.MinValue and <= int.MaxValue)
                {
                    Resolved = Scalar(number.ToString(CultureInfo.InvariantCulture));
                    return (int)number;
                }

                Add(bounds.Contains(number) ? $"{number} is too large; expected a whole number below 2,147,483,648." : $"{number} is not possible; expected a whole number, {bounds}.");
                return fallback;
            }
        }

        AddWrongType($"a whole number{Suffix(bounds)}", IsNumberInQuotes());
        return fallback;
    }

    public ulong Seed(ulong fallback)
    {
        if (Node is YamlScalar { IsPlain: true } scalar && ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            Resolved = Scalar(number.ToString(CultureInfo.InvariantCulture));
            return number;
        }

        AddWrongType("a whole number, at least 0 and below 2^64", IsNumberInQuotes());
        return fallback;
    }

    public double Number(Bounds bounds, double fallback = 1)
    {
        if (Node is YamlScalar { IsPlain: true } scalar && ParseNumber(scalar.Text) is { } number)
        {
            if (bounds.Contains(number))
            {
                Resolved = Scalar(Text(number));
                return number;
            }

            Add($"{scalar.Text} is not possible; expected a number {bounds}.");
            return fallback;
        }

        AddWrongType($"a number{Suffix(bounds)}", IsNumberInQuotes());
        return fallback;
    }

    public bool Flag(bool fallback = false)
    {
        if (Node is YamlScalar { IsPlain: true } scalar)
        {
            switch (scalar.Text)
            {
                case "true" or "True" or "TRUE":
                    Resolved = Scalar("true");
                    return true;
                case "false" or "False" or "FALSE":
                    Resolved = Scalar("false");
                    return false;
            }
        }

        AddWrongType("true or false");
        return fallback;
    }

    public string Text(string fallback = "")
    {
        if (Node is YamlScalar { IsNull: false } scalar)
        {
            Resolved = new YamlScalar(scalar.Text, isPlain: false);
            return scalar.Text;
        }

        AddWrongType("a text");
        return fallback;
    }

    /// <summary>A path, made absolute: from the run file's folder, or from the current one if it was given on the command line.</summary>
    public string FilePath()
    {
        var text = Text();
        if (text.Length == 0)
        {
            if (Node is YamlScalar { IsNull: false }) Add("given an empty text; expected the path of a file.");
            return text;
        }

        var folder = Place.IsSetting ? "" : System.IO.Path.GetDirectoryName(Place.Source) ?? "";
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, text));
        Resolved = new YamlScalar(path, isPlain: false);
        return path;
    }

    /// <summary>A word out of a fixed list.</summary>
    public T Word<T>(IReadOnlyList<(string Name, T Value)> words)
    {
        if (Node is YamlScalar { IsNull: false } scalar)
        {
            foreach (var (name, value) in words)
            {
                if (name != scalar.Text) continue;
                Resolved = new YamlScalar(name, isPlain: false);
                return value;
            }

            Add($"{scalar.Describe()} is unknown; {Nearest.Advice(scalar.Text, [.. words.Select(w => w.Name)])}");
            return words[0].Value;
        }

        AddWrongType($"one of {string.Join(", ", words.Select(w => w.Name))}");
        return words[0].Value;
    }

    /// <summary>One of several things with options of its own: <c>{name: {option: …}}</c>, or just <c>name</c> for its defaults.</summary>
    /// <returns>Null, with the problem noted, if it cannot be read.</returns>
    public T? OneOf<T>(string kind, IReadOnlyList<Entry<T>> table)
        where T : class
    {
        var names = string.Join(", ", table.Select(e => e.Name));
        var (name, options, place) = Node switch
        {
            YamlScalar { IsNull: false } scalar => (scalar.Text, null, scalar.Place),
            YamlMap { Entries.Count: 1 } map => (map.Entries[0].Key, map.Entries[0].Value, map.Entries[0].Place),
            _ => ((string?)null, (YamlNode?)null, Place),
        };
        if (name is null)
        {
            if (Node is YamlMap { Entries.Count: > 1 } several)
                problems.Add(several.Entries.Select(e => e.Place).FirstOrDefault(p => p.IsSetting, several.Entries[1].Place), Path,
                    $"{string.Join(" and ", several.Entries.Select(e => e.Key))} are given together; expected one {kind} of {names}. To replace it on the command line: --set '{Path}={{{several.Entries[^1].Key}: {{…}}}}'.");
            else AddWrongType($"one {kind} of {names}, such as {{{table[0].Name}: {{{table[0].Example}}}}}");
            return null;
        }

        foreach (var entry in table)
        {
            if (entry.Name != name) continue;
            var value = new Value(options is null or YamlScalar { IsNull: true } ? new YamlMap(place) : options, $"{Path}.{name}", problems);
            var read = entry.Read(value);
            var resolved = new YamlMap();
            resolved.Set(name, value.Resolved);
            Resolved = value.Resolved is YamlMap { Entries.Count: 0 } && Node is YamlScalar ? new YamlScalar(name, isPlain: false) : resolved;
            return read;
        }

        problems.Add(place, Path, $"unknown {kind} {name}; {Nearest.Advice(name, [.. table.Select(e => e.Name)])}{ColonHint(name)}");
        return null;
    }

    public List<T> List<T>(Func<Value, T> readItem, string what)
    {
        var result = new List<T>();
        if (Node is not YamlList list)
        {
            AddWrongType($"a list of {what}");
            return result;
        }

        if (list.Items.Count > MaxItems)
        {
            Add($"the list has {list.Items.Count} items; at most {MaxItems} are read.");
            return result;
        }

        var resolved = new YamlList();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = new Value(list.Items[i], $"{Path}.{i}", problems);
            result.Add(readItem(item));
            resolved.Items.Add(item.Resolved);
        }

        Resolved = resolved;
        return result;
    }

    /// <summary>Reads a mapping: the function asks for the keys it knows; any other key is a problem.</summary>
    public T Map<T>(Func<Section, T> read)
    {
        if (Node is not YamlMap map)
        {
            AddWrongType("a mapping of keys");
            map = new YamlMap(Place);
        }

        var section = new Section(map, Path, problems);
        var result = read(section);
        section.ReportUnknownKeys();
        Resolved = section.Resolved;
        return result;
    }

    internal void AddWrongType(string expected, string hint = "") => Add($"given {Node.Describe()}; expected {expected}.{hint}{(Node is YamlScalar s ? ColonHint(s.Text) : "")}");

    internal static YamlScalar Scalar(string text) => new(text, isPlain: true);

    /// <summary>The shortest text that reads back as the number, with the point that some YAML readers want before an exponent.</summary>
    internal static string Text(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        return text.Contains('e') && !text.Contains('.') ? text.Replace("e", ".0e") : text;
    }

    private static string Suffix(Bounds bounds) => bounds == Bounds.Any ? "" : $", {bounds}";

    private static string ColonHint(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 && char.IsAsciiLetter(text[0]) ? " A space is needed after the colon." : "";
    }

    private string IsNumberInQuotes() =>
        Node is YamlScalar { IsPlain: false } scalar && ParseNumber(scalar.Text) is not null ? " Remove the quotes." : "";

    private static double? ParseNumber(string text) =>
        double.TryParse(text.Replace("_", ""), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;
}
