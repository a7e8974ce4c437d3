namespace Descent;

/// <summary>
/// One way to change an image without changing what it shows. What it does to a sample is a pure function of (seed, epoch, sample), so it
/// depends neither on threads nor on the order in which samples are read. Transforms keep the image's shape and are safe from several threads at once.
/// </summary>
public abstract class ImageTransform
{
    /// <summary>Writes the changed image to <paramref name="target"/>, or leaves it alone and returns false if the image stays as it is.</summary>
    /// <param name="source">The pixels, [height, width, channels].</param>
    /// <param name="shape">[height, width, channels].</param>
    /// <param name="target">Receives as many pixels; its contents before are arbitrary.</param>
    /// <param name="random">The sample's random numbers for this transform.</param>
    /// <returns>Whether <paramref name="target"/> was written.</returns>
    protected internal abstract bool Apply(ReadOnlySpan<byte> source, in Shape shape, Span<byte> target, in ImageRandom random);
}
