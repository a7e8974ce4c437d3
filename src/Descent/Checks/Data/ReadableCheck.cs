namespace Descent;

/// <summary>Can every sample be used: finite inputs, targets that are possible?</summary>
internal sealed class ReadableCheck : DoctorCheck
{
    public override string Name => "data.readable";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var found = false;
        foreach (var part in x.Survey.Parts)
        {
            foreach (var (isTarget, bad) in part.Bad.GroupBy(b => b.IsTarget).Select(g => (g.Key, g.ToList())))
            {
                found = true;
                yield return Fail(
                    $"{part.Name}, sample {bad[0].Sample}", $"{Words.Count(bad.Count, "sample")} of {part.Looked}: {bad[0].Problem}", "every number finite, every class known",
                    isTarget ? "a target that is no number or no class, which makes the loss meaningless" : "a missing or broken value, which makes the loss NaN as soon as a batch holds it",
                    $"repair or remove {Words.List([.. bad.Select(b => $"sample {b.Sample}")])} in {x.Terms.Source}").Measured(bad.Count, 0);
            }
        }

        if (!found) yield return Pass($"{Words.Count(x.Survey.Parts.Sum(p => p.Looked), "sample")} read", "every number finite, every class known");
    }
}
