namespace Descent;

/// <summary>How the updates of an optimizer compare with its formula.</summary>
/// <param name="Name">The optimizer and its form: <c>Adam, PyTorch</c>.</param>
/// <param name="Updates">Updates that were compared, one after the other.</param>
/// <param name="Error">The largest difference of a weight from the formula's, in shares of the step that the formula makes.</param>
/// <param name="Where">The parameter and the update at which it is, such as <c>0.weight, update 2</c>.</param>
/// <param name="Expected">The weight there by the formula.</param>
/// <param name="Actual">The weight there.</param>
/// <param name="Verdict">Pass below 1e-6, fail from there on.</param>
public sealed record OptimizerReport(string Name, int Updates, double Error, string Where, double Expected, double Actual, CheckVerdict Verdict)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        $"{Name}: {Verdict.ToString().ToUpperInvariant()}, {Updates} updates, error {Error:0.0e-0} of a step{(Where.Length > 0 ? $" at {Where} (formula {Expected:G9}, weight {Actual:G9})" : "")}";
}
