namespace Descent;

/// <summary>What <see cref="Doctor"/> found: every check's findings, causes before their consequences.</summary>
/// <param name="Findings">The findings in the order of the checks; a check without fault has one that says so.</param>
/// <param name="Plots">What was measured layer by layer or step by step, to be drawn.</param>
public sealed record Diagnosis(IReadOnlyList<Finding> Findings, IReadOnlyList<DiagnosisPlot> Plots)
{
    /// <summary>The worst of all verdicts.</summary>
    public CheckVerdict Verdict => Findings.Count == 0 ? CheckVerdict.Pass : Findings.Max(f => f.Verdict);

    /// <summary>
    /// What to look at first: of the worst verdict, the earliest, because checks run from causes to consequences. Null if nothing is wrong.
    /// </summary>
    public Finding? First => Verdict == CheckVerdict.Pass ? null : Findings.First(f => f.Verdict == Verdict);

    /// <summary>How many findings have this verdict.</summary>
    public int Count(CheckVerdict verdict) => Findings.Count(f => f.Verdict == verdict);
}

/// <summary>Curves over one axis.</summary>
/// <param name="Name">What is drawn, such as <c>overfit</c>.</param>
/// <param name="Title">The heading.</param>
/// <param name="Across">What the horizontal axis counts.</param>
/// <param name="Up">What the vertical axis measures.</param>
/// <param name="IsLogarithmic">Whether the vertical axis goes by factors.</param>
/// <param name="Curves">The curves; each number stands one further to the right.</param>
/// <param name="Labels">What stands at each place of the horizontal axis, such as layers; empty to count from 1.</param>
public sealed record DiagnosisPlot(string Name, string Title, string Across, string Up, bool IsLogarithmic, IReadOnlyList<DiagnosisCurve> Curves, IReadOnlyList<string> Labels);

/// <summary>One curve.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Values">Its numbers from left to right; those that are not finite leave a gap.</param>
public sealed record DiagnosisCurve(string Name, IReadOnlyList<double> Values);
