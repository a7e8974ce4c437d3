using System.Formats.Tar;
using System.IO.Compression;

namespace Descent;

/// <summary>An image file of a tree: of a folder, or of an archive, whose bytes are then at hand.</summary>
internal sealed record ImageFile(string Path, string Part, string Class, byte[]? Bytes)
{
    /// <exception cref="DataException">It cannot be read.</exception>
    public byte[] Read()
    {
        if (Bytes is not null) return Bytes;
        try
        {
            var length = new FileInfo(Path).Length;
            if (length > ImageFiles.MaxFileBytes) throw new DataFormatException(Path, $"it has {length} bytes; image files have at most {ImageFiles.MaxFileBytes}.");
            return File.ReadAllBytes(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{Path}: the file cannot be read: {e.Message}", e) { Path = Path };
        }
    }
}

/// <summary>Lists the image files of a tree, in the order of part, class and name.</summary>
internal static class ImageFiles
{
    public const int MaxFileBytes = 1 << 28;

    /// <summary>What an archive may hold in all: decoded it would be larger still.</summary>
    private const long MaxArchiveBytes = 1L << 31;

    /// <summary>Formats that people expect to be read, and that would be missed in silence.</summary>
    private static readonly string[] s_otherImages = [".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".jpg", ".jpeg"];

    private static readonly string[] s_parts = ["train", "validation", "val", "test"];

    /// <exception cref="DataException">There are none, or the tree cannot be read.</exception>
    /// <exception cref="DataFormatException">There is an image of a format that the decoder does not read, or the archive is damaged.</exception>
    public static List<ImageFile> List(string path, IImageDecoder decoder)
    {
        var files = (IsArchive(path) ? InArchive(path, withBytes: true) : InFolder(path))
            .Where(f => IsImage(path, f.Names, decoder))
            .Select(f => (f.Names, File: Place(path, f.Names, f.Bytes))).ToList();
        var hasParts = files.Exists(f => f.File.Part == "train");
        files.RemoveAll(f => hasParts && f.File.Part.Length == 0); // beside the parts: pictures of a description, say
        if (!hasParts) files = [.. files.Select(f => (f.Names, f.File with { Part = "", Class = f.Names[^2] }))];
        if (files.Count == 0)
            throw new DataException($"{path}: no images were found; expected train/<class>/*{decoder.Extensions[0]} and test/<class>/*{decoder.Extensions[0]}, or <class>/*{decoder.Extensions[0]}.") { Path = path };
        return [.. files.Select(f => f.File).OrderBy(f => f.Part, StringComparer.Ordinal).ThenBy(f => f.Class, StringComparer.Ordinal).ThenBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>The parts that the tree's folders are named after.</summary>
    public static HashSet<string> Parts(string path) => IsArchive(path)
        ? [.. InArchive(path, withBytes: false).Where(f => f.Names.Count >= 3).Select(f => PartOf(f.Names[^3]))]
        : [.. Folders(path).Select(f => PartOf(System.IO.Path.GetFileName(f)))];

    private static bool IsArchive(string path) => path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private static ImageFile Place(string path, IReadOnlyList<string> names, byte[]? bytes) =>
        new(IsArchive(path) ? $"{path}/{string.Join('/', names)}" : System.IO.Path.Combine([path, .. names]), names.Count >= 3 ? PartOf(names[^3]) : "", names[^2], bytes);

    private static string PartOf(string name) => name == "val" ? "validation" : s_parts.Contains(name) ? name : "";

    private static bool IsImage(string path, IReadOnlyList<string> names, IImageDecoder decoder)
    {
        var ending = System.IO.Path.GetExtension(names[^1]).ToLowerInvariant();
        if (names.Count < 2 || names[^1][0] == '.') return false;
        if (decoder.Extensions.Contains(ending)) return true;
        return s_otherImages.Contains(ending)
            ? throw new DataFormatException(System.IO.Path.Combine([path, .. names]), $"images of this kind are not read; convert it to {decoder.Extensions[0]}.")
            : false;
    }

    private static string[] Folders(string path)
    {
        try
        {
            return Directory.GetDirectories(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: the folder cannot be read: {e.Message}", e) { Path = path };
        }
    }

    /// <summary>Files one folder below the path (classes), and two below (parts and classes).</summary>
    private static IEnumerable<(IReadOnlyList<string> Names, byte[]? Bytes)> InFolder(string path)
    {
        if (!Directory.Exists(path)) throw new DataException($"{path}: there is no such folder; expected one with a folder a class, or an archive (.tar, .tar.gz, .tgz).") { Path = path };
        foreach (var folder in Folders(path))
        {
            var name = System.IO.Path.GetFileName(folder);
            foreach (var file in Directory.EnumerateFiles(folder)) yield return ([name, System.IO.Path.GetFileName(file)], null);
            if (PartOf(name).Length == 0) continue;
            foreach (var inner in Folders(folder))
                foreach (var file in Directory.EnumerateFiles(inner)) yield return ([name, System.IO.Path.GetFileName(inner), System.IO.Path.GetFileName(file)], null);
        }
    }

    /// <summary>The regular files of an archive; folders around the tree do not matter.</summary>
    private static List<(IReadOnlyList<string> Names, byte[]? Bytes)> InArchive(string path, bool withBytes)
    {
        var files = new List<(IReadOnlyList<string>, byte[]?)>();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            using var unzipped = path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? (Stream)file : new GZipStream(file, CompressionMode.Decompress);
            using var archive = new TarReader(unzipped);
            var total = 0L;
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
                var names = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
                total += entry.Length;
                if (entry.Length > MaxFileBytes || total > MaxArchiveBytes) throw new DataFormatException(path, $"its files take more than {MaxArchiveBytes} bytes, or {entry.Name} more than {MaxFileBytes}; unpack it and use fewer or smaller images.");
                if (names.Length >= 2) files.Add((names, withBytes ? ReadEntry(path, entry) : null));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException and not DataFormatException)
        {
            throw new DataFormatException(path, $"it is no tar archive, or damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: the archive cannot be read: {e.Message}", e) { Path = path };
        }

        return files;
    }

    /// <summary>An entry's bytes; memory grows with what is really there.</summary>
    private static byte[] ReadEntry(string path, TarEntry entry)
    {
        using var bytes = new MemoryStream();
        entry.DataStream?.CopyTo(bytes);
        return bytes.Length == entry.Length ? bytes.ToArray() : throw new DataFormatException(path, $"it ends inside {entry.Name}.");
    }
}
