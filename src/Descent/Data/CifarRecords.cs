namespace Descent;

/// <summary>
/// The records of CIFAR's binary versions (A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009): one label or two, and 32×32
/// pixels, first all of red, then green, then blue.
/// </summary>
/// <param name="set">The set's name, for messages.</param>
/// <param name="labels">Labels of a record, a byte each.</param>
/// <param name="label">Which of them is the class.</param>
internal sealed class CifarRecords(string set, int labels, int label)
{
    private const int Side = 32, Plane = Side * Side, Channels = 3;

    private readonly int _record = labels + Channels * Plane;

    /// <summary>Reads files, one after the other.</summary>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    /// <exception cref="DataException">A file cannot be read, or they are too large for one array.</exception>
    public ImageDataset Load(IReadOnlyList<string> paths, IReadOnlyList<string> classNames)
    {
        var counts = paths.Select(Count).ToArray();
        var total = counts.Sum();
        if (total * Channels * Plane > Array.MaxLength) throw new DataException($"{paths[0]}: the files have {total} images, more than one array can hold.") { Path = paths[0] };
        var (pixels, classes) = (new byte[total * Channels * Plane], new int[total]);
        var image = 0;
        var record = new byte[_record];
        for (var i = 0; i < paths.Count; i++)
        {
            using var file = Open(paths[i]);
            for (var left = counts[i]; left > 0; left--, image++)
            {
                if (file.ReadAtLeast(record, _record, throwOnEndOfStream: false) < _record) throw new DataFormatException(paths[i], "it became shorter while it was read.");
                if (record[label] >= classNames.Count) throw new DataFormatException(paths[i], $"record {counts[i] - left} has label {record[label]}; labels are 0 … {classNames.Count - 1}.");
                classes[image] = record[label];
                var target = pixels.AsSpan(image * Channels * Plane, Channels * Plane);
                for (var at = 0; at < Plane; at++)
                    for (var channel = 0; channel < Channels; channel++) target[at * Channels + channel] = record[labels + channel * Plane + at];
            }
        }

        return new ImageDataset(pixels, [Side, Side, Channels], classes, classNames);
    }

    private long Count(string path)
    {
        using var file = Open(path);
        return file.Length > 0 && file.Length % _record == 0
            ? file.Length / _record
            : throw new DataFormatException(path, $"it has {file.Length} bytes, which is not a whole number of records of {_record} bytes, at least one; it is cut short, or no {set} file.");
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path}: the file cannot be opened: {e.Message}", e) { Path = path };
        }
    }
}
