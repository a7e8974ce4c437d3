namespace Descent;

/// <summary>Reads the binary version of CIFAR-10: 32×32 colour images of ten classes.</summary>
public static class Cifar10
{
    private static readonly CifarRecords s_records = new("CIFAR-10", labels: 1, label: 0);

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
    public static ImageDataset Load(params string[] paths) => s_records.Load(paths, Classes);
}
