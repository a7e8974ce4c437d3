namespace Descent;

/// <summary>Have inputs anything to do with targets? A sample's nearest neighbour knows its target better than chance, if they have.</summary>
internal sealed class SignalCheck : DoctorCheck
{
    /// <summary>Below, one sample more or less decides.</summary>
    private const int Fewest = 40;

    /// <summary>Two standard errors: by chance once in 40. Of photographs, neighbours say little more than that.</summary>
    private const double StandardErrors = 2;

    /// <summary>Where neighbours within the training part are right so often, those of other parts should be, too.</summary>
    private const double Clear = 0.6;

    public override string Name => "data.signal";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var kept = x.Survey.Train.Kept;
        if (kept.Count < Fewest) yield break;
        var known = kept.ConvertAll(k => Neighbours.Thin(k.Input));
        var found = x.Survey.HasClasses ? OfClasses(x, kept, known) : OfNumbers(x, kept, known);
        foreach (var finding in found) yield return finding;
    }

    private IEnumerable<Finding> OfClasses(Examination x, List<KeptSample> kept, List<float[]> known)
    {
        var right = Enumerable.Range(0, kept.Count).Count(i => kept[Neighbours.Nearest(known[i], known, except: i).Place].Label == kept[i].Label);
        double share = (double)right / kept.Count, chance = kept.GroupBy(k => k.Label).Sum(g => Math.Pow((double)g.Count() / kept.Count, 2));
        var limit = Math.Min(1, chance + StandardErrors * Math.Sqrt(chance * (1 - chance) / kept.Count));
        var figure = $"the nearest sample has the same class in {Words.Percent(share)}, by chance in {Words.Percent(chance)}";
        if (share <= limit && chance < 1)
        {
            yield return Warn($"{x.Terms.Source}, train", figure, $"above {Words.Percent(limit)}", "inputs and classes have nothing to do with each other: were classes shuffled, or shifted by a row? (A task whose classes depend on fine detail can look so, too.)",
                "look at some samples beside their classes; make sure that inputs and targets were sorted alike").Measured(share, limit);
            yield break;
        }

        var isClear = share >= Clear;
        foreach (var part in x.Survey.Parts.Skip(1).Where(p => isClear && p.Kept.Count >= Fewest / 2))
        {
            var guesses = part.Kept.ConvertAll(k => kept[Neighbours.Nearest(Neighbours.Thin(k.Input), known).Place].Label);
            var agrees = part.Kept.Zip(guesses).Count(p => p.First.Label == p.Second) / (double)part.Kept.Count;
            if (agrees >= share / 2) continue;
            var classes = x.Data.Train.Target.Count;
            var (shift, shifted) = Enumerable.Range(1, Math.Max(1, classes - 1)).Select(s => (s, part.Kept.Zip(guesses).Count(p => p.First.Label == (p.Second + s) % classes) / (double)part.Kept.Count)).MaxBy(s => s.Item2);
            yield return Fail(part.Name, $"neighbours in the training part name the class in {Words.Percent(agrees)}, within it in {Words.Percent(share)}", $"at least {Words.Percent(share / 2)}", shifted >= share / 2
                ? $"classes are off by {shift}: {Words.Percent(shifted)} fit if {shift} is taken off"
                : "classes mean something else here than in the training part, or inputs are read otherwise",
                "make both parts count classes alike: one list of names, in one order, from 0").Measured(agrees, share / 2);
            yield break;
        }

        yield return Pass(figure, $"above {Words.Percent(limit)}").Measured(share, limit);
    }

    private IEnumerable<Finding> OfNumbers(Examination x, List<KeptSample> kept, List<float[]> known)
    {
        var mean = kept.Average(k => k.Target);
        double both = 0, a = 0, b = 0;
        for (var i = 0; i < kept.Count; i++)
        {
            double own = kept[i].Target - mean, other = kept[Neighbours.Nearest(known[i], known, except: i).Place].Target - mean;
            both += own * other;
            a += own * own;
            b += other * other;
        }

        var correlation = a * b > 0 ? both / Math.Sqrt(a * b) : 0;
        var limit = StandardErrors / Math.Sqrt(kept.Count);
        var figure = $"targets of nearest samples correlate by {Words.Of(correlation)}";
        yield return (correlation > limit
            ? Pass(figure, $"above {Words.Of(limit)}")
            : Warn($"{x.Terms.Source}, train", figure, $"above {Words.Of(limit)}", "inputs and targets have nothing to do with each other: was one of them shuffled, or shifted by a row? (Many useless features can hide a relation, too.)",
                "look at some samples beside their targets; make sure that inputs and targets were sorted alike")).Measured(correlation, limit);
    }
}
