namespace Descent;

/// <summary>
/// Transforms applied to an image one after the other, anew in every epoch. What an image becomes is a pure function of (seed, epoch, sample):
/// <see cref="Apply(ReadOnlySpan{byte}, in Shape, Span{byte}, ulong, int, int)"/> shows on demand what the network sees.
/// </summary>
/// <param name="transforms">The transforms, first applied first.</param>
public sealed class Augmentation(params ImageTransform[] transforms)
{
    // One image of scratch a thread: images are small, and readers live as long as an epoch.
    [ThreadStatic]
    private static byte[]? s_scratch;

    /// <summary>The transforms, first applied first.</summary>
    public IReadOnlyList<ImageTransform> Transforms { get; } = transforms;

    /// <summary>The same images, augmented where training reads them; evaluation reads them as they are.</summary>
    /// <param name="images">An <see cref="ImageDataset"/> or a part of one: what is trained on.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">It has no images.</exception>
    public Dataset Apply(Dataset images, ulong seed) => ImageDataset.Map(images, i => i.Augmented(this, seed), "Augmentation");

    /// <summary>Augments one image.</summary>
    /// <param name="source">The pixels, [height, width, channels].</param>
    /// <param name="shape">[height, width, channels].</param>
    /// <param name="target">Receives the augmented pixels; it may not overlap the source.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="sample">The sample's index in its data set.</param>
    /// <exception cref="ArgumentException">The lengths do not fit the shape.</exception>
    public void Apply(ReadOnlySpan<byte> source, in Shape shape, Span<byte> target, ulong seed, int epoch, int sample)
    {
        if (shape.Rank != 3 || source.Length != shape.Size || target.Length != shape.Size)
            throw new ArgumentException($"Augmentation: an image of shape {shape} was given with {source.Length} pixels' bytes and room for {target.Length}; give [height, width, channels], and one byte for each element in both.");
        Transform(source, shape, target, seed, epoch, sample);
    }

    private void Transform(ReadOnlySpan<byte> source, in Shape shape, Span<byte> target, ulong seed, int epoch, int sample)
    {
        if (s_scratch is null || s_scratch.Length < source.Length) s_scratch = new byte[source.Length];
        var other = s_scratch.AsSpan(0, source.Length);
        var image = source;
        var isInTarget = false;
        for (var i = 0; i < transforms.Length; i++)
        {
            // Written to whichever of the two the image does not lie in.
            var free = isInTarget ? other : target;
            if (!transforms[i].Apply(image, shape, free, new ImageRandom(seed, i, epoch, sample))) continue;
            image = free;
            isInTarget = !isInTarget;
        }

        if (!isInTarget) image.CopyTo(target);
    }
}
