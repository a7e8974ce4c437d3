namespace Descent;

/// <summary>Does mixing samples leave something to be learned: does the loss take what it makes of targets, does it act, and does a sample keep most of itself?</summary>
internal sealed class MixCheck : DoctorCheck
{
    /// <summary>What the larger of the two samples has on average: mixup's 0.2 leaves 92 %, 1 leaves 75 %, 8 leaves 60 %; half and half would be 50 %.</summary>
    private const double Kept = 0.6;

    /// <summary>Batches that are drawn for the average.</summary>
    private const int Draws = 500;

    public override string Name => "data.mix";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Settings.Mix is not { } mix) yield break;
        if (!x.Survey.HasClasses || x.Loss is not (CrossEntropy or CrossEntropyFromProbabilities))
            yield return Fail(x.Terms.Mix, $"{mix} with {x.LossPlace}", "a loss that takes distributions over the classes", "mixed samples belong to two classes in shares, which this loss cannot compare with: training will refuse", $"take {x.Terms.Mix} out, or use CrossEntropy ({x.Terms.Loss})");
        else if (mix is CutMix && !x.Survey.HasImages)
            yield return Fail(x.Terms.Mix, $"{mix} of samples of shape {x.Data.Train.InputShape}", "images [height, width, channels]", "there are no rectangles to cut: training will refuse", $"use mixup ({x.Terms.Mix}), which takes any inputs");
        else if (x.Settings.BatchSize < 2)
            yield return Fail(x.Terms.BatchSize, $"{mix} with 1 sample a batch", "2 or more", "a sample is mixed with another of its batch, and there is none: it does nothing", $"set {x.Terms.BatchSize} to 16 or more").Measured(x.Settings.BatchSize, 2);
        else if (mix.Probability == 0)
            yield return Warn(x.Terms.Mix, $"{mix} with probability 0", "above 0", "no batch is ever mixed", $"set its probability to 0.5 to 1, or take {x.Terms.Mix} out").Measured(0);
        else
        {
            var kept = KeptBy(mix, x);
            var figure = $"{mix}: the larger share of two samples is {Words.Percent(kept)} on average";
            yield return (kept >= Kept ? Pass(figure, $"at least {Words.Percent(Kept)}")
                : Warn(x.Terms.Mix, figure, $"at least {Words.Percent(Kept)}", "nearly every sample is two halves: no plain one is ever seen, and the network underfits", $"set its alpha to 0.1 to 1 ({x.Terms.Mix})")).Measured(kept, Kept);
        }
    }

    private static double KeptBy(BatchMix mix, Examination x)
    {
        var sum = 0.0;
        var shape = x.Data.Train.InputShape;
        Shape small = mix is CutMix ? [2, shape[0], shape[1], 1] : [2, 1];
        var (inputs, classes, targets) = (Tensor.From(new float[small.Size], small), Tensor.From([0, 1]), Tensor.From(new float[4], [2, 2]));
        for (var i = 0; i < Draws; i++)
        {
            mix.Apply(inputs, classes, targets, x.Settings.Seed, 0, i * x.Settings.BatchSize);
            sum += Math.Max(targets.Span<float>()[0], targets.Span<float>()[1]);
        }

        return sum / Draws;
    }
}
