namespace Descent;

/// <summary>
/// Are inputs near mean 0 and deviation 1 (LeCun et al., "Efficient BackProp", 1998)? Weights are drawn for that; at 0 … 255 a first step is hundreds
/// of times too long, and one rate does not fit all features where their scales differ.
/// </summary>
internal sealed class ScaleCheck : DoctorCheck
{
    /// <summary>Root mean squares. 0 … 1 has about 0.5; 0 … 255 about 100. At 5 gradients are 5 times, curvature 25 times what rates are made for.</summary>
    private const double Large = 5, TooLarge = 20, Small = 0.01, TooSmall = 1e-3;

    /// <summary>Curvature goes with the square of a scale: at 100, the best rates of two features are 10,000 apart.</summary>
    private const double Spread = 100;

    public override string Name => "data.scale";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var train = x.Survey.Train;
        if (train.Good.Count < 2) yield break;
        var (mean, deviation) = train.Whole();
        var rms = Math.Sqrt(mean * mean + deviation * deviation);
        var figure = $"mean {Words.Of(mean)}, deviation {Words.Of(deviation)}";
        var isNormalized = x.Model.NamedModules().Select(m => m.Module).FirstOrDefault(m => m.Children.Count == 0 && m is not Flatten)?.GetType().Name.Contains("Norm", StringComparison.Ordinal) == true;
        var (low, high) = (train.Low.ToArray().Min(), train.High.ToArray().Max());
        if (rms > Large)
        {
            var cause = low >= 0 && high is > 200 and <= 256 ? $"{(x.Survey.HasImages ? "pixels go" : "numbers go")} in as 0 … 255: gradients of the first layer are a hundred times what rates and initializers are made for"
                : "inputs are much larger than the initializers expect, so the first layer saturates or explodes";
            var remedy = x.Terms.HowToNormalize;
            var finding = rms > TooLarge && !isNormalized ? Fail(x.Terms.Normalize, figure, $"root mean square at most {Large:0}", cause, remedy) : Warn(x.Terms.Normalize, figure, $"root mean square at most {Large:0}", cause, remedy);
            yield return finding.Measured(rms, Large);
            yield break;
        }

        if (rms < Small)
        {
            var finding = Warn(x.Terms.Normalize, figure, $"root mean square at least {Small}", "inputs are so small that the first layer's outputs hardly differ from its biases", x.Terms.HowToNormalize).Measured(rms, Small);
            yield return rms < TooSmall && !isNormalized ? finding with { Verdict = CheckVerdict.Fail } : finding;
            yield break;
        }

        // Pixels of one image share a unit, and those of its border hardly vary.
        var features = Enumerable.Range(0, train.Low.Length).Where(i => train.Low[i] < train.High[i]).Select(i => (Feature: i, Deviation: train.DeviationOf(i))).OrderBy(f => f.Deviation).ToList();
        if (features.Count is > 1 and <= 1000 && !x.Survey.HasImages && low < 0 && features[^1].Deviation > Spread * features[0].Deviation)
        {
            yield return Warn(x.Survey.FeatureName(features[^1].Feature), $"deviation {Words.Of(features[^1].Deviation)} against {Words.Of(features[0].Deviation)} of {x.Survey.FeatureName(features[0].Feature)}", $"at most {Spread:0} times", "features of very different scales: the largest decides the longest step that is stable, and the smallest hardly learns",
                $"standardize each feature by itself: {x.Terms.HowToNormalize}").Measured(features[^1].Deviation / features[0].Deviation, Spread);
            yield break;
        }

        yield return Pass(figure, $"root mean square {Small} to {Large:0}").Measured(rms, Large);
    }
}
