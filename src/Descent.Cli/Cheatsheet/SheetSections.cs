namespace Descent.Cli;

/// <summary>The sections there are, in the sheet's order. A new one is a class of its own and a line here.</summary>
internal static class SheetSections
{
    public static IReadOnlyList<SheetSection> All { get; } =
    [
        new AugmentationSection(),
        new BatchNormalizationSection(),
        new MiniBatchSection(),
        new CrossEntropySection(),
        new BackpropagationSection(),
        new XavierSection(),
        new TransferSection(),
        new LearningRateSection(),
        new OptimizerSection(),
        new DropoutSection(),
        new PenaltySection(),
        new EarlyStoppingSection(),
        new SmallBatchSection(),
        new GradientCheckSection(),
    ];

    /// <summary>Those named, in the sheet's order.</summary>
    /// <param name="option">How the command line calls them.</param>
    /// <param name="names">Ids, in any order.</param>
    /// <exception cref="ConfigurationException">One is not there.</exception>
    public static IReadOnlyList<SheetSection> Choose(string option, IReadOnlyList<string> names)
    {
        string[] ids = [.. All.Select(s => s.Id)];
        if (names.Count == 0) throw new ConfigurationException($"{option}: no section is named. There are {string.Join(", ", ids)}.");
        var unknown = names.Where(name => !ids.Contains(name)).Distinct().Select(name => $"{option} {name}: there is no such section; {Nearest.Advice(name, ids)}").ToList();
        return unknown.Count == 0 ? [.. All.Where(s => names.Contains(s.Id))] : throw new ConfigurationException(string.Join("\n  ", unknown), unknown);
    }
}
