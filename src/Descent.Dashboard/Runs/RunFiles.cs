namespace Descent.Dashboard;

/// <summary>
/// The files of a run's folder, by name and how much of them is read. The folder may hold anything: links are not followed, what is no file of a sane size
/// is refused, and nothing is ever written.
/// </summary>
internal static class RunFiles
{
    public const string Configuration = "run.yaml";
    public const string History = "history.csv";
    public const string Result = "result.json";
    public const string Process = "process.json";
    public const string Validation = "validation.json";
    public const string EventsFolder = "events";
    public const string Best = "best.safetensors";

    /// <summary>The largest run file that <c>descent train</c> reads.</summary>
    public const int MostConfiguration = 1 << 20;

    /// <summary>Ten times what the result of a run with hundreds of parameters takes.</summary>
    public const int MostResult = 1 << 20;

    /// <summary>A confusion matrix of 1,000 classes, and a few dozen small pictures.</summary>
    public const int MostValidation = 16 << 20;

    private const int MostEventFiles = 1001;

    /// <summary>The length of a file; 0 if there is none, or it is a link, a pipe or a device: these have no length, and none of a run's files is empty.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null, Length: var length } ? length : 0;

    /// <summary>A whole text; null if it is not there.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than such a file may be.</exception>
    public static byte[]? ReadAll(string path, int most)
    {
        var length = LengthOf(path);
        if (length == 0) return null;
        if (length > most) throw new IOException($"{Path.GetFileName(path)}: it has {length:N0} bytes; such a file has at most {most:N0}.");
        return ReadPiece(path, 0, (int)length);
    }

    /// <summary>The bytes from a place on, fewer where the file ends.</summary>
    public static byte[] ReadPiece(string path, long from, int count)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count && RandomAccess.Read(file, bytes.AsSpan(filled), from + filled) is > 0 and var read) filled += read;
        return filled == count ? bytes : bytes[..filled];
    }

    /// <summary>The event files of a run, in the order in which they were written.</summary>
    public static IEnumerable<string> EventFilesIn(string folder)
    {
        var events = new DirectoryInfo(Path.Combine(folder, EventsFolder));
        if (!events.Exists || events.LinkTarget is not null) return [];
        return events.EnumerateFiles("*tfevents*").Where(f => f.LinkTarget is null).Select(f => f.FullName).Take(MostEventFiles).Order(StringComparer.Ordinal);
    }
}
