namespace Descent;

/// <summary>Reads the binary version of CIFAR-100: 32×32 colour images of a hundred classes, which twenty coarse ones gather.</summary>
public static class Cifar100
{
    private const int Coarse = 20, Fine = 100;

    /// <summary>Reads a folder with train.bin and test.bin.</summary>
    /// <param name="folder">
    /// The folder, such as cifar-100-binary. The classes' names are the lines of fine_label_names.txt, or coarse_label_names.txt, in it; their numbers where
    /// there is no such file.
    /// </param>
    /// <param name="coarse">Whether the twenty coarse classes are to be told apart, instead of the hundred.</param>
    /// <returns>Images [32, 32, 3]: red, green, blue.</returns>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    /// <exception cref="DataException">A file is missing or cannot be read.</exception>
    public static (ImageDataset Train, ImageDataset Test) LoadFolder(string folder, bool coarse = false)
    {
        var (train, test) = (Path.Combine(folder, "train.bin"), Path.Combine(folder, "test.bin"));
        foreach (var path in new[] { train, test })
            if (!File.Exists(path)) throw new DataException($"{path}: there is no such file; expected the folder of CIFAR-100's binary version, with train.bin and test.bin.") { Path = path };
        var records = new CifarRecords("CIFAR-100", labels: 2, label: coarse ? 0 : 1);
        var names = coarse ? ReadNames(folder, "coarse", Coarse) : ReadNames(folder, "fine", Fine);
        return (records.Load([train], names), records.Load([test], names));
    }

    private static string[] ReadNames(string folder, string kind, int count)
    {
        var path = Path.Combine(folder, $"{kind}_label_names.txt");
        if (!File.Exists(path)) return [.. Enumerable.Range(0, count).Select(i => $"{i}")];
        try
        {
            // One line more than there may be tells that there are more.
            var names = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Take(count + 1).ToArray();
            return names.Length == count && names.Distinct(StringComparer.Ordinal).Count() == count
                ? names
                : throw new DataFormatException(path, $"it must have {count} lines, each the name of another class.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: the file cannot be read: {e.Message}", e) { Path = path };
        }
    }
}
