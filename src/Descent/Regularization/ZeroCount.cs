namespace Descent;

/// <summary>How many of some weights are exactly 0.</summary>
/// <param name="Name">Whose weights: a parameter's name, or empty for all.</param>
/// <param name="Zeros">How many are 0.</param>
/// <param name="Count">How many there are.</param>
public sealed record ZeroCount(string Name, long Zeros, long Count)
{
    /// <summary>The share of zeros; 0 of none.</summary>
    public double Share => Count == 0 ? 0 : (double)Zeros / Count;
}
