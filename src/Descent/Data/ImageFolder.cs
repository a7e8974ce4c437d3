namespace Descent;

/// <summary>
/// Reads a tree of image files in which each class has a folder: <c>train/&lt;class&gt;/…</c>, and <c>validation/&lt;class&gt;/…</c> and
/// <c>test/&lt;class&gt;/…</c> where there are such parts; or just <c>&lt;class&gt;/…</c>. The tree may also lie in an archive: .tar, .tar.gz or .tgz.
/// Classes are numbered in the order of their names' characters. Images of one size are decoded at once and kept in memory; others are brought to one
/// by <see cref="ImageFolderOptions.Prepare"/>.
/// </summary>
public static class ImageFolder
{
    private const string TrainPart = "train", ValidationPart = "validation", TestPart = "test";

    /// <summary>Reads a tree.</summary>
    /// <param name="path">Its folder, or an archive of it.</param>
    /// <param name="options">How; null for images of one size.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another format.</exception>
    /// <exception cref="DataException">The tree has no images, an image has another size than the first, or a class of another part is not in the training part.</exception>
    public static ImageParts Load(string path, ImageFolderOptions? options = null)
    {
        options ??= new();
        var files = ImageFiles.List(path, options.Decoder ?? new ImageDecoder());
        var hasParts = files.Any(f => f.Part == TrainPart);
        var names = files.Where(f => !hasParts || f.Part == TrainPart).Select(f => f.Class).Distinct().Order(StringComparer.Ordinal).ToArray();
        foreach (var file in files)
            if (Array.BinarySearch(names, file.Class, StringComparer.Ordinal) < 0)
                throw new DataException($"{file.Path}: class '{file.Class}' is in the {file.Part} part, but not in the training part, which has {string.Join(", ", names.Take(20))}.") { Path = file.Path };

        var set = ImageFileSet.Read(path, files, names, options);
        return new ImageParts(set.RequirePart(hasParts ? TrainPart : ""), hasParts ? set.Part(ValidationPart) : null, hasParts ? set.Part(TestPart) : null)
        {
            Skipped = set.Skipped,
        };
    }

    /// <summary>Whether a tree has a part of its own for validation and for testing, told by the names of its folders; no image is decoded.</summary>
    /// <param name="path">Its folder, or an archive of it. One that cannot be read has no parts.</param>
    public static (bool Validation, bool Test) FindParts(string path)
    {
        try
        {
            var parts = ImageFiles.Parts(path);
            return parts.Contains(TrainPart) ? (parts.Contains(ValidationPart), parts.Contains(TestPart)) : (false, false);
        }
        catch (Exception e) when (e is DataException or DataFormatException or ArgumentException)
        {
            return (false, false); // reading the tree says what is wrong with it
        }
    }
}

/// <summary>The parts of a tree of images.</summary>
/// <param name="Train">What to train on; the whole where the tree has no parts.</param>
/// <param name="Validation">What to watch the training with; null if the tree has no such part.</param>
/// <param name="Test">What to judge the result by; null if the tree has no such part.</param>
public sealed record ImageParts(ImageDataset Train, ImageDataset? Validation, ImageDataset? Test)
{
    /// <summary>The files that were left out because they cannot be read; see <see cref="ImageFolderOptions.SkipAtMost"/>.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];
}
