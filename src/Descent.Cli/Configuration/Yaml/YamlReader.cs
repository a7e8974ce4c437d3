using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Descent.Cli;

/// <summary>
/// Reads one YAML document into nodes that know their places. Run files are plain data, so anchors, aliases, tags and further
/// documents are refused: a few lines of aliases can stand for gigabytes.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>The largest run file that is read: a thousand times what a long one needs, and quick to refuse.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The deepest nesting; run files use about six levels.</summary>
    private const int MaxDepth = 32;

    private readonly Parser _parser;
    private readonly Func<Mark, Place> _placeOf;
    private readonly Problems _problems;
    private readonly List<OpenBracket> _open = [];

    private YamlReader(Parser parser, Func<Mark, Place> placeOf, Problems problems)
    {
        _parser = parser;
        _placeOf = placeOf;
        _problems = problems;
    }

    /// <summary>Reads a file's root mapping; null if it cannot be used at all (the problems say why).</summary>
    /// <exception cref="FileException">The file is not there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static YamlMap? ReadFile(string path, Problems problems)
    {
        if (Directory.Exists(path)) throw new FileException($"{path}: this is a folder; expected a run file, such as {Path.Combine(path, "run.yaml")}.");
        if (!File.Exists(path)) throw new FileException($"{path}: there is no such file. The examples folder holds run files to start from.");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Read(path, stream, problems);
    }

    /// <summary>Reads a root mapping from a stream; places name <paramref name="source"/>.</summary>
    public static YamlMap? Read(string source, Stream stream, Problems problems)
    {
        var start = new Place(source, 1, 1);
        var bytes = new byte[(stream.CanSeek ? Math.Min(stream.Length, MaxBytes) : MaxBytes) + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > MaxBytes)
        {
            problems.Add(start, "", $"the file is larger than {MaxBytes >> 20} MiB, which no run file needs; is it the right file?");
            return null;
        }

        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException e)
        {
            problems.Add(start, "", $"byte {e.Index + 1} is not UTF-8 text; save the file as UTF-8.");
            return null;
        }

        if (ReadText(text.TrimStart('\uFEFF'), mark => new Place(source, (int)mark.Line, (int)mark.Column), problems) is not { } root) return null;
        if (root is YamlMap map) return map;
        problems.Add(start, "", root is YamlScalar { IsNull: true }
            ? "the file is empty; start from a file in examples/, or leave the file out to use the built-in digits run."
            : $"the file holds {root.Describe()}; expected keys such as data, model and training.");
        return null;
    }

    /// <summary>Reads the value of a setting on the command line.</summary>
    public static YamlNode? ReadSetting(string source, string text, Problems problems) => ReadText(text, _ => new Place(source, 0, 0), problems);

    private static YamlNode? ReadText(string text, Func<Mark, Place> placeOf, Problems problems)
    {
        var control = text.AsSpan().IndexOfAnyInRange('\0', '\u0008');
        if (control >= 0)
        {
            var line = text.AsSpan(0, control).Count('\n') + 1;
            problems.Add(placeOf(new Mark(control, line, control - text.AsSpan(0, control).LastIndexOf('\n'))), "", $"the control character U+{(int)text[control]:X4} has no place in YAML; is it the right file?");
            return null;
        }

        var reader = new YamlReader(new Parser(new StringReader(text)), placeOf, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            // The scanner reports a tab as whatever token it expected there, on that line or the next.
            var first = Math.Max(1, (int)e.Start.Line - 1);
            var tab = Enumerable.Range(first, 3).FirstOrDefault(line => IsIndentedByTab(text, line));
            if (tab > 0) problems.Add(placeOf(new Mark(0, tab, 1)), "", "a tab indents this line; YAML is indented with spaces only.");
            else if (reader._open.LastOrDefault() is { } open && e.Message.Contains("flow", StringComparison.Ordinal)) reader.AddUnclosed(open, e.Start.Line);
            else problems.Add(placeOf(e.Start), "", $"not valid YAML: {Explain(e)}.");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The scanner lets a few such exceptions escape on malformed text; none says where.
            if (reader._open.LastOrDefault() is { } open) reader.AddUnclosed(open, 0);
            else problems.Add(placeOf(reader._parser.Current?.End ?? new Mark(0, 1, 1)), "", "not valid YAML from here on.");
            return null;
        }
    }

    private static bool IsIndentedByTab(string text, int number) =>
        text.Split('\n').ElementAtOrDefault(number - 1) is { } line && line.AsSpan().TrimStart(' ').StartsWith('\t');

    private void AddUnclosed(OpenBracket open, long line) => _problems.Add(_placeOf(open.Start), "",
        $"the {open.Bracket} that opens here is not closed by a {(open.Bracket == '[' ? ']' : '}')}, or its items are not separated by commas{(line > open.Start.Line && !_placeOf(open.Start).IsSetting ? $" (noticed on line {line})" : "")}.");

    private static string Explain(YamlException e)
    {
        var message = e.InnerException is null ? e.Message : $"{e.Message} ({e.InnerException.Message})";
        return char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');
    }

    private YamlNode ReadDocument()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is StreamEnd) return new YamlScalar("", isPlain: true, _placeOf(new Mark(0, 1, 1)));
        _parser.MoveNext();
        var root = ReadNode("", depth: 0);
        _parser.MoveNext();
        if (_parser.Current is DocumentStart second) throw new YamlException(second.Start, second.End, "A second document starts here; a run file holds one");
        return root;
    }

    /// <summary>Reads the node at the current event and moves past it.</summary>
    private YamlNode ReadNode(string path, int depth)
    {
        var current = _parser.Current!;
        if (current is AnchorAlias) throw new YamlException(current.Start, current.End, "Aliases (*name) are not used in run files; write the value out");
        if (current is not NodeEvent node) throw new YamlException(current.Start, current.End, "A value was expected here");
        if (!node.Anchor.IsEmpty) throw new YamlException(node.Start, node.End, "Anchors (&name) are not used in run files; write the value out where it is needed");
        if (!node.Tag.IsEmpty) throw new YamlException(node.Start, node.End, "Tags (!name) are not used in run files; leave it out");
        if (depth > MaxDepth) throw new YamlException(node.Start, node.End, $"Nested more than {MaxDepth} levels deep");
        var place = _placeOf(node.Start);
        _parser.MoveNext();
        switch (node)
        {
            case Scalar scalar:
                return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, place);
            case SequenceStart:
                var list = new YamlList(place);
                if (node is SequenceStart { Style: SequenceStyle.Flow }) _open.Add(new OpenBracket('[', node.Start));
                while (_parser.Current is not SequenceEnd) list.Items.Add(ReadNode(Join(path, $"{list.Items.Count}"), depth + 1));
                Close(SequenceStyle.Flow == ((SequenceStart)node).Style);
                return list;
            default:
                var map = new YamlMap(place);
                if (node is MappingStart { Style: MappingStyle.Flow }) _open.Add(new OpenBracket('{', node.Start));
                while (_parser.Current is not MappingEnd) ReadEntry(map, path, depth);
                Close(MappingStyle.Flow == ((MappingStart)node).Style);
                return map;
        }
    }

    private void Close(bool isFlow)
    {
        if (isFlow) _open.RemoveAt(_open.Count - 1);
        _parser.MoveNext();
    }

    private void ReadEntry(YamlMap map, string path, int depth)
    {
        var start = _parser.Current!.Start;
        if (ReadNode(path, depth + 1) is not YamlScalar key) throw new YamlException(start, start, "A key is a plain text, such as epochs");
        var keyPath = Join(path, key.Text);
        var value = ReadNode(keyPath, depth + 1);
        if (map.PlaceOf(key.Text) is { } first)
        {
            _problems.Add(key.Place, keyPath, first.IsSetting ? "the key is given twice." : $"the key is given twice, first on line {first.Line}; keep one.");
            return;
        }

        map.Set(key.Text, value, key.Place);
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private sealed record OpenBracket(char Bracket, Mark Start);
}
