namespace Descent;

/// <summary>
/// Images of one size in memory, a byte a pixel and channel, each with a class. They become the numbers a network sees, (pixel/255 − mean)/deviation
/// of each channel, when a batch is made; see <see cref="ImageEncoding"/> for the statistics and <see cref="Augmentation"/> for what training sees.
/// </summary>
public sealed class ImageDataset : Dataset
{
    /// <summary>The largest number a byte holds: a pixel counts from 0 to 1.</summary>
    private const double White = 255;

    // One image a thread between augmenting and normalizing.
    [ThreadStatic]
    private static byte[]? s_augmented;

    private readonly byte[] _pixels;
    private readonly int[] _classes;
    private readonly Augmentation? _augmentation;
    private readonly ulong _seed;
    private readonly float[] _scale; // of each place of an image's row
    private readonly float[] _shift;

    /// <summary>Images with a class each. The arrays are used, not copied. Pixels become numbers from 0 to 1.</summary>
    /// <param name="pixels">All images, one after the other, each [height, width, channels].</param>
    /// <param name="imageShape">[height, width, channels].</param>
    /// <param name="classes">The class of each image.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <exception cref="DataException">The counts do not fit, the shape is no image's, or a class has no name.</exception>
    public ImageDataset(byte[] pixels, Shape imageShape, int[] classes, IReadOnlyList<string> classNames)
    {
        if (imageShape.Rank != 3 || imageShape.Size < 1)
            throw new DataException($"ImageDataset: the images' shape is {imageShape}; give [height, width, channels], each at least 1.");
        if (pixels.Length != (long)classes.Length * imageShape.Size)
            throw new DataException($"ImageDataset: {pixels.Length} bytes were given; {classes.Length} images of shape {imageShape} have {(long)classes.Length * imageShape.Size}.");
        for (var i = 0; i < classes.Length; i++)
            if ((uint)classes[i] >= (uint)classNames.Count)
                throw new DataException($"ImageDataset: image {i} has class {classes[i]}, but there are {classNames.Count} class names, so classes are 0 … {classNames.Count - 1}.") { Sample = i };
        _pixels = pixels;
        _classes = classes;
        Encoding = ImageEncoding.Plain(imageShape, classNames);
        Target = new TargetInfo(TargetKind.Class, classNames.Count, classNames);
        (_scale, _shift) = Affine(Encoding);
    }

    private ImageDataset(ImageDataset images, ImageEncoding encoding, Augmentation? augmentation, ulong seed)
    {
        (_pixels, _classes, Target, Encoding, _augmentation, _seed) = (images._pixels, images._classes, images.Target, encoding, augmentation, seed);
        (_scale, _shift) = ReferenceEquals(encoding, images.Encoding) ? (images._scale, images._shift) : Affine(encoding);
    }

    /// <summary>How pixels become numbers.</summary>
    public ImageEncoding Encoding { get; }

    /// <inheritdoc/>
    public override int Count => _classes.Length;

    /// <summary>[height, width, channels].</summary>
    public override Shape InputShape => Encoding.Shape;

    /// <inheritdoc/>
    public override TargetInfo Target { get; }

    /// <summary>Reading is a pass over a few thousand bytes. Augmented images are made in the background.</summary>
    public override bool IsInMemory => _augmentation is null;

    internal override bool IsChecked => true;

    /// <summary>The pixels of an image as they are, [height, width, channels].</summary>
    /// <param name="index">The image, 0 … <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var size = InputShape.Size;
        return _pixels.AsSpan(index * size, size);
    }

    /// <inheritdoc/>
    public override void ReadInput(int index, Span<float> values) => Convert(Pixels(index), values);

    /// <inheritdoc/>
    public override void ReadTrainingInput(int index, int epoch, Span<float> values)
    {
        var image = Pixels(index);
        if (_augmentation is null)
        {
            Convert(image, values);
            return;
        }

        if (s_augmented is null || s_augmented.Length < image.Length) s_augmented = new byte[image.Length];
        var augmented = s_augmented.AsSpan(0, image.Length);
        _augmentation.Apply(image, InputShape, augmented, _seed, epoch, index);
        Convert(augmented, values);
    }

    /// <inheritdoc/>
    public override int ReadClass(int index) => _classes[index];

    /// <summary>The same images under another encoding.</summary>
    internal ImageDataset With(ImageEncoding encoding) => encoding.Shape == InputShape && encoding.Classes.SequenceEqual(Target.Names)
        ? new ImageDataset(this, encoding, _augmentation, _seed)
        : throw new ArgumentException($"ImageEncoding: it is for images {encoding.Shape} of {encoding.Classes.Count} classes ({encoding.ClassList()}); these are {InputShape} of {Target.Count} ({Encoding.ClassList()}).");

    /// <summary>The same images, augmented where training reads them.</summary>
    internal ImageDataset Augmented(Augmentation augmentation, ulong seed) => new(this, Encoding, augmentation, seed);

    /// <summary>Changes the images behind a data set, which is one of images or a part of one.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    internal static Dataset Map(Dataset data, Func<ImageDataset, ImageDataset> change, string operation) => data switch
    {
        ImageDataset images => change(images),
        Subset part => new Subset(Map(part.Source, change, operation), part.Indices),
        _ => throw new ArgumentException($"{operation}: {data.GetType().Name} has no images; give an ImageDataset, or a part of one."),
    };

    private unsafe void Convert(ReadOnlySpan<byte> image, Span<float> values)
    {
        if (values.Length != image.Length) throw new ArgumentException($"ImageDataset: room for {values.Length} numbers was given; an image {InputShape} has {image.Length}.");
        fixed (byte* pixels = image)
        fixed (float* numbers = values, scale = _scale, shift = _shift)
            Kernels.PixelConversion.Run(pixels, scale, shift, _scale.Length, InputShape[0], numbers);
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
