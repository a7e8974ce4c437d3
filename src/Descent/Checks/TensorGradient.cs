namespace Descent;

/// <summary>How the gradient of one tensor compares with differences of the function. A coordinate is one of its numbers.</summary>
/// <param name="Name">A parameter's name, or what the tensor is: <c>input</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Coordinates">Coordinates that were checked: all of a small tensor, a sample of a large one.</param>
/// <param name="Directions">Directions that were checked: random ones, and the gradient's own.</param>
/// <param name="Error">The largest error, |a − n|/max(|a|, |n|, 1e-8), where a is the gradient and n the difference.</param>
/// <param name="Where">Where it is: <c>[3, 0]</c>, or <c>random direction 2</c>; empty for a tensor without numbers.</param>
/// <param name="Analytic">The gradient there, by backpropagation.</param>
/// <param name="Numeric">The difference there that comes nearest.</param>
/// <param name="Step">Its step.</param>
/// <param name="Verdict">Pass below 1e-6, warn below 1e-4, fail from there on.</param>
public sealed record TensorGradient(
    string Name, Shape Shape, int Coordinates, int Directions, double Error, string Where, double Analytic, double Numeric, double Step, CheckVerdict Verdict)
{
    /// <summary>Whether backpropagation left a gradient at all; where it left none, 0 is compared.</summary>
    public bool IsReached { get; init; }

    /// <summary>
    /// Coordinates and directions at a kink, as ReLU and the maximum have them, where slopes differ from side to side and no difference quotient is
    /// the gradient. They count as right once differences on a smaller scale, or at points beside, equal the gradient.
    /// </summary>
    public int Kinks { get; init; }

    /// <summary>Coordinates and directions whose gradient and difference are equal as far as rounding lets the difference be known.</summary>
    public int Unresolved { get; init; }

    /// <summary>One line: the name, the error and where it is.</summary>
    public override string ToString() =>
        $"{Name} {Shape}: {Verdict.ToString().ToUpperInvariant()}, error {Error:0.0e-0}{(Where.Length > 0 ? $" at {Where} (gradient {Analytic:G6}, difference {Numeric:G6})" : "")}, " +
        $"{Coordinates} of {Shape.Size} coordinates{(Directions > 0 ? $" and {Directions} directions" : "")}{(Kinks > 0 ? $", {Kinks} at kinks" : "")}{(Unresolved > 0 ? $", {Unresolved} too small to tell" : "")}";
}
