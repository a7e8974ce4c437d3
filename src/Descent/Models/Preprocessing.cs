namespace Descent;

/// <summary>
/// What is done to a photograph before a network with published weights sees it: resized to a shorter side, cut out in the middle, divided by 255,
/// and normalized channel by channel: (x − mean)/deviation.
/// </summary>
/// <param name="Resize">The shorter side after resizing, in pixels.</param>
/// <param name="Crop">The side of the square in the middle, in pixels.</param>
/// <param name="Interpolation">How numbers between pixels are found.</param>
public sealed record Preprocessing(int Resize, int Crop, Interpolation Interpolation = Interpolation.Bilinear)
{
    /// <summary>The mean of ImageNet's red, green and blue, of numbers from 0 to 1.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>The standard deviation of ImageNet's red, green and blue.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>What brings a photograph to the network's size, byte for byte as torchvision does it with Pillow.</summary>
    public Augmentation Sizing => new(new Resize(Resize, Interpolation), new CenterCrop(new(Crop, Crop)));
}
