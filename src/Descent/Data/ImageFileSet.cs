namespace Descent;

/// <summary>Image files with a class each, listed by whoever knows them: decoded at once or when they are read, as <see cref="ImageFolderOptions"/> say.</summary>
internal sealed class ImageFileSet
{
    /// <summary>Of many files so many are decoded at the start, to learn whether images have colours; of fewer, all, which fills the cache.</summary>
    private const int Probed = 256, Few = 2000;

    private readonly string _path;
    private readonly IReadOnlyList<ImageFile> _files;
    private readonly IReadOnlyList<string> _names;
    private readonly Dictionary<string, int> _classes;
    private readonly ImageFolderOptions _options;
    private readonly IImageDecoder _decoder;
    private readonly DecodedImage?[] _images; // of the first files
    private readonly int _channels;

    private ImageFileSet(string path, IReadOnlyList<ImageFile> files, IReadOnlyList<string> names, ImageFolderOptions options)
    {
        (_path, _files, _names, _options, _decoder) = (path, files, names, options, options.Decoder ?? new ImageDecoder());
        _classes = names.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        var isProbe = options.Prepare is not null && options.SkipAtMost == 0 && files.Count > Few;
        _images = Decode(files, _decoder, options.Prepare?.Detail, isProbe ? Probed : files.Count, options.SkipAtMost, out var skipped);
        _channels = _images.Max(image => image?.Channels ?? 0);
        Skipped = skipped;
        if (options.Prepare is null) RequireOneSize(files, _images);
    }

    /// <summary>The files that were left out.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; }

    /// <param name="path">The tree or table that the files are of, for messages.</param>
    /// <param name="files">The files, at least one; the class of each is among the names.</param>
    /// <param name="names">The classes' names, in the order of their indices.</param>
    /// <param name="options">How they are read.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another format.</exception>
    /// <exception cref="DataException">A file cannot be read, or has another size than the first.</exception>
    public static ImageFileSet Read(string path, IReadOnlyList<ImageFile> files, IReadOnlyList<string> names, ImageFolderOptions options) => new(path, files, names, options);

    /// <summary>The files of a part; null if there are none.</summary>
    public ImageDataset? Part(string part)
    {
        var members = Enumerable.Range(0, _files.Count).Where(i => _files[i].Part == part && (i >= _images.Length || _images[i] is not null)).ToArray();
        if (members.Length == 0) return null;
        int[] classes = [.. members.Select(i => _classes[_files[i].Class])];
        if (_options.Prepare is null) return Pack([.. members.Select(i => _images[i]!)], classes);
        var store = new ImageFileStore([.. members.Select(i => _files[i])], _decoder, _channels, _options.Prepare.Detail, _options.CacheBytes);
        for (var i = 0; i < members.Length && members[i] < _images.Length; i++) store.Keep(i, _images[members[i]]!);
        return new ImageDataset(store, classes, _names, _options.Prepare);
    }

    /// <summary>The files of the part to train on.</summary>
    /// <exception cref="DataException">None of them can be read.</exception>
    public ImageDataset RequirePart(string part) =>
        Part(part) ?? throw new DataException($"{_path}: no image of the training part can be read: {Skipped[0].Path}: {Skipped[0].Reason}") { Path = _path };

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

    private ImageDataset Pack(DecodedImage[] images, int[] classes)
    {
        var (height, width) = (images[0].Height, images[0].Width);
        var size = height * width * _channels;
        if ((long)size * images.Length > Array.MaxLength)
            throw new DataException($"{_path}: {images.Length} images of {width} × {height} pixels take {(long)size * images.Length >> 20} MiB; at most 2 GiB are kept in memory at once. Use fewer or smaller images, or data.prepare, which decodes files when they are read.") { Path = _path };
        var pixels = new byte[size * images.Length];
        for (var i = 0; i < images.Length; i++) ImageFileStore.InChannels(_path, images[i], _channels).Pixels.CopyTo(pixels, i * size);
        return new ImageDataset(pixels, [height, width, _channels], classes, _names);
    }
}
