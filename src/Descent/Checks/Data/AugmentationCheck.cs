namespace Descent;

/// <summary>Does augmentation keep what a sample means? A flipped left arrow is a right arrow.</summary>
internal sealed class AugmentationCheck : DoctorCheck
{
    /// <summary>Where neighbours tell classes apart this well, one of another class is a sign.</summary>
    private const double Clear = 0.7;

    /// <summary>The share of augmented samples that may look like another class.</summary>
    private const double Share = 0.1;

    /// <summary>Augmented samples looked at.</summary>
    private const int Most = 200;

    public override string Name => "data.augmentation";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var kept = x.Survey.Train.Kept;
        if (!x.Survey.HasClasses || kept.Count < 40) yield break;
        var known = kept.ConvertAll(k => Neighbours.Thin(k.Input));
        var own = known.Select((k, i) => Neighbours.Nearest(k, known, except: i)).ToList();
        var right = own.Select((n, i) => kept[n.Place].Label == kept[i].Label).ToList();
        var before = right.Count(r => r) / (double)kept.Count;
        var usual = own.Select(n => n.Distance).Order().ElementAt(kept.Count * 3 / 4); // as near as samples lie
        var input = new float[x.Data.Train.InputShape.Size];
        int changed = 0, other = 0, looked = 0;
        string? pair = null;
        foreach (var (i, sample) in kept.Index().Take(Most))
        {
            x.Data.Train.ReadTrainingInput(sample.Index, 0, input);
            looked++;
            if (input.AsSpan().SequenceEqual(sample.Input)) continue;
            changed++;
            var (place, distance) = Neighbours.Nearest(Neighbours.Thin(input), known);
            if (!right[i] || kept[place].Label == sample.Label || distance > usual) continue;
            other++;
            pair ??= $"a {x.Data.Train.Target.Names[sample.Label]} looks like a {x.Data.Train.Target.Names[kept[place].Label]}";
        }

        if (changed == 0) yield break;
        var share = (double)other / looked;
        yield return before < Clear
            ? Pass($"{changed} of {looked} samples changed; too varied to compare", $"at most {Words.Percent(Share)} of another class")
            : (share <= Share
                ? Pass($"{Words.Percent(share)} look like another class", $"at most {Words.Percent(Share)}")
                : Fail(x.Terms.Augmentation, $"{Words.Percent(share)} of augmented samples look like another class ({pair})", $"at most {Words.Percent(Share)}", "what the augmentation does changes the right answer, but the label stays: the network is taught contradictions",
                    $"take out of {x.Terms.Augmentation} what turns one class into another: flips and large rotations where direction matters")).Measured(share, Share);
    }
}
