using System.Collections.Concurrent;
using Descent.Cli;

namespace Descent.Tests.Cheatsheet;

/// <summary>Runs a section once for all tests that look at it, in quick and with as few seeds as will do: what must hold needs no statistics.</summary>
internal static class SheetRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<SectionDraft>> s_drafts = new();

    private const int Seeds = 1;

    /// <summary>What the section wrote, for seed 1.</summary>
    public static SectionDraft Quick(string id) => s_drafts.GetOrAdd(id, _ => new(() => Run(id, seed: 1))).Value;

    /// <summary>Its figures, by name.</summary>
    public static IReadOnlyDictionary<string, double> Figures(string id) => Quick(id).Figures.ToDictionary();

    /// <summary>Runs it anew.</summary>
    public static SectionDraft Run(string id, ulong seed)
    {
        var draft = new SectionDraft();
        SheetSections.All.Single(s => s.Id == id).Write(draft, new SheetContext(seed, isQuick: true, _ => { }, default) { MostSeeds = Seeds });
        return draft;
    }
}
