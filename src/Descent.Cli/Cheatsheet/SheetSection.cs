namespace Descent.Cli;

/// <summary>
/// A section of the executed cheatsheet: an experiment, and what is shown of it. Every number that its text says is computed in that run, and the text
/// follows the numbers: where an effect does not show, it says so.
/// </summary>
/// <param name="id">What <c>--only</c> names it by: lower case, words joined by hyphens.</param>
/// <param name="title">Its heading, as on the sheet.</param>
/// <param name="group">The sheet's part that it belongs to.</param>
/// <param name="techniques">What the sheet names in it.</param>
internal abstract class SheetSection(string id, string title, SheetGroup group, params string[] techniques)
{
    public string Id { get; } = id;

    public string Title { get; } = title;

    public SheetGroup Group { get; } = group;

    public IReadOnlyList<string> Techniques { get; } = techniques;

    /// <summary>
    /// Runs the experiment and writes the section: formula, two sentences, plots, what was measured. In full it has about 50 seconds of two cores, in
    /// quick 10; its figures, but for times, are a function of the seed and of quick alone.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract void Write(SectionDraft draft, SheetContext context);
}
