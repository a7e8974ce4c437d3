namespace Descent;

/// <summary>
/// One way to change an image without changing what it shows. What it does to a sample is a pure function of (seed, epoch, sample): it draws a few
/// numbers first, and these say all. So it depends neither on threads nor on the order in which samples are read, and can be shown on demand.
/// Transforms hold no state and are safe from several threads at once. Write your own as a <see cref="GeometricTransform"/>, a
/// <see cref="PixelTransform"/> or an <see cref="AreaTransform"/>.
/// </summary>
public abstract class ImageTransform
{
    /// <summary>The position of the number that decides whether the transform is applied; its own begin behind it.</summary>
    private const int Gate = 0;

    private protected ImageTransform(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"{GetType().Name}: the probability is {probability}; give a number from 0 to 1.");
        Probability = probability;
    }

    /// <summary>How often it is applied, 0 … 1.</summary>
    public double Probability { get; }

    /// <summary>What people call it, such as <c>rotation</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Draws what it does to one sample in one epoch.</summary>
    /// <param name="random">The sample's numbers for this transform; positions from 1 are its own.</param>
    /// <param name="size">The image's size where the transform comes.</param>
    protected internal abstract DrawnValues Draw(in ImageRandom random, ImageSize size);

    /// <summary>What was drawn, for people to read, such as <c>7.3°</c>; empty where there is nothing to say.</summary>
    /// <param name="drawn">What <see cref="Draw"/> gave.</param>
    public virtual string Describe(in DrawnValues drawn) => "";

    /// <summary>Adds what it does to a sample, unless its probability says nothing.</summary>
    internal virtual void AddTo(ImagePlan plan, in ImageRandom random)
    {
        if (IsChosen(random)) plan.Add(this, Draw(random, plan.Size), random);
    }

    /// <summary>What lies around the image where it may be seen; null if this transform never looks there.</summary>
    internal virtual Fill? FillWanted => null;

    /// <summary>How numbers between pixels are to be found; null if this transform does not ask for anything.</summary>
    internal virtual Interpolation? InterpolationWanted => null;

    private protected bool IsChosen(in ImageRandom random) => Probability >= 1 || random.IsCertain || random.Uniform(Gate) < Probability;

    /// <summary>Refuses a setting that is not a number in a range.</summary>
    private protected float Require(double value, string what, double low, double high) => value >= low && value <= high
        ? (float)value
        : throw new ArgumentOutOfRangeException(nameof(value), $"{GetType().Name}: the {what} is {value}; give {low} to {high}.");

    /// <summary>Refuses two ends that are not in order, or not in a range.</summary>
    private protected (float Low, float High) RequireEnds((double Low, double High) ends, string what, double low, double high) => ends.Low > ends.High
        ? throw new ArgumentOutOfRangeException(nameof(ends), $"{GetType().Name}: the {what} is {ends.Low} … {ends.High}; give the smaller number first.")
        : (Require(ends.Low, what, low, high), Require(ends.High, what, low, high));
}

/// <summary>
/// A transform that moves pixels. All of a pipeline's geometric transforms are composed, whatever stands between them, and the image is drawn through
/// the whole once, before anything else is done to it: no step blurs what the step before has blurred.
/// </summary>
/// <param name="probability">How often it is applied, 0 … 1.</param>
public abstract class GeometricTransform(double probability = 1) : ImageTransform(probability)
{
    /// <summary>What lies around the image where it may be seen; null if this transform never looks beyond the edges. A pipeline has one.</summary>
    public virtual Fill? Fill => null;

    internal sealed override Fill? FillWanted => Fill;

    /// <summary>How numbers between pixels are found where this transform asks for something; else null. A pipeline has one way, <see cref="Descent.Interpolation.Fast"/> if nothing asks.</summary>
    public virtual Interpolation? Interpolation => null;

    internal sealed override Interpolation? InterpolationWanted => Interpolation;

    /// <summary>The size of its result, whatever is drawn.</summary>
    /// <param name="size">The size before.</param>
    public virtual ImageSize SizeAfter(ImageSize size) => size;

    /// <summary>Whether results have the same size whatever the size before, so that pictures of any size can be trained on.</summary>
    public virtual bool FixesSize => false;

    /// <summary>Where the result's pixels lie in the image before.</summary>
    /// <param name="drawn">What was drawn.</param>
    /// <param name="size">The size of the image before.</param>
    protected internal abstract Projection Project(in DrawnValues drawn, ImageSize size);

    /// <summary>The size below which a picture need not be decoded smaller for this transform; null if it may need all of it.</summary>
    internal virtual ImageSize? Detail => null;
}

/// <summary>
/// A transform of pixels by themselves: colours, noise, holes. All of a pipeline's are applied in one pass, in their order, to blocks of pixels that
/// stay in the cache. Values are 0 … 255 and need not be whole in between.
/// </summary>
/// <param name="probability">How often it is applied, 0 … 1.</param>
public abstract class PixelTransform(double probability = 1) : ImageTransform(probability)
{
    /// <summary>Changes a block in place, values 0 … 255.</summary>
    /// <param name="drawn">What was drawn and measured.</param>
    /// <param name="random">The sample's numbers for this transform.</param>
    /// <param name="block">Some of the image's pixels.</param>
    protected internal abstract void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block);

    /// <summary>How many numbers it has to measure over the whole image before it can be applied; 0 for none.</summary>
    protected internal virtual int Measures => 0;

    /// <summary>Adds a block, as it is where this transform comes, to what is measured.</summary>
    /// <param name="block">Some of the image's pixels; blocks come in order.</param>
    /// <param name="sums"><see cref="Measures"/> numbers, 0 before the first block.</param>
    protected internal virtual void Measure(in PixelBlock block, Span<double> sums)
    {
    }

    /// <summary>Puts what follows from the measurement into the drawn values, or changes <paramref name="sums"/> into a table that <see cref="PixelBlock.Table"/> shows.</summary>
    protected internal virtual DrawnValues Conclude(in DrawnValues drawn, ImageSize size, int channels, Span<double> sums) => drawn;
}

/// <summary>A transform of each pixel and those around it, such as a blur: a pass of its own, between geometry and pixels.</summary>
/// <param name="probability">How often it is applied, 0 … 1.</param>
public abstract class AreaTransform(double probability = 1) : ImageTransform(probability)
{
    /// <summary>Writes the changed image.</summary>
    /// <param name="drawn">What was drawn.</param>
    /// <param name="source">The pixels, [height, width, channels].</param>
    /// <param name="size">The image's size.</param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <param name="target">Receives as many pixels.</param>
    protected internal abstract void Apply(in DrawnValues drawn, ReadOnlySpan<byte> source, ImageSize size, int channels, Span<byte> target);
}
