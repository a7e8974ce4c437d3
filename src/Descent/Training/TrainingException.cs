namespace Descent;

/// <summary>A run that cannot start, or data that cannot be evaluated; every problem found is listed.</summary>
/// <param name="problems">The problems: what, given what, by which rule, and what to do.</param>
/// <param name="cause">The exception behind one of them, with its stack trace; null if there is none.</param>
public sealed class TrainingException(IReadOnlyList<string> problems, Exception? cause = null)
    : Exception(problems.Count == 1 ? problems[0] : $"{problems.Count} problems:\n" + string.Join("\n", problems.Select(p => "  - " + p)), cause)
{
    /// <summary>The problems, one by one.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
