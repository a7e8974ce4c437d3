namespace Descent;

/// <summary>
/// Is the first loss that of a network that knows nothing: ln K for K classes, ln 2 for one output, the variance for squared errors? Far above, it is sure of
/// wrong answers, and spends its first epochs unlearning them.
/// </summary>
internal sealed class InitialLossCheck : DoctorCheck
{
    /// <summary>Kaiming's √2 on the last layer adds logits of deviation 1.4, and about half of ln K; 3 is beyond it, 10 far beyond.</summary>
    private const double High = 3, TooHigh = 10;

    /// <summary>Before the first update a network cannot know a tenth of it.</summary>
    private const double Low = 0.5;

    public override string Name => "start.loss";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var (trace, batch) = (x.Trace, x.Batch);
        var expected = x.LossOf(LossAnswers.Ignorant(x, trace.Shape, batch.Targets), batch.Targets);
        if (!(expected > 0) || !double.IsFinite(trace.Loss)) yield break;
        var ratio = trace.Loss / expected;
        var says = x.Survey.HasClasses ? $"{Words.Of(expected)} ({(trace.Shape[^1] == 1 ? "ln 2" : $"ln {trace.Shape[^1]}")}, of a network that knows nothing{Prior(x)})" : $"{Words.Of(expected)} (of always answering the mean)";
        var threshold = $"{Words.Of(Low)} to {High:0} times {says}";
        var figure = $"loss {Words.Of(trace.Loss)}";
        if (ratio > High)
        {
            const string Cause = "before it has learned anything, the network is sure of wrong answers: first weights, inputs or targets are too large";
            var remedy = $"normalize inputs and targets; draw weights by Xavier or Kaiming ({x.Terms.Initializer})";
            yield return (ratio > TooHigh ? Fail("model", figure, threshold, Cause, remedy) : Warn("model", figure, threshold, Cause, remedy)).Measured(trace.Loss, High * expected);
        }
        else if (ratio < Low)
            yield return Warn("model", figure, threshold, "the network knows something before it is trained: its weights are pretrained, or the input holds the answer", "if it is not pretrained, look for a column that gives the target away").Measured(trace.Loss, Low * expected);
        else yield return Pass(figure, threshold).Measured(trace.Loss, High * expected);
    }

    /// <summary>What a network pays that knows how frequent classes are, and nothing else.</summary>
    private static string Prior(Examination x)
    {
        var counts = x.Survey.Train.Classes;
        var total = (double)counts.Sum();
        var entropy = counts.Where(c => c > 0).Sum(c => -c / total * Math.Log(c / total));
        return entropy < 0.98 * Math.Log(counts.Length) ? $"; {Words.Of(entropy)} of one that knows how frequent classes are" : "";
    }
}
