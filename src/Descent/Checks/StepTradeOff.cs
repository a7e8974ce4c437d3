namespace Descent;

/// <summary>How far off central differences of one step size are.</summary>
/// <param name="Step">h: each coordinate moves by h·max(1, |x|) to either side.</param>
/// <param name="Error">‖a − n‖/max(‖a‖, ‖n‖), where a holds the gradients of the coordinates that are looked at and n the differences.</param>
public sealed record StepError(double Step, double Error);

/// <summary>
/// The trade-off in the step of a difference quotient. A long step cuts off the curve, an error of h²·f‴/6; a short one loses the difference in
/// rounding, an error of about ε·f/h. On logarithmic axes the error over h is a V, and lowest near ∛ε.
/// </summary>
/// <param name="Steps">The steps, from the longest to the shortest.</param>
public sealed record StepTradeOff(IReadOnlyList<StepError> Steps)
{
    /// <summary>∛ε, where truncation and rounding are about equal: 6.1e-6.</summary>
    public static double Theory => SlopeComparison.FirstStep;

    /// <summary>The step with the lowest error.</summary>
    public StepError Best => Steps.MinBy(s => s.Error) ?? new StepError(double.NaN, double.NaN);

    /// <summary>A table: step, error, and a bar of three marks for each power of ten above 1e-16.</summary>
    public override string ToString() =>
        string.Join('\n', Steps.Select(s => $"{s.Step,8:0.0e-0}  {s.Error,8:0.0e-0}  {new string('#', (int)Math.Clamp(3 * (16 + Math.Log10(Math.Max(s.Error, 1e-16))), 0, 60))}{(s == Best ? "  best" : "")}").Prepend($"{"h",8}  {"error",8}"));
}
