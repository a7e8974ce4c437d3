namespace Descent;

/// <summary>
/// Reads images and their classes from NumPy's files: bytes [count, height, width] or [count, height, width, channels], and whole numbers [count] or
/// [count, 1].
/// </summary>
public static class NumpyImages
{
    /// <summary>Reads an .npy file of images and one of their classes.</summary>
    /// <param name="images">The images.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="classNames">The classes' names; by default the labels' numbers, 0 up to the largest.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another kind.</exception>
    /// <exception cref="DataException">A file cannot be read, the counts differ, or a label has no name.</exception>
    public static ImageDataset Load(string images, string labels, IReadOnlyList<string>? classNames = null) =>
        Assemble(images, NumpyFiles.Read(images, Npy.Read), labels, NumpyFiles.Read(labels, Npy.Read), classNames);

    /// <summary>Reads an .npz archive with x_train and y_train, x_test and y_test if there is such a part, and x_val and y_val, as Keras' mnist.npz has them.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="classNames">The classes' names; by default the training labels' numbers, 0 up to the largest.</param>
    /// <exception cref="DataFormatException">It is damaged, or holds arrays of another kind.</exception>
    /// <exception cref="DataException">It cannot be read, an array is missing, or arrays do not fit each other.</exception>
    public static ImageParts LoadArchive(string path, IReadOnlyList<string>? classNames = null)
    {
        var (train, validation, test) = NumpyFiles.ReadArchive<ImageDataset>(path, (x, images, y, labels, train) => Assemble(x, images, y, labels, classNames ?? train?.Target.Names));
        return new ImageParts(train, validation, test);
    }

    /// <summary>Whether an archive has a part of its own for validation and for testing; nothing is unpacked.</summary>
    /// <param name="path">The archive. One that cannot be read has no parts.</param>
    public static (bool Validation, bool Test) FindParts(string path) => NumpyFiles.FindParts(path);

    private static ImageDataset Assemble(string imagesPath, Tensor images, string labelsPath, Tensor labels, IReadOnlyList<string>? classNames)
    {
        var (axes, count) = (images.Shape.ToArray(), images.Shape.Rank == 0 ? 0 : images.Shape[0]);
        if (images.Type != DType.UInt8 || axes.Length is < 3 or > 4 || images.Count == 0 || (axes.Length == 4 && axes[3] is not (1 or 3)))
            throw new DataFormatException(imagesPath, $"its array is {images.Type} {images.Shape}; expected bytes (uint8) [count, height, width], or [count, height, width, channels] with 1 or 3 channels.");
        var (classes, names) = NumpyFiles.Classes(imagesPath, count, "image", labelsPath, labels, classNames);
        return new ImageDataset(images.ToArray<byte>(), [axes[1], axes[2], axes.Length == 4 ? axes[3] : 1], classes, names);
    }
}
