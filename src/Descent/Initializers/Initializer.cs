namespace Descent;

/// <summary>How a parameter's first values are drawn.</summary>
public abstract class Initializer
{
    /// <summary>Fills <paramref name="values"/> as a pure function of the random sequence.</summary>
    /// <param name="values">The parameter's elements, last axis fastest.</param>
    /// <param name="shape">The parameter's shape, outputs first.</param>
    /// <param name="fans">Fan-in and fan-out.</param>
    /// <param name="random">The sequence to draw from.</param>
    /// <param name="sample">The sample index at which to draw.</param>
    public abstract void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample);
}
