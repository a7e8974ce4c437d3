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

    /// <summary>Of many files so many are decoded at the start, to learn whether images have colours; of fewer, all, which fills the cache.</summary>
    private const int Probed = 256, Few = 2000;

    /// <summary>Reads a tree.</summary>
    /// <param name="path">Its folder, or an archive of it.</param>
    /// <param name="options">How; null for images of one size.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another format.</exception>
    /// <exception cref="DataException">The tree has no images, an image has another size than the first, or a class of another part is not in the training part.</exception>
    public static ImageParts Load(string path, ImageFolderOptions? options = null)
    {
        options ??= new();
        var decoder = options.Decoder ?? new ImageDecoder();
        var files = ImageFiles.List(path, decoder);
        var hasParts = files.Any(f => f.Part == TrainPart);
        var names = files.Where(f => !hasParts || f.Part == TrainPart).Select(f => f.Class).Distinct().Order(StringComparer.Ordinal).ToArray();
        foreach (var file in files)
            if (Array.BinarySearch(names, file.Class, StringComparer.Ordinal) < 0)
                throw new DataException($"{file.Path}: class '{file.Class}' is in the {file.Part} part, but not in the training part, which has {string.Join(", ", names.Take(20))}.") { Path = file.Path };

        var isProbe = options.Prepare is not null && options.SkipAtMost == 0 && files.Count > Few;
        var images = Decode(files, decoder, options.Prepare?.Detail, isProbe ? Probed : files.Count, options.SkipAtMost, out var skipped);
        var channels = images.Max(image => image?.Channels ?? 0);
        if (options.Prepare is null) RequireOneSize(files, images);
        return new ImageParts(
            Part(hasParts ? TrainPart : "") ?? throw new DataException($"{path}: no image of the training part can be read: {skipped[0].Path}: {skipped[0].Reason}") { Path = path },
            hasParts ? Part(ValidationPart) : null,
            hasParts ? Part(TestPart) : null)
        {
            Skipped = skipped,
        };

        ImageDataset? Part(string part)
        {
            var members = Enumerable.Range(0, files.Count).Where(i => files[i].Part == part && (i >= images.Length || images[i] is not null)).ToArray();
            if (members.Length == 0) return null;
            int[] classes = [.. members.Select(i => Array.BinarySearch(names, files[i].Class, StringComparer.Ordinal))];
            if (options.Prepare is null) return Pack(path, [.. members.Select(i => images[i]!)], channels, classes, names);
            var store = new ImageFileStore([.. members.Select(i => files[i])], decoder, channels, options.Prepare.Detail, options.CacheBytes);
            for (var i = 0; i < members.Length && members[i] < images.Length; i++) store.Keep(i, images[members[i]]!);
            return new ImageDataset(store, classes, names, options.Prepare);
        }
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

    /// <summary>Decodes the first files on all cores. What cannot be read is null and listed, up to a number; the next is thrown.</summary>
    private static DecodedImage?[] Decode(IReadOnlyList<ImageFile> files, IImageDecoder decoder, ImageSize? atLeast, int count, int mostSkipped, out IReadOnlyList<SkippedFile> skipped)
    {
        var images = new DecodedImage?[count];
        var reasons = new Exception?[count];
        OrderedParallel.For(count, i =>
        {
            try
            {
                images[i] = decoder.Decode(files[i].Path, files[i].Read(), atLeast);
            }
            catch (Exception e) when (mostSkipped > 0 && e is DataException or DataFormatException)
            {
                reasons[i] = e;
            }
        });
        var bad = Enumerable.Range(0, count).Where(i => reasons[i] is not null).ToArray();
        if (bad.Length > mostSkipped)
            throw new DataException($"{files[bad[^1]].Path}: {bad.Length} of {count} files cannot be read, this one among them, and at most {mostSkipped} may be left out: {reasons[bad[^1]]!.Message}", reasons[bad[^1]]) { Path = files[bad[^1]].Path };
        skipped = [.. bad.Select(i => new SkippedFile(files[i].Path, (reasons[i] as DataFormatException)?.Reason ?? reasons[i]!.Message))];
        return images;
    }

    private static void RequireOneSize(IReadOnlyList<ImageFile> files, DecodedImage?[] images)
    {
        var first = Array.FindIndex(images, image => image is not null);
        for (var i = first + 1; i < images.Length && first >= 0; i++)
            if (images[i] is { } image && (image.Height != images[first]!.Height || image.Width != images[first]!.Width))
                throw new DataException($"{files[i].Path}: the image is {image.Width} × {image.Height} pixels, but {files[first].Path} is {images[first]!.Width} × {images[first]!.Height} (width × height). Bring them to one size: data.prepare: [{{resize: 256}}, {{center_crop: 224}}], or ImageFolderOptions.Prepare.") { Path = files[i].Path };
    }

    private static ImageDataset Pack(string path, DecodedImage[] images, int channels, int[] classes, string[] names)
    {
        var (height, width) = (images[0].Height, images[0].Width);
        var size = height * width * channels;
        if ((long)size * images.Length > Array.MaxLength)
            throw new DataException($"{path}: {images.Length} images of {width} × {height} pixels take {(long)size * images.Length >> 20} MiB; at most 2 GiB are kept in memory at once. Use fewer or smaller images, or data.prepare, which decodes files when they are read.") { Path = path };
        var pixels = new byte[size * images.Length];
        for (var i = 0; i < images.Length; i++) ImageFileStore.InChannels(path, images[i], channels).Pixels.CopyTo(pixels, i * size);
        return new ImageDataset(pixels, [height, width, channels], classes, names);
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
