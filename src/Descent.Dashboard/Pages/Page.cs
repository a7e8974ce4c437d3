namespace Descent.Dashboard;

/// <summary>
/// A page to look at without a server: a run's report, or the executed cheatsheet. It says what is shown; how it is drawn is the front end's, which
/// reads it as JSON (<see cref="PageJson"/>).
/// </summary>
/// <param name="Title">The heading.</param>
/// <param name="Summary">What the page shows, in a sentence or two.</param>
/// <param name="Facts">Short facts under the heading, such as the seed, the machine and the time; empty for none.</param>
/// <param name="Sections">The sections, in order.</param>
internal sealed record Page(string Title, string Summary, IReadOnlyList<Fact> Facts, IReadOnlyList<PageSection> Sections);

/// <summary>A name and what it is.</summary>
internal sealed record Fact(string Name, string Value);

/// <summary>A part of a page that can be linked to.</summary>
/// <param name="Id">Its anchor: lower case, words joined by hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">What it shows, in order.</param>
internal sealed record PageSection(string Id, string Title, IReadOnlyList<PageBlock> Blocks)
{
    /// <summary>The heading in the list of contents that it shares with its neighbours; null for none.</summary>
    public string? Group { get; init; }
}
