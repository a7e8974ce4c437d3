namespace Descent;

/// <summary>
/// Reads the binary version of CIFAR-10 (A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009): records of a label and
/// 32×32 pixels, first all of red, then green, then blue.
/// </summary>
public static class Cifar10
{
    private const int Side = 32, Plane = Side * Side, Channels = 3, Record = 1 + Channels * Plane;

    /// <summary>The names of the ten classes.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Reads a folder with data_batch_1.bin and as many more as there are, and test_batch.bin.</summary>
    /// <param name="folder">The folder, such as cifar-10-batches-bin.</param>
    /// <returns>Images [32, 32, 3]: red, green, blue.</returns>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    /// <exception cref="DataException">A file is missing or cannot be read.</exception>
    public static (ImageDataset Train, ImageDataset Test) LoadFolder(string folder)
    {
        var batches = new List<string>();
        for (var number = 1; File.Exists(PathOf(number)); number++) batches.Add(PathOf(number));
        var test = Path.Combine(folder, "test_batch.bin");
        foreach (var path in new[] { PathOf(1), test })
            if (!File.Exists(path)) throw new DataException($"{path}: there is no such file; expected the folder of CIFAR-10's binary version, with data_batch_1.bin … and test_batch.bin.") { Path = path };
        return (Load([.. batches]), Load(test));

        string PathOf(int number) => Path.Combine(folder, $"data_batch_{number}.bin");
    }

    /// <summary>Reads binary files, one after the other.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    /// <exception cref="DataException">A file cannot be read, or they are too large for one array.</exception>
    public static ImageDataset Load(params string[] paths)
    {
        var counts = paths.Select(Count).ToArray();
        var total = counts.Sum();
        if (total * Channels * Plane > Array.MaxLength) throw new DataException($"{paths[0]}: the files have {total} images, more than one array can hold.") { Path = paths[0] };
        var (pixels, classes) = (new byte[total * Channels * Plane], new int[total]);
        var image = 0;
        var record = new byte[Record];
        for (var i = 0; i < paths.Length; i++)
        {
            using var file = Open(paths[i]);
            for (var left = counts[i]; left > 0; left--, image++)
            {
                if (file.ReadAtLeast(record, Record, throwOnEndOfStream: false) < Record) throw new DataFormatException(paths[i], "it became shorter while it was read.");
                if (record[0] >= Classes.Count) throw new DataFormatException(paths[i], $"record {counts[i] - left} has label {record[0]}; labels are 0 … {Classes.Count - 1}.");
                classes[image] = record[0];
                var target = pixels.AsSpan(image * Channels * Plane, Channels * Plane);
                for (var at = 0; at < Plane; at++)
                    for (var channel = 0; channel < Channels; channel++) target[at * Channels + channel] = record[1 + channel * Plane + at];
            }
        }

        return new ImageDataset(pixels, [Side, Side, Channels], classes, Classes);
    }

    private static long Count(string path)
    {
        using var file = Open(path);
        return file.Length > 0 && file.Length % Record == 0
            ? file.Length / Record
            : throw new DataFormatException(path, $"it has {file.Length} bytes, which is not a whole number of records of {Record} bytes, at least one; it is cut short, or no CIFAR-10 file.");
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
