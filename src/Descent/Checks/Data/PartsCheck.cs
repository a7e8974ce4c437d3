namespace Descent;

/// <summary>Do the parts come from one source, read in one way? Their classes and numbers then agree but for chance.</summary>
internal sealed class PartsCheck : DoctorCheck
{
    /// <summary>Chance moves a mean by more than 6 of its standard errors once in a billion.</summary>
    private const double StandardErrors = 6;

    /// <summary>In deviations of the training part: differences below change no result much.</summary>
    private const double Shift = 0.5, Widening = 1.5;

    /// <summary>The share of samples that would need another class for the parts to have the same.</summary>
    private const double Classes = 0.15;

    public override string Name => "data.parts";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var found = false;
        var train = x.Survey.Train;
        if (train.Good.Count < 2) yield break;
        var (mean, deviation) = train.Whole();
        foreach (var part in x.Survey.Parts.Skip(1).Where(p => p.Good.Count >= 2))
        {
            var (other, spread) = part.Whole();
            var shift = Math.Abs(other - mean) / Math.Max(deviation, 1e-12);
            var widening = Math.Max(spread / Math.Max(deviation, 1e-12), deviation / Math.Max(spread, 1e-12));
            if ((shift > Shift && shift * Math.Sqrt(part.Good.Count) > StandardErrors) || (widening > Widening && part.Good.Count >= 10))
            {
                found = true;
                yield return Fail(part.Name, $"mean {Words.Of(other)}, deviation {Words.Of(spread)}; train {Words.Of(mean)} and {Words.Of(deviation)}", $"within {Shift} deviations, {Widening} times", "the part is normalized otherwise than the training part, or comes from elsewhere: the network is judged on inputs it never learned to read",
                    $"normalize every part with the mean and deviation of the training part ({x.Terms.Normalize})").Measured(shift, Shift);
            }

            if (part.Classes.Length == 0 || part.Classes.Zip(train.Classes).Any(c => c.First > 0 && c.Second == 0)) continue; // data.labels says it
            double apart = 0, chance = 0;
            for (var c = 0; c < part.Classes.Length; c++)
            {
                double p = (double)train.Classes[c] / train.Good.Count, q = (double)part.Classes[c] / part.Good.Count;
                apart += Math.Abs(p - q) / 2;
                chance += Math.Sqrt(p * (1 - p) / part.Good.Count);
            }

            if (apart <= Classes || apart <= 2 * chance) continue;
            found = true;
            yield return Warn(part.Name, $"classes differ in {Words.Percent(apart)} of the samples from the training part's", $"at most {Words.Percent(Classes)}", "the parts were cut without shuffling, or come from different sources, so the result says little of either", $"divide the samples class by class ({x.Terms.Split})").Measured(apart, Classes);
        }

        if (!found && x.Survey.Parts.Count > 1) yield return Pass("parts agree in scale and classes", $"within {Shift} deviations, {Words.Percent(Classes)} of classes");
    }
}
