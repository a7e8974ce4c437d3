namespace Descent;

/// <summary>How large an image is, in pixels.</summary>
/// <param name="Height">From top to bottom.</param>
/// <param name="Width">From left to right.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>Such as <c>320 × 240</c>: width × height.</summary>
    public override string ToString() => $"{Width} × {Height}";
}
