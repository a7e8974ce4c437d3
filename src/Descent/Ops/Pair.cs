namespace Descent;

/// <summary>A number for rows and one for columns: a kernel's size, a stride, a dilation. A plain number means both.</summary>
/// <param name="Height">Along the image's height.</param>
/// <param name="Width">Along the image's width.</param>
public readonly record struct Pair(int Height, int Width)
{
    /// <summary>The same number for both.</summary>
    public static implicit operator Pair(int both) => new(both, both);

    /// <summary>Both numbers, height first.</summary>
    public static implicit operator Pair((int Height, int Width) pair) => new(pair.Height, pair.Width);

    /// <summary>One number if both are the same, otherwise "height×width".</summary>
    public override string ToString() => Height == Width ? $"{Height}" : $"{Height}×{Width}";
}
