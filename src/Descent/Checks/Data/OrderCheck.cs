namespace Descent;

/// <summary>Where samples are not shuffled: are they sorted by their target? Each batch then teaches one answer, and the next unlearns it.</summary>
internal sealed class OrderCheck : DoctorCheck
{
    /// <summary>Of mixed classes, neighbours share one with the chance that two samples do; a tenth of the way from there to 1 is no chance any more.</summary>
    private const double Sorted = 0.5, Clustered = 0.2;

    public override string Name => "data.order";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var targets = x.Survey.Train.Targets;
        if (targets.Count < 20) yield break;
        var order = x.Survey.HasClasses ? OfClasses(x.Survey.Train) : Math.Abs(Correlation(targets));
        if (order <= Clustered || x.Settings.Shuffles)
        {
            yield return Pass(x.Settings.Shuffles ? "shuffled anew each epoch" : $"order of targets {Words.Of(order)}", $"at most {Clustered}").Measured(order, Clustered);
            yield break;
        }

        const string Cause = "samples come sorted by their target and are not shuffled: each batch teaches one answer, and the next unlearns it";
        var (figure, threshold, remedy) = ($"order of targets {Words.Of(order)} (0 mixed, 1 sorted)", $"at most {Clustered}", $"shuffle each epoch ({x.Terms.Shuffle}; DataLoader does by default)");
        yield return (order > Sorted ? Fail(x.Terms.Shuffle, figure, threshold, Cause, remedy) : Warn(x.Terms.Shuffle, figure, threshold, Cause, remedy)).Measured(order, Clustered);
    }

    /// <summary>How much more often neighbours share a class than two samples at random: 0 mixed, 1 sorted.</summary>
    private static double OfClasses(PartSurvey train)
    {
        var neighbours = Enumerable.Range(1, train.Labels.Count - 1).Count(i => train.Labels[i] == train.Labels[i - 1]) / (double)(train.Labels.Count - 1);
        var chance = train.Classes.Sum(c => Math.Pow((double)c / train.Labels.Count, 2));
        return chance >= 1 ? 0 : Math.Max(0, (neighbours - chance) / (1 - chance));
    }

    /// <summary>Of targets with their places.</summary>
    private static double Correlation(List<double> values)
    {
        double mean = values.Average(), middle = (values.Count - 1) / 2.0, both = 0, a = 0, b = 0;
        for (var i = 0; i < values.Count; i++)
        {
            both += (i - middle) * (values[i] - mean);
            a += (i - middle) * (i - middle);
            b += (values[i] - mean) * (values[i] - mean);
        }

        return b == 0 ? 0 : both / Math.Sqrt(a * b);
    }
}
