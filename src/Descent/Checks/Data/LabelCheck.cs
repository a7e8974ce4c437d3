namespace Descent;

/// <summary>Are there samples of every class, and of each enough? Have numbers to predict a scale that a network starts near?</summary>
internal sealed class LabelCheck : DoctorCheck
{
    /// <summary>A network that never names a class so much rarer than the largest is right on nine of ten samples.</summary>
    private const double Imbalance = 10;

    /// <summary>Outputs start near deviation 1; from 0 to a target 30 deviations off, thousands of small steps go by.</summary>
    private const double FarTarget = 30, TooFarTarget = 1000, SmallTarget = 0.01;

    public override string Name => "data.labels";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x) => x.Survey.HasClasses ? Classes(x) : Numbers(x);

    private IEnumerable<Finding> Classes(Examination x)
    {
        var counts = x.Survey.Train.Classes;
        string[] names = [.. x.Data.Train.Target.Names.Select((n, i) => n == $"{i}" ? $"class {n}" : $"class {n} ({i})")];
        var missing = Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0).ToList();
        var present = counts.Length - missing.Count;
        if (present <= 1)
        {
            yield return Fail(x.Terms.Source, $"{Words.Count(present, "class")} among {x.Survey.Train.Looked} samples to train on", "2 or more", "the training part holds one class alone, so there is nothing to tell apart",
                $"look at the column or folder that names the class, and at {x.Terms.Split}: was sorted data cut without shuffling?").Measured(present, 2);
            yield break;
        }

        if (missing.Count > 0)
        {
            var asked = x.Survey.Parts.Skip(1).Where(p => missing.Any(c => p.Classes[c] > 0)).ToList();
            var isShifted = asked.Count == 0 && missing is [0];
            var place = Words.List([.. missing.Select(c => names[c])]);
            var figure = $"0 of {x.Survey.Train.Looked} samples to train on";
            yield return isShifted
                ? Fail(place, figure, "1 or more", "classes begin at 1, but are counted from 0: an output is wasted, and what the last one means is off by one", "subtract 1 from every class, and give the network one output fewer").Measured(0, 1)
                : asked.Count > 0
                    ? Fail(place, $"{figure}, {asked.Sum(p => missing.Sum(c => p.Classes[c]))} to judge by ({string.Join(", ", asked.Select(p => p.Name))})", "1 or more", "a class that is judged is never shown in training, so it cannot be learned: sorted data was cut without shuffling, or the class is too rare",
                        $"divide the samples class by class (as {x.Terms.Split} does), or add samples of {place}").Measured(0, 1)
                    : Warn(place, figure, "1 or more", "a class has a name and an output, but no sample", $"add samples of {place}, or leave the class out").Measured(0, 1);
        }

        int most = Array.IndexOf(counts, counts.Max()), least = Array.IndexOf(counts, counts.Where(c => c > 0).Min());
        var ratio = (double)counts[most] / counts[least];
        if (ratio > Imbalance && x.Loss is not CrossEntropy { ClassWeights: not null })
        {
            yield return Warn(names[least], $"{counts[least]} samples against {counts[most]} of {names[most]}", $"at most {Imbalance:0} times as many", "the rare class hardly moves the loss, and the accuracy hides that it is not learned",
                $"weigh classes ({x.Terms.ClassWeights}: balanced), and judge by recall or F1").Measured(ratio, Imbalance);
        }
        else if (missing.Count == 0)
        {
            yield return Pass($"{present} classes, {counts[least]} to {counts[most]} samples each", $"at most {Imbalance:0} times as many").Measured(ratio, Imbalance);
        }
    }

    private IEnumerable<Finding> Numbers(Examination x)
    {
        var targets = x.Survey.Train.Targets;
        if (targets.Count == 0) yield break;
        double mean = targets.Average(), deviation = Math.Sqrt(targets.Average(t => (t - mean) * (t - mean))), largest = targets.Max(Math.Abs);
        if (deviation <= 1e-6 * largest || largest == 0)
            yield return Fail(x.Terms.Source, $"all {targets.Count} targets are {Words.Of(mean)}", "numbers that differ", "there is nothing to predict", "look at the column of the target").Measured(deviation, 0);
        else if (largest > FarTarget || deviation < SmallTarget)
            yield return Warn(x.Terms.NormalizeTarget, $"mean {Words.Of(mean)}, deviation {Words.Of(deviation)}", $"near mean 0, deviation 1 (largest {FarTarget:0})", "a network's outputs start near 0 with deviation 1; so far off, the first thousands of steps only find the scale, and gradients are as large as the targets",
                $"standardize the targets ({x.Terms.NormalizeTarget}); metrics are still told in the original unit").Measured(largest, FarTarget).Judged(largest > TooFarTarget ? CheckVerdict.Fail : CheckVerdict.Warn);
        else yield return Pass($"mean {Words.Of(mean)}, deviation {Words.Of(deviation)}", $"largest at most {FarTarget:0}").Measured(largest, FarTarget);
    }
}
