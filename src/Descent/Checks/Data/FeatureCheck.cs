namespace Descent;

/// <summary>Does each input say anything? One that is the same for all samples does not.</summary>
internal sealed class FeatureCheck : DoctorCheck
{
    public override string Name => "data.features";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var train = x.Survey.Train;
        if (train.Good.Count < 2) yield break;
        var constant = Enumerable.Range(0, train.Low.Length).Where(i => train.Low[i] == train.High[i]).ToList();
        if (constant.Count == train.Low.Length)
        {
            yield return Fail(x.Terms.Source, $"all {constant.Count} inputs are the same for all samples", "inputs that differ", "the network sees the same for every sample, so it can only learn the most frequent answer", "look at how samples are read: is every one the same file or row?").Measured(constant.Count, 0);
            yield break;
        }

        // Borders of images are empty everywhere, and nothing is wrong with that: they hold what is least everywhere.
        var least = float.PositiveInfinity;
        for (var i = 0; i < train.Low.Length; i++) least = Math.Min(least, train.Low[i]);
        var odd = constant.Where(i => train.Low[i] != least).ToList();
        if (odd.Count == 0 || x.Survey.HasImages)
        {
            yield return Pass(constant.Count == 0 ? $"{train.Low.Length} inputs that differ" : $"{Words.Count(constant.Count, "input")} of {train.Low.Length} empty in all samples", "none the same for all samples").Measured(constant.Count);
            yield break;
        }

        yield return Warn(Words.List([.. odd.Select(x.Survey.FeatureName)]), $"always {Words.Of(train.Low[odd[0]])}", "none the same for all samples", "a feature that never changes tells nothing, and acts as another bias; often it is a column that failed to be read, or a filter upstream",
            $"look at how it is read, or leave it out in {x.Terms.Source}").Measured(odd.Count, 0);
    }
}
