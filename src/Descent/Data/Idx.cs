namespace Descent;

/// <summary>Reads images and labels from IDX files, the format of MNIST and its successors, plain or compressed (.gz).</summary>
public static class Idx
{
    private const string Compressed = ".gz";

    /// <summary>Reads a file of grey images and the file of their labels.</summary>
    /// <param name="images">The images: unsigned bytes [count, height, width].</param>
    /// <param name="labels">The labels: unsigned bytes [count].</param>
    /// <param name="classNames">The classes' names; by default the labels' numbers, 0 up to the largest.</param>
    /// <returns>Images [height, width, 1].</returns>
    /// <exception cref="DataFormatException">A file is damaged, or not of that kind.</exception>
    /// <exception cref="DataException">A file cannot be opened, the counts differ, or a label has no name.</exception>
    public static ImageDataset Load(string images, string labels, IReadOnlyList<string>? classNames = null)
    {
        var (axes, pixels) = IdxFile.Read(images, rank: 3);
        var (_, bytes) = IdxFile.Read(labels, rank: 1);
        if (bytes.Length != axes[0])
            throw new DataException($"{labels}: it has {bytes.Length} labels, but {images} has {axes[0]} images; the two files do not belong together.") { Path = labels };
        var classes = Array.ConvertAll(bytes, b => (int)b);
        var names = classNames ?? [.. Enumerable.Range(0, classes.Max() + 1).Select(i => $"{i}")];
        var wrong = Array.FindIndex(classes, c => c >= names.Count);
        if (wrong >= 0)
            throw new DataException($"{labels}: image {wrong} has label {classes[wrong]}, but there are {names.Count} class names, so labels are 0 … {names.Count - 1}.") { Path = labels, Sample = wrong };
        return new ImageDataset(pixels, [axes[1], axes[2], 1], classes, names);
    }

    /// <summary>Reads the four files of MNIST or a successor: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-… and t10k-labels-…, each plain or with .gz.</summary>
    /// <param name="folder">The folder that holds them.</param>
    /// <param name="classNames">The classes' names; by default 0 to 9 or whatever the training labels show.</param>
    /// <exception cref="DataFormatException">A file is damaged, or not of that kind.</exception>
    /// <exception cref="DataException">A file is missing, or the files do not fit each other.</exception>
    public static (ImageDataset Train, ImageDataset Test) LoadFolder(string folder, IReadOnlyList<string>? classNames = null)
    {
        var train = Load(Find(folder, "train-images-idx3-ubyte"), Find(folder, "train-labels-idx1-ubyte"), classNames);
        var test = Load(Find(folder, "t10k-images-idx3-ubyte"), Find(folder, "t10k-labels-idx1-ubyte"), train.Target.Names);
        return test.InputShape == train.InputShape
            ? (train, test)
            : throw new DataException($"{folder}: the training images are {train.InputShape}, the test images {test.InputShape}; they must have one size.") { Path = folder };
    }

    private static string Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        return File.Exists(path + Compressed)
            ? path + Compressed
            : throw new DataException($"{path}: there is neither this file nor {name}{Compressed}. MNIST and Fashion-MNIST can be had by: descent data get mnist --out <folder>") { Path = path };
    }
}
