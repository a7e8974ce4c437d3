namespace Descent;

/// <summary>How numbers between pixels are found where an image is drawn anew.</summary>
public enum Interpolation
{
    /// <summary>From the four nearest pixels; where an image shrinks to less than half, boxes of pixels are averaged first. Much the fastest.</summary>
    Fast,

    /// <summary>From the nearest pixels of each axis, two where the image grows, and as many more as it shrinks: as Pillow and torchvision resize photographs.</summary>
    Bilinear,

    /// <summary>The same with four pixels of each axis, and a cubic as the weight (Keys, "Cubic convolution interpolation", 1981, a = −½).</summary>
    Bicubic,
}
