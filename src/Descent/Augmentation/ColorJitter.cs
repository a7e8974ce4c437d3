namespace Descent;

/// <summary>Brightness, contrast, saturation and hue, each drawn anew, in this order. (torchvision's ColorJitter draws the order too.)</summary>
public sealed class ColorJitter : ImageTransform
{
    private readonly PixelTransform[] _parts;
    private readonly string _settings;

    /// <summary>Makes the transform; a strength of 0 leaves its part out.</summary>
    /// <param name="brightness">As for <see cref="Brightness"/>.</param>
    /// <param name="contrast">As for <see cref="Contrast"/>.</param>
    /// <param name="saturation">As for <see cref="Saturation"/>.</param>
    /// <param name="hue">As for <see cref="Hue"/>.</param>
    /// <param name="probability">How often all of it, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0, double probability = 1)
        : base(probability)
    {
        PixelTransform[] all = [new Brightness(brightness), new Contrast(contrast), new Saturation(saturation), new Hue(hue)];
        double[] strengths = [brightness, contrast, saturation, hue];
        _parts = [.. all.Where((_, i) => strengths[i] != 0)];
        _settings = $"brightness {brightness}, contrast {contrast}, saturation {saturation}, hue {hue}";
    }

    /// <inheritdoc/>
    public override string Name => "color_jitter";

    /// <inheritdoc/>
    public override string ToString() => $"ColorJitter({_settings})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    internal override void AddTo(ImagePlan plan, in ImageRandom random)
    {
        if (!IsChosen(random)) return;
        for (var i = 0; i < _parts.Length; i++) _parts[i].AddTo(plan, random.Inner(i));
    }
}
