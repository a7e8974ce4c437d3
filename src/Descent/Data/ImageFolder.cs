namespace Descent;

/// <summary>
/// Reads a tree of image files in which each class has a folder: <c>train/&lt;class&gt;/…</c>, and <c>validation/&lt;class&gt;/…</c> and
/// <c>test/&lt;class&gt;/…</c> where there are such parts; or just <c>&lt;class&gt;/…</c>. The tree may also lie in an archive: .tar, .tar.gz or .tgz.
/// Every image is decoded once and kept in memory, a byte a pixel and channel; all have one size. Classes are numbered in the order of their names' characters.
/// </summary>
public static class ImageFolder
{
    private const string TrainPart = "train", ValidationPart = "validation", TestPart = "test";

    /// <summary>Reads a tree.</summary>
    /// <param name="path">Its folder, or an archive of it.</param>
    /// <param name="decoder">Decodes the files; null takes <see cref="ImageDecoder"/>.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another format.</exception>
    /// <exception cref="DataException">The tree has no images, an image has another size than the first, or a class of another part is not in the training part.</exception>
    public static ImageParts Load(string path, IImageDecoder? decoder = null)
    {
        decoder ??= new ImageDecoder();
        var files = ImageFiles.List(path, decoder);
        var hasParts = files.Any(f => f.Part == TrainPart);
        var names = files.Where(f => !hasParts || f.Part == TrainPart).Select(f => f.Class).Distinct().Order(StringComparer.Ordinal).ToArray();
        foreach (var file in files)
            if (Array.BinarySearch(names, file.Class, StringComparer.Ordinal) < 0)
                throw new DataException($"{file.Path}: class '{file.Class}' is in the {file.Part} part, but not in the training part, which has {string.Join(", ", names.Take(20))}.") { Path = file.Path };
        var images = Decode(files, decoder);
        var channels = images.Max(image => image.Channels);
        return new ImageParts(Part(hasParts ? TrainPart : "")!, hasParts ? Part(ValidationPart) : null, hasParts ? Part(TestPart) : null);

        ImageDataset? Part(string part)
        {
            var members = Enumerable.Range(0, files.Count).Where(i => files[i].Part == part).ToArray();
            return members.Length == 0 ? null : Assemble(path, [.. members.Select(i => images[i])], channels, [.. members.Select(i => Array.BinarySearch(names, files[i].Class, StringComparer.Ordinal))], names);
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

    /// <summary>Decodes the files on all cores; the error reported is that of the first wrong file in order, however many threads there are.</summary>
    private static DecodedImage[] Decode(IReadOnlyList<ImageFile> files, IImageDecoder decoder)
    {
        var images = new DecodedImage[files.Count];
        var errors = new Exception?[files.Count];
        Parallel.For(0, files.Count, (i, loop) =>
        {
            try
            {
                images[i] = decoder.Decode(files[i].Path, files[i].Read());
            }
#pragma warning disable CA1031 // it is thrown again below
            catch (Exception e)
#pragma warning restore CA1031
            {
                errors[i] = e;
                loop.Break(); // files before this one are still looked at
            }
        });
        for (var i = 0; i < files.Count; i++)
        {
            if (errors[i] is { } error) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
            if (images[i].Height != images[0].Height || images[i].Width != images[0].Width)
                throw new DataException($"{files[i].Path}: the image is {images[i].Width} × {images[i].Height} pixels, but {files[0].Path} is {images[0].Width} × {images[0].Height} (width × height); so far all must have one size: resizing will come with data.augment. Resize the files.") { Path = files[i].Path };
        }

        return images;
    }

    private static ImageDataset Assemble(string path, DecodedImage[] images, int channels, int[] classes, string[] names)
    {
        var (height, width) = (images[0].Height, images[0].Width);
        var size = height * width * channels;
        if ((long)size * images.Length > Array.MaxLength)
            throw new DataException($"{path}: {images.Length} images of {width} × {height} pixels take {(long)size * images.Length >> 20} MiB; at most 2 GiB are kept in memory. Use fewer or smaller images.") { Path = path };
        var pixels = new byte[size * images.Length];
        for (var i = 0; i < images.Length; i++)
        {
            var target = pixels.AsSpan(i * size, size);
            var source = images[i].Pixels.AsSpan();
            if (images[i].Channels == channels) source.CopyTo(target);
            else for (var at = 0; at < source.Length; at++) target.Slice(at * channels, channels).Fill(source[at]); // grey among coloured ones
        }

        return new ImageDataset(pixels, [height, width, channels], classes, names);
    }
}

/// <summary>The parts of a tree of images.</summary>
/// <param name="Train">What to train on; the whole where the tree has no parts.</param>
/// <param name="Validation">What to watch the training with; null if the tree has no such part.</param>
/// <param name="Test">What to judge the result by; null if the tree has no such part.</param>
public sealed record ImageParts(ImageDataset Train, ImageDataset? Validation, ImageDataset? Test);
