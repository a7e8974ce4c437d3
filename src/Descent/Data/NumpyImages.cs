using System.IO.Compression;

namespace Descent;

/// <summary>
/// Reads images and their classes from NumPy's files: bytes [count, height, width] or [count, height, width, channels], and whole numbers [count] or
/// [count, 1].
/// </summary>
public static class NumpyImages
{
    private const string Images = "x_", Labels = "y_", Train = "train", Validation = "val", Test = "test";

    /// <summary>Reads an .npy file of images and one of their classes.</summary>
    /// <param name="images">The images.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="classNames">The classes' names; by default the labels' numbers, 0 up to the largest.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another kind.</exception>
    /// <exception cref="DataException">A file cannot be read, the counts differ, or a label has no name.</exception>
    public static ImageDataset Load(string images, string labels, IReadOnlyList<string>? classNames = null) =>
        Assemble(images, Read(images, Npy.Read), labels, Read(labels, Npy.Read), classNames);

    /// <summary>Reads an .npz archive with x_train and y_train, x_test and y_test if there is such a part, and x_val and y_val, as Keras' mnist.npz has them.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="classNames">The classes' names; by default the training labels' numbers, 0 up to the largest.</param>
    /// <exception cref="DataFormatException">It is damaged, or holds arrays of another kind.</exception>
    /// <exception cref="DataException">It cannot be read, an array is missing, or arrays do not fit each other.</exception>
    public static ImageParts LoadArchive(string path, IReadOnlyList<string>? classNames = null)
    {
        var arrays = Read(path, Npz.Read);
        var train = Part(Train) ?? throw new DataException($"{path}: it has no {Images}{Train}; it has {string.Join(", ", arrays.Keys.Take(20))}. Expected {Images}{Train} and {Labels}{Train}, and the same with {Validation} and {Test} if there are such parts.") { Path = path };
        classNames ??= train.Target.Names;
        return new ImageParts(train, Part(Validation), Part(Test));

        ImageDataset? Part(string part)
        {
            if (!arrays.TryGetValue(Images + part, out var images)) return null;
            if (!arrays.TryGetValue(Labels + part, out var labels)) throw new DataException($"{path}: it has {Images}{part}, but no {Labels}{part}.") { Path = path };
            return Assemble($"{path}: {Images}{part}", images, $"{path}: {Labels}{part}", labels, classNames);
        }
    }

    /// <summary>Whether an archive has a part of its own for validation and for testing; nothing is unpacked.</summary>
    /// <param name="path">The archive. One that cannot be read has no parts.</param>
    public static (bool Validation, bool Test) FindParts(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return (archive.GetEntry($"{Images}{Validation}.npy") is not null, archive.GetEntry($"{Images}{Test}.npy") is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            return (false, false); // reading it says what is wrong
        }
    }

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path}: the file cannot be read: {e.Message}", e) { Path = path };
        }
    }

    private static ImageDataset Assemble(string imagesPath, Tensor images, string labelsPath, Tensor labels, IReadOnlyList<string>? classNames)
    {
        var (axes, count) = (images.Shape.ToArray(), images.Shape.Rank == 0 ? 0 : images.Shape[0]);
        if (images.Type != DType.UInt8 || axes.Length is < 3 or > 4 || images.Count == 0 || (axes.Length == 4 && axes[3] is not (1 or 3)))
            throw new DataFormatException(imagesPath, $"its array is {images.Type} {images.Shape}; expected bytes (uint8) [count, height, width], or [count, height, width, channels] with 1 or 3 channels.");
        var isVector = labels.Shape.Rank == 1 || (labels.Shape.Rank == 2 && labels.Shape[1] == 1);
        if (labels.Type is not (DType.Int32 or DType.UInt8) || !isVector)
            throw new DataFormatException(labelsPath, $"its array is {labels.Type} {labels.Shape}; expected whole numbers [count] or [count, 1], the class of each image.");
        if (labels.Count != count) throw new DataException($"{labelsPath}: it has {labels.Count} labels, but {imagesPath} has {count} images; the two do not belong together.") { Path = labelsPath };
        var classes = labels.Type == DType.Int32 ? labels.ToArray<int>() : Array.ConvertAll(labels.ToArray<byte>(), b => (int)b);
        var most = classNames?.Count ?? count + 1; // more classes than images would be a mistake, and their names would fill the memory
        var wrong = Array.FindIndex(classes, c => c < 0 || c >= most);
        if (wrong >= 0) throw new DataException($"{labelsPath}: image {wrong} has label {classes[wrong]}; labels are 0 … {most - 1}.") { Path = labelsPath, Sample = wrong };
        var names = classNames ?? [.. Enumerable.Range(0, classes.Max() + 1).Select(i => $"{i}")];
        return new ImageDataset(images.ToArray<byte>(), [axes[1], axes[2], axes.Length == 4 ? axes[3] : 1], classes, names);
    }
}
