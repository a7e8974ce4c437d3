namespace Descent;

/// <summary>How much of a change is drawn: uniformly between two ends, or one of the two.</summary>
internal readonly record struct Amount(float Low, float High, bool IsEitherEnd = false)
{
    /// <summary>The larger size of the two ends.</summary>
    public double Largest => double.IsNaN(Low) ? double.NaN : Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <summary>Between −size and size.</summary>
    public static Amount Within(double size) => new((float)(0 - size), (float)size); // 0 − 0 is 0, and not −0, which prints with its sign

    /// <summary>A factor between 1 − strength, but not below 0, and 1 + strength.</summary>
    public static Amount Factor(double strength) => new(MathF.Max(0, 1 - (float)strength), 1 + (float)strength);

    /// <summary>Minus or plus a size, either as often as the other.</summary>
    public static Amount PlusOrMinus(double size, double centre = 0) => new((float)(centre - size), (float)(centre + size), IsEitherEnd: true);

    public float Draw(in ImageRandom random, int position)
    {
        if (Low == High) return Low;
        var u = random.Uniform(position);
        return IsEitherEnd ? u < 0.5f ? Low : High : Low + (High - Low) * u;
    }

    public override string ToString() => IsEitherEnd ? $"{Low} or {High}" : $"{Low} … {High}";
}
