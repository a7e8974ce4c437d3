namespace Descent.Kernels;

/// <summary>An image as bytes, [height, width, channels] without gaps.</summary>
internal readonly unsafe record struct PixelArgs(nint Address, int Height, int Width, int Channels)
{
    public byte* Data => (byte*)Address;

    /// <summary>Bytes of a row.</summary>
    public int Row => Width * Channels;
}

/// <summary>What lies around an image.</summary>
internal enum Surroundings : byte
{
    /// <summary>One value everywhere.</summary>
    Constant,

    /// <summary>The nearest pixel of the edge.</summary>
    Edge,

    /// <summary>The image in a mirror that stands on its last pixel.</summary>
    Reflect,
}

/// <summary>
/// Where a pixel (x, y) of the result lies in the source: ((Ax + By + C)/w, (Dx + Ey + F)/w) with w = Gx + Hy + I. Whole numbers are the
/// centres of pixels.
/// </summary>
internal readonly record struct PixelMap(double A, double B, double C, double D, double E, double F, double G, double H, double I)
{
    /// <summary>Whether straight lines stay evenly divided: w is the same everywhere.</summary>
    public bool IsAffine => G == 0 && H == 0;

    /// <summary>Whether every pixel of the result is a pixel of the source: a shift by whole pixels, mirrored or not.</summary>
    public bool IsWhole => IsAffine && I == 1 && B == 0 && D == 0 && Math.Abs(A) == 1 && Math.Abs(E) == 1 && Math.Floor(C) == C && Math.Floor(F) == F
        && Math.Abs(C) < 1 << 30 && Math.Abs(F) < 1 << 30;
}
