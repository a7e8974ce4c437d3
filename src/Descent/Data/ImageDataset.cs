namespace Descent;

/// <summary>
/// Images, each with a class, as bytes: in memory, or in files that are decoded when they are read. They become the numbers a network sees,
/// (pixel/255 − mean)/deviation of each channel, when a batch is made; see <see cref="ImageEncoding"/> for the statistics and <see cref="Augmentation"/>
/// for what training sees.
/// </summary>
public sealed class ImageDataset : Dataset
{
    /// <summary>The largest number a byte holds: a pixel counts from 0 to 1.</summary>
    private const double White = 255;

    private static readonly Augmentation s_nothing = new();

    private readonly ImageStore _store;
    private readonly ImageStore _trainingStore; // may hold more detail
    private readonly int[] _classes;
    private readonly Augmentation _prepare;
    private readonly Augmentation? _training;
    private readonly ulong _seed;
    private readonly float[] _scale; // of each place of an image's row
    private readonly float[] _shift;

    /// <summary>Images in memory with a class each. The arrays are used, not copied. Pixels become numbers from 0 to 1.</summary>
    /// <param name="pixels">All images, one after the other, each [height, width, channels].</param>
    /// <param name="imageShape">[height, width, channels].</param>
    /// <param name="classes">The class of each image.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <exception cref="DataException">The counts do not fit, the shape is no image's, or a class has no name.</exception>
    public ImageDataset(byte[] pixels, Shape imageShape, int[] classes, IReadOnlyList<string> classNames)
        : this(Pack(pixels, imageShape, classes.Length), classes, classNames, s_nothing)
    {
    }

    /// <exception cref="DataException">A class has no name, or images of several sizes are not brought to one.</exception>
    internal ImageDataset(ImageStore store, int[] classes, IReadOnlyList<string> classNames, Augmentation prepare)
    {
        for (var i = 0; i < classes.Length; i++)
            if ((uint)classes[i] >= (uint)classNames.Count)
                throw new DataException($"ImageDataset: image {i} has class {classes[i]}, but there are {classNames.Count} class names, so classes are 0 … {classNames.Count - 1}.") { Sample = i };
        var size = FinalSize(store, prepare, "the images");
        (_store, _trainingStore, _classes, _prepare) = (store, store, classes, prepare);
        Encoding = ImageEncoding.Plain([size.Height, size.Width, store.Channels], classNames);
        Target = new TargetInfo(TargetKind.Class, classNames.Count, classNames);
        (_scale, _shift) = Affine(Encoding);
    }

    private ImageDataset(ImageDataset images, ImageEncoding encoding, Augmentation? training, ulong seed)
    {
        (_store, _classes, _prepare, Target, Encoding, _training, _seed) = (images._store, images._classes, images._prepare, images.Target, encoding, training, seed);
        _trainingStore = training is null ? _store : _store.AtLeast(training.Detail);
        (_scale, _shift) = ReferenceEquals(encoding, images.Encoding) ? (images._scale, images._shift) : Affine(encoding);
    }

    /// <summary>
    /// Images in files whose classes are not known, read as a trained network wants them: the class of each is 0. They are decoded when they are read.
    /// </summary>
    /// <param name="paths">The files, of any format that is read.</param>
    /// <param name="encoding">How the network's images became numbers.</param>
    /// <param name="prepare">What brought them to one size; where it is nothing, they are resized to the network's.</param>
    /// <exception cref="DataException">The images have another size after that.</exception>
    public static ImageDataset OfFiles(IReadOnlyList<string> paths, ImageEncoding encoding, Augmentation prepare)
    {
        if (prepare.Transforms.Count == 0) prepare = new Augmentation(new Resize(new ImageSize(encoding.Height, encoding.Width)));
        var store = new ImageFileStore([.. paths.Select(path => new ImageFile(path, "", "", null))], new ImageDecoder(), encoding.Channels, prepare.Detail, cacheBytes: 0);
        var images = new ImageDataset(store, new int[paths.Count], encoding.Classes, prepare);
        return images.InputShape == encoding.Shape
            ? images.With(encoding)
            : throw new DataException($"ImageDataset: the images are {images.InputShape} once they are prepared, but the network takes {encoding.Shape}; prepare them as those that it was trained on.");
    }

    /// <summary>How pixels become numbers.</summary>
    public ImageEncoding Encoding { get; }

    /// <inheritdoc/>
    public override int Count => _classes.Length;

    /// <summary>[height, width, channels].</summary>
    public override Shape InputShape => Encoding.Shape;

    /// <inheritdoc/>
    public override TargetInfo Target { get; }

    /// <summary>Reading is a pass over a few thousand bytes. Files, and images that are changed first, are read in the background.</summary>
    public override bool IsInMemory => _store.IsInMemory && _training is null && _prepare.Transforms.Count == 0;

    internal override bool IsChecked => true;

    /// <summary>The same images, each brought to one size where it is read, in training and evaluation: resized, cut, padded.</summary>
    /// <param name="steps">Geometric transforms. What they draw at random is the same every time.</param>
    /// <exception cref="DataException">They leave images of several sizes.</exception>
    public ImageDataset Prepare(Augmentation steps) => new(_store, _classes, Target.Names, new Augmentation([.. _prepare.Transforms, .. steps.Transforms]));

    /// <summary>The pixels of an image as a network sees them in evaluation, prepared but not normalized, [height, width, channels].</summary>
    /// <param name="index">The image, 0 … <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        if (_prepare.Transforms.Count == 0) return Stored(_store, index).Pixels;
        var pixels = new byte[InputShape.Size];
        ReadPixels(index, epoch: null, pixels);
        return pixels;
    }

    /// <summary>What training does to an image, bringing it to its size included; null where it sees what evaluation sees.</summary>
    public Augmentation? Augmentation => _training;

    /// <summary>The file that an image comes from; null where images have no files of their own.</summary>
    /// <param name="index">The image, 0 … <see cref="Count"/> − 1.</param>
    public string? PathOf(int index) => _store.PathOf(index);

    /// <summary>
    /// An image before anything is done to it, as the array or the file has it. (A JPEG file may be decoded smaller where training brings it to a
    /// size that needs no more; see <see cref="IImageDecoder.Decode"/>.)
    /// </summary>
    /// <param name="index">The image, 0 … <see cref="Count"/> − 1.</param>
    public DecodedImage ReadOriginal(int index)
    {
        var image = Stored(_trainingStore, index);
        return new DecodedImage(image.Size.Height, image.Size.Width, _store.Channels, image.Pixels.ToArray());
    }

    /// <summary>What is drawn for an image in an epoch of training: each transform that is applied, with its numbers.</summary>
    /// <param name="index">The image, 0 … <see cref="Count"/> − 1.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public IReadOnlyList<(string Name, string Drawn)> Explain(int index, int epoch) =>
        (_training ?? _prepare).Explain(Stored(_trainingStore, index).Size, _seed, epoch, index);

    /// <summary>
    /// The same images, of which training sees only one transform's work: with the numbers that it draws among the others, but on every image,
    /// however small its probability. To look at, and to measure what it does by itself.
    /// </summary>
    /// <param name="transform">Its place in <see cref="Augmentation"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such transform.</exception>
    public ImageDataset Only(int transform)
    {
        var count = _training?.Transforms.Count ?? 0;
        if ((uint)transform >= (uint)count)
            throw new ArgumentOutOfRangeException(nameof(transform), $"ImageDataset: transform {transform} was asked for; training has {count}{(count > 0 ? $", 0 … {count - 1}" : "")}.");
        var alone = _training!.Alone(transform, _prepare);
        var size = new ImageSize(InputShape[0], InputShape[1]);
        return new ImageDataset(this, Encoding, FinalSize(_store, alone, "augmented images") == size ? alone : alone.EndedBy(new Resize(size)), _seed);
    }

    /// <summary>The pixels of an image as a network sees them, but not normalized.</summary>
    /// <param name="index">The image.</param>
    /// <param name="epoch">The epoch, from 0; null for evaluation.</param>
    /// <param name="pixels">Receives them, [height, width, channels].</param>
    public void ReadPixels(int index, int? epoch, Span<byte> pixels)
    {
        var image = Stored(epoch is null ? _store : _trainingStore, index);
        ImageWorker.OfThread.ToPixels(image.Pixels, image.Size, _store.Channels, epoch is null ? _prepare : _training ?? _prepare, new SamplePosition(_seed, epoch ?? 0, index), pixels);
    }

    /// <inheritdoc/>
    public override void ReadInput(int index, Span<float> values) => Read(_store, _prepare, index, 0, values);

    /// <inheritdoc/>
    public override void ReadTrainingInput(int index, int epoch, Span<float> values) => Read(_trainingStore, _training ?? _prepare, index, epoch, values);

    /// <inheritdoc/>
    public override int ReadClass(int index) => _classes[index];

    /// <summary>The same images under another encoding.</summary>
    internal ImageDataset With(ImageEncoding encoding) => encoding.Shape == InputShape && encoding.Classes.SequenceEqual(Target.Names)
        ? new ImageDataset(this, encoding, _training, _seed)
        : throw new ArgumentException($"ImageEncoding: it is for images {encoding.Shape} of {encoding.Classes.Count} classes ({encoding.ClassList()}); these are {InputShape} of {Target.Count} ({Encoding.ClassList()}).");

    /// <summary>
    /// The same images, augmented where training reads them. A pipeline that brings images to their size by itself, such as one with a random resized
    /// crop, takes them as they are; another comes after the preparation, and is drawn in one with it.
    /// </summary>
    /// <exception cref="ArgumentException">The result has another size than the images of evaluation.</exception>
    internal ImageDataset Augmented(Augmentation augmentation, ulong seed)
    {
        var whole = augmentation.FixesSize ? augmentation : new Augmentation([.. _prepare.Transforms, .. augmentation.Transforms]);
        var (size, wanted) = (FinalSize(_store, whole, "augmented images"), new ImageSize(InputShape[0], InputShape[1]));
        return size == wanted
            ? new ImageDataset(this, Encoding, whole, seed)
            : throw new ArgumentException($"Augmentation: augmented images have {size} pixels (width × height), but those of evaluation {wanted}; bring both to the same size.");
    }

    /// <summary>Changes the images behind a data set, which is one of images or a part of one.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    internal static Dataset Map(Dataset data, Func<ImageDataset, ImageDataset> change, string operation) => data switch
    {
        ImageDataset images => change(images),
        Subset part => new Subset(Map(part.Source, change, operation), part.Indices),
        _ => throw new ArgumentException($"{operation}: {data.GetType().Name} has no images; give an ImageDataset, or a part of one."),
    };

    private void Read(ImageStore store, Augmentation pipeline, int index, int epoch, Span<float> values)
    {
        if (values.Length != InputShape.Size) throw new ArgumentException($"ImageDataset: room for {values.Length} numbers was given; an image {InputShape} has {InputShape.Size}.");
        var image = Stored(store, index);
        ImageWorker.OfThread.ToNumbers(image.Pixels, image.Size, store.Channels, pipeline, new SamplePosition(_seed, epoch, index), _scale, _shift, values);
    }

    private StoredImage Stored(ImageStore store, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return store.Read(index);
    }

    private static ImageSize FinalSize(ImageStore store, Augmentation pipeline, string what)
    {
        if (store.Size is null && !pipeline.FixesSize)
            throw new DataException($"ImageDataset: {what} have several sizes; bring them to one, with new Augmentation(new Resize(256), new CenterCrop(new(224, 224))) for instance.");
        return pipeline.SizeAfter(store.Size ?? new ImageSize(1, 1));
    }

    private static PackedImages Pack(byte[] pixels, in Shape shape, int count)
    {
        if (shape.Rank != 3 || shape.Size < 1)
            throw new DataException($"ImageDataset: the images' shape is {shape}; give [height, width, channels], each at least 1.");
        if (pixels.Length != (long)count * shape.Size)
            throw new DataException($"ImageDataset: {pixels.Length} bytes were given; {count} images of shape {shape} have {(long)count * shape.Size}.");
        return new PackedImages(pixels, new(shape[0], shape[1]), shape[2]);
    }

    private static (float[] Scale, float[] Shift) Affine(ImageEncoding encoding)
    {
        var channels = encoding.Shape[2];
        var row = encoding.Shape[1] * channels;
        var (scale, shift) = (new float[row], new float[row]);
        for (var i = 0; i < row; i++)
        {
            var (mean, deviation) = (encoding.Mean[i % channels], encoding.Deviation[i % channels]);
            (scale[i], shift[i]) = ((float)(1 / (White * deviation)), (float)(-mean / deviation));
        }

        return (scale, shift);
    }
}
