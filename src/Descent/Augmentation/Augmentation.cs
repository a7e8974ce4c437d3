namespace Descent;

/// <summary>
/// Transforms applied to an image one after the other, anew in every epoch. What an image becomes is a pure function of (seed, epoch, sample):
/// <see cref="Apply(ReadOnlySpan{byte}, in Shape, Span{byte}, ulong, int, int)"/> shows on demand what the network sees.
/// <para>The image is drawn once through all <see cref="GeometricTransform"/>s, then comes each <see cref="AreaTransform"/>, then all
/// <see cref="PixelTransform"/>s in one pass; within each kind the order is the list's.</para>
/// </summary>
public sealed class Augmentation
{
    private readonly ImageTransform[] _transforms;
    private readonly int[] _streams; // whose numbers each draws: its place in the pipeline that it comes from
    private readonly int _certain = -1; // applied whatever its probability says

    /// <summary>Makes a pipeline.</summary>
    /// <param name="transforms">The transforms, first applied first.</param>
    /// <exception cref="ArgumentException">Two geometric transforms want different fills or interpolations; one drawing has one.</exception>
    public Augmentation(params ImageTransform[] transforms)
    {
        _transforms = [.. transforms];
        _streams = [.. Enumerable.Range(0, transforms.Length)];
        Fill = One(t => t.FillWanted, "fills what lies around the image", "fill") ?? Fill.Black;
        Interpolation = One(t => t.InterpolationWanted, "finds numbers between pixels", "interpolation") ?? Interpolation.Fast;
    }

    private Augmentation(ImageTransform[] transforms, int[] streams, int certain)
        : this(transforms) => (_streams, _certain) = (streams, certain);

    /// <summary>The transforms, first applied first.</summary>
    public IReadOnlyList<ImageTransform> Transforms => _transforms;

    internal Fill Fill { get; }

    internal Interpolation Interpolation { get; }

    /// <summary>Whether it brings images of any size to one, so that it needs no other preparation.</summary>
    internal bool FixesSize => _transforms.Any(t => t is GeometricTransform { FixesSize: true });

    /// <summary>The size of the result, whatever is drawn.</summary>
    /// <param name="size">The size of the image.</param>
    public ImageSize SizeAfter(ImageSize size)
    {
        foreach (var transform in _transforms)
            if (transform is GeometricTransform geometric) size = geometric.SizeAfter(size);
        return size;
    }

    /// <summary>The same images, augmented where training reads them; evaluation reads them as they are.</summary>
    /// <param name="images">An <see cref="ImageDataset"/> or a part of one: what is trained on.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">It has no images, or the pipeline changes their size.</exception>
    public Dataset Apply(Dataset images, ulong seed) => ImageDataset.Map(images, i => i.Augmented(this, seed), "Augmentation");

    /// <summary>Augments one image.</summary>
    /// <param name="source">The pixels, [height, width, channels].</param>
    /// <param name="shape">[height, width, channels].</param>
    /// <param name="target">Receives the augmented pixels, of the size that <see cref="SizeAfter"/> gives.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="sample">The sample's index in its data set.</param>
    /// <exception cref="ArgumentException">The lengths do not fit the shape.</exception>
    public void Apply(ReadOnlySpan<byte> source, in Shape shape, Span<byte> target, ulong seed, int epoch, int sample)
    {
        if (shape.Rank != 3 || source.Length != shape.Size)
            throw new ArgumentException($"Augmentation: an image of shape {shape} was given with {source.Length} pixels' bytes; give [height, width, channels], and one byte for each element.");
        var size = new ImageSize(shape[0], shape[1]);
        var after = SizeAfter(size);
        if (target.Length != after.Height * after.Width * shape[2])
            throw new ArgumentException($"Augmentation: the image becomes {after} pixels (width × height), which takes {after.Height * after.Width * shape[2]} bytes; room for {target.Length} was given.");
        ImageWorker.OfThread.ToPixels(source, size, shape[2], this, new SamplePosition(seed, epoch, sample), target);
    }

    /// <summary>What is drawn for one image: each transform that is applied, with its numbers.</summary>
    /// <param name="size">The image's size.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="sample">The sample's index in its data set.</param>
    public IReadOnlyList<(string Name, string Drawn)> Explain(ImageSize size, ulong seed, int epoch, int sample)
    {
        var plan = new ImagePlan();
        Plan(plan, size, new SamplePosition(seed, epoch, sample));
        return [.. plan.Steps.Select(step => (step.Transform.Name, step.Transform.Describe(step.Drawn)))];
    }

    internal void Plan(ImagePlan plan, ImageSize size, in SamplePosition at)
    {
        plan.Begin(size);
        for (var i = 0; i < _transforms.Length; i++) _transforms[i].AddTo(plan, new ImageRandom(at.Seed, _streams[i], at.Epoch, at.Sample, isCertain: i == _certain));
    }

    /// <summary>
    /// One transform by itself, applied to every image, with the numbers that it draws in this pipeline. Images are brought to their size as they are
    /// here if the transform takes part in that, and otherwise as in evaluation, by <paramref name="prepare"/>.
    /// </summary>
    internal Augmentation Alone(int index, Augmentation prepare)
    {
        if (_transforms[index] is GeometricTransform { FixesSize: true })
        {
            int[] kept = [.. Enumerable.Range(0, _transforms.Length).Where(i => i == index || _transforms[i] is Resize or CenterCrop)];
            return new Augmentation([.. kept.Select(i => _transforms[i])], kept, Array.IndexOf(kept, index));
        }

        return new Augmentation([.. prepare._transforms, _transforms[index]], [.. prepare._streams, index], prepare._transforms.Length);
    }

    /// <summary>The same, ended by a resize to a size.</summary>
    internal Augmentation EndedBy(Resize last) => new([.. _transforms, last], [.. _streams, _streams.Length], _certain);

    /// <summary>What must be decoded of a picture at least: nothing less than the whole, unless the first sizing step says so and only speed was asked for.</summary>
    internal ImageSize? Detail => Interpolation != Interpolation.Fast ? null : _transforms.OfType<GeometricTransform>().FirstOrDefault(t => t.FixesSize || t.Detail is not null)?.Detail;

    /// <summary>What the transforms that ask for something ask for; null if none does.</summary>
    private T? One<T>(Func<ImageTransform, T?> wanted, string does, string what)
        where T : struct
    {
        (ImageTransform Transform, T Value)? first = null;
        foreach (var transform in _transforms)
        {
            if (wanted(transform) is not { } value) continue;
            if (first is { } other && !other.Value.Equals(value))
                throw new ArgumentException($"Augmentation: {other.Transform.Name} {does} with {Name(other.Value)}, {transform.Name} with {Name(value)}; they are drawn in one pass, which has one {what}. Give both the same.");
            first ??= (transform, value);
        }

        return first?.Value;

        static string Name(T value) => value.ToString()!.ToLowerInvariant();
    }
}
