namespace Descent;

/// <summary>A run that cannot start, or data that cannot be evaluated; every problem found is listed.</summary>
/// <param name="problems">The problems: what, given what, by which rule, and what to do.</param>
public sealed class TrainingException(IReadOnlyList<string> problems)
    : Exception(problems.Count == 1 ? problems[0] : $"{problems.Count} problems:\n" + string.Join("\n", problems.Select(p => "  - " + p)))
{
    /// <summary>The problems, one by one.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
