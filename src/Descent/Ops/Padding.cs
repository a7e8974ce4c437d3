namespace Descent;

/// <summary>Zeros around an image: as many on both sides, or as many as keep its size ("same").</summary>
public readonly record struct Padding
{
    private Padding(Pair amount, bool isSame) => (Amount, IsSame) = (amount, isSame);

    /// <summary>
    /// As many zeros as make the output's size ⌈input / stride⌉; where their number is odd, the one more comes after, as TensorFlow and
    /// PyTorch have it.
    /// </summary>
    public static Padding Same { get; } = new(0, true);

    /// <summary>Zeros before and after, for rows and for columns; not used if <see cref="IsSame"/>.</summary>
    public Pair Amount { get; }

    /// <summary>Whether the amount follows from the input.</summary>
    public bool IsSame { get; }

    /// <summary>As many on all four sides.</summary>
    public static implicit operator Padding(int all) => new(all, false);

    /// <summary>As many above and below, and as many left and right.</summary>
    public static implicit operator Padding((int Height, int Width) pair) => new(pair, false);

    /// <summary>As many above and below, and as many left and right.</summary>
    public static implicit operator Padding(Pair pair) => new(pair, false);

    /// <summary>The amount, or "same".</summary>
    public override string ToString() => IsSame ? "same" : Amount.ToString();

    /// <summary>Zeros before the first and the size of the output along one axis.</summary>
    internal static (int Before, int Out) Along(int input, int kernel, int stride, int dilation, int amount, bool same)
    {
        var extent = (kernel - 1) * dilation + 1;
        if (!same) return (amount, input + 2 * amount < extent ? 0 : (input + 2 * amount - extent) / stride + 1);
        var output = (input + stride - 1) / stride;
        return (Math.Max((output - 1) * stride + extent - input, 0) / 2, output);
    }
}
