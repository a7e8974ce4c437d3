using System.Globalization;
using System.Text;
using CsvHelper;

namespace Descent;

/// <summary>A CSV file with a header: read line by line, as often as needed, with errors that say where. Only one line is held at a time.</summary>
internal sealed class CsvFile : IDisposable
{
    // Longer than any sensible line; a quote that is never closed ends here instead of swallowing the file.
    private const int MaxLineBytes = 16 << 20;

    private readonly FileStream _stream;
    private readonly CsvReaderOptions _options;
    private char _separator;

    private CsvFile(string path, FileStream stream, char? separator)
    {
        Path = path;
        _stream = stream;
        _options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false, // the header is read here, so that its errors are ours
            TrackLineNumbers = true,
            TrimWhitespace = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = MaxLineBytes,
        };
        Header = ReadHeader();
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Header { get; }

    public static CsvFile Open(string path, char? separator)
    {
        if (separator is { } s && (!char.IsAscii(s) || char.IsAsciiLetterOrDigit(s) || s is '"' or '\r' or '\n' or '\0' or '.' or '-' or '+'))
            throw new ArgumentException($"Csv: the separator is {(int)s:X2} ('{(char.IsControl(s) ? ' ' : s)}'); give a character that cells do not consist of, such as a comma, semicolon, tab or |.");
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path}: the file cannot be opened: {e.Message}", e) { Path = path };
        }

        try
        {
            return new CsvFile(path, stream, separator);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Calls <paramref name="visit"/> with each sample's index, its line number and its cells: as many as the header has.</summary>
    /// <returns>The number of samples.</returns>
    public int ForEachRow(Action<int, int, CsvReader> visit) => Guarded(reader =>
    {
        reader.Read();
        var row = 0;
        while (reader.Read())
        {
            var line = (int)reader.LineNumber;
            if (reader.FieldCount != Header.Count)
                throw Error($"the line has {reader.FieldCount} cells, but the header has {Header.Count} columns; a cell that contains {Name(_separator)} needs quotes around it", line);
            visit(row++, line, reader);
        }

        return row > 0 ? row : throw Error("there is a header, but no line of data after it");
    });

    /// <summary>The position of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="role">What it is needed as: <c>label</c>.</param>
    /// <exception cref="DataException">There is no such column.</exception>
    public int Column(string name, string role)
    {
        for (var i = 0; i < Header.Count; i++)
            if (Header[i] == name) return i;
        var advice = NearestName.Of(name, Header) is { } near ? $"did you mean '{near}'? The" : "the";
        throw Error($"there is no such column, but it is named as {role}; {advice} columns are {Columns()}", column: name);
    }

    /// <summary>The columns' names for a message, at most forty of them.</summary>
    public string Columns() => string.Join(", ", Header.Take(40).Select(Shorten)) + (Header.Count > 40 ? $" and {Header.Count - 40} more" : "");

    /// <summary>An error at a place in the file.</summary>
    /// <param name="problem">A sentence without its full stop: what is wrong, and what to change.</param>
    /// <param name="line">Where, if it is about a line.</param>
    /// <param name="column">Where, if it is about a column.</param>
    /// <param name="inner">What caused it.</param>
    public DataException Error(string problem, int? line = null, string? column = null, Exception? inner = null)
    {
        var where = (line, column) switch
        {
            (null, null) => "",
            (null, not null) => $"column '{Shorten(column)}': ",
            (not null, null) => $"line {line}: ",
            _ => $"line {line}, column '{Shorten(column)}': ",
        };
        return new DataException($"{Path}: {where}{problem}.", inner) { Path = Path, Row = line, Column = column };
    }

    /// <summary>A cell for a message: in quotes, shortened, on one line.</summary>
    public static string Quote(string cell) => $"'{Shorten(cell)}'";

    private static string Shorten(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 40))) shown.Append(char.IsControl(c) ? ' ' : c);
        return shown.Append(text.Length > 40 ? "…" : "").ToString();
    }

    private static string Name(char separator) => separator == '\t' ? "a tab" : $"'{separator}'";

    private string[] ReadHeader() => Guarded(reader =>
    {
        if (!reader.Read()) throw Error("the file is empty; it needs a header line with the columns' names, then one line a sample");
        _separator = reader.Separator;
        var line = (int)reader.LineNumber;
        var names = reader.Current.ToArray();
        if (names.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            throw Error($"the first line holds only numbers ({Quote(string.Join(_separator, names))}); it must hold the columns' names", line);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i])) throw Error($"column {i + 1} has no name; write one, so that it can be used or ignored", line);
            RequireText(names[i], line, column: null);
            if (!first.TryAdd(names[i], i)) throw Error($"columns {first[names[i]] + 1} and {i + 1} both have this name; rename one", line, names[i]);
        }

        return names;
    });

    /// <summary>Refuses text that was not UTF-8: it cannot be told apart from other such text.</summary>
    public void RequireText(string text, int line, string? column)
    {
        if (text.Contains('\uFFFD')) throw Error($"{Quote(text)} is not UTF-8 text; save the file as UTF-8", line, column);
    }

    private T Guarded<T>(Func<CsvReader, T> read)
    {
        try
        {
            _stream.Position = 0;
            using var reader = CsvReader.Create(_stream, _options, leaveOpen: true);
            return read(reader);
        }
        catch (CsvFormatException e)
        {
            throw Error("the quotes do not match, or the line is endless; write quotes around the whole cell and \" as \"\" inside", e.LineNumber > 0 ? (int)e.LineNumber : null, inner: e);
        }
        catch (Exception e) when (e is IOException or DecoderFallbackException)
        {
            throw Error($"the file cannot be read: {e.Message}", inner: e);
        }
    }
}
