namespace Descent;

/// <summary>Is anything that is judged by also trained on: the same sample, a copy, or an image that is nearly the same?</summary>
internal sealed class LeakageCheck : DoctorCheck
{
    /// <summary>Tables of few values have equal rows by chance: a share and a number that chance does not reach.</summary>
    private const double Share = 0.05;
    private const int Few = 5;

    public override string Name => "data.leakage";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var found = false;
        var seen = "";
        for (var number = 1; number < x.Survey.Parts.Count; number++)
        {
            var part = x.Survey.Parts[number];
            var copies = part.Duplicates.Where(d => d.Part < number).ToList();
            var shared = SharedIndices(x.Survey.Train.Data, part.Data);
            var remedy = shared > 0 ? $"divide the samples anew, each in one part ({x.Terms.Split})" : $"remove copies from {x.Terms.Source} before the samples are divided ({x.Terms.Split})";
            if (shared > 0)
            {
                found = true;
                yield return Fail(part.Name, $"{Words.Count(shared, "sample")} of {part.Data.Count} are in the training part, too", "none", "what is judged by is also trained on, so it measures memory, not what was understood", remedy).Measured((double)shared / part.Data.Count, 0);
            }
            else if (copies.Count > 0)
            {
                found = true;
                var (first, earlier, sample) = copies[0];
                string figure = $"{Words.Count(copies.Count, "sample")} of {part.Looked} equal one of an earlier part (sample {sample} = {x.Survey.Parts[first].Name} {earlier})", threshold = $"at most {Words.Percent(Share)}";
                const string Cause = "copies of what is trained on are judged by, so results look better than they are";
                yield return (copies.Count >= Few && copies.Count > Share * part.Looked ? Fail(part.Name, figure, threshold, Cause, remedy) : Warn(part.Name, figure, threshold, Cause, remedy)).Measured((double)copies.Count / part.Looked, Share);
            }
            else if (x.Survey.HasImages)
            {
                var (near, compared) = NearCopies.Find(x.Survey.Train, part);
                seen = $"; {near.Count} of {part.Good.Count:N0} {part.Name} images nearly equal one of {compared:N0} that are trained on{seen}";
                if (near.Count <= Share * part.Good.Count) continue;
                found = true;
                yield return Warn(part.Name, $"{near.Count} of {part.Good.Count:N0} images nearly equal one of {compared:N0} that are trained on (sample {near[0].Sample} ≈ train {near[0].First})", $"at most {Words.Percent(Share)}", "frames of one scene, or the same pictures saved anew, were divided between the parts",
                    $"keep what belongs together in one part: divide by scene, patient or source, not by picture ({x.Terms.Split})").Measured((double)near.Count / part.Good.Count, Share);
            }
        }

        if (!found && x.Survey.Parts.Count > 1) yield return Pass($"no sample is in two parts{seen}", "none");
    }

    /// <summary>Samples of a part that the other holds as well, where both are cut from one set.</summary>
    private static int SharedIndices(Dataset train, Dataset part)
    {
        if (ReferenceEquals(train, part)) return part.Count;
        if (train is not Subset a || part is not Subset b || !ReferenceEquals(a.Source, b.Source)) return 0;
        var known = a.Indices.ToArray().ToHashSet();
        return b.Indices.ToArray().Count(known.Contains);
    }
}
