namespace Descent;

/// <summary>Does the schedule fit the run: does the rate get up in time, stay up long enough, come down at the end, and change at all?</summary>
internal sealed class ScheduleCheck : DoctorCheck
{
    /// <summary>Moments of the run that are looked at: a cosine is smooth, and a milestone missed by a two-thousandth of the run does not matter.</summary>
    private const int Moments = 2000;

    /// <summary>A rate below this share of the highest changes little any more; a cosine spends its last 6 % there, three milestones of a tenth each the end of the run.</summary>
    private const double Gone = 0.01;

    /// <summary>The share of the run that a rise, or the time after the fall, may take.</summary>
    private const double Half = 0.5, Nearly = 0.9;

    /// <summary>A rate that has nearly arrived: the top of a cosine is flat.</summary>
    private const double Arrived = 0.9;

    /// <summary>The share of the highest rate at which a run with restarts may end.</summary>
    private const double HighEnd = 0.2;

    public override string Name => "update.schedule";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Settings is not { Schedule: { } schedule, Epochs: > 0 }) yield break;
        var perEpoch = Trainer.UpdatesIn(x.Data.Train.Count, Math.Max(1, x.Settings.BatchSize), Math.Max(1, x.Settings.Accumulate));
        var end = new ScheduleTime(perEpoch * x.Settings.Epochs, perEpoch, perEpoch * x.Settings.Epochs);
        if (schedule.ProblemsIn(end).FirstOrDefault() is { } problem)
            yield return Fail(x.Terms.Schedule, problem, "shorter than the run", "the schedule was made for a longer run", $"shorten what the message names ({x.Terms.Schedule}), or train longer ({x.Terms.Epochs})");
        else yield return schedule.Metric is { } metric ? Watching(x, schedule, metric) : Following(x, schedule, end);
    }

    /// <summary>A schedule that waits for a value to stop improving.</summary>
    private Finding Watching(Examination x, Schedule schedule, string metric)
    {
        if (schedule is WarmupSchedule warmup) schedule = warmup.After;
        if (schedule is not PlateauSchedule plateau) return Pass($"follows {metric}", "a value that is measured");
        var key = $"{x.Terms.Schedule}, patience";
        if (x.Settings.EarlyStopping is { } stopping && stopping.Metric == metric && stopping.Patience <= plateau.Patience + 1)
            return Warn(key, $"the rate falls after {Words.Count(plateau.Patience + 1, "epoch")} without improvement, but the run ends after {stopping.Patience}", $"below {stopping.Patience - 1}",
                "early stopping ends the run before the rate can fall, so the schedule never acts", $"set its patience to {Math.Max(0, stopping.Patience / 2 - 1)}, or that of {x.Terms.EarlyStopping} to {2 * (plateau.Patience + 1)}").Measured(plateau.Patience, stopping.Patience - 1);
        return plateau.Patience + 2 > x.Settings.Epochs
            ? Warn(key, $"the rate can fall after {plateau.Patience + 2} epochs at the earliest, and the run has {x.Settings.Epochs}", $"below {x.Settings.Epochs - 1}", "the schedule waits longer than the run lasts, so the rate never changes", $"set its patience to a tenth of {x.Terms.Epochs}: {x.Settings.Epochs / 10}").Measured(plateau.Patience, x.Settings.Epochs - 1)
            : Pass($"the rate falls after {Words.Count(plateau.Patience + 1, "epoch")} without improvement", $"below {x.Settings.Epochs - 1}").Measured(plateau.Patience, x.Settings.Epochs - 1);
    }

    /// <summary>A schedule that is a function of the moment.</summary>
    private Finding Following(Examination x, Schedule schedule, ScheduleTime end)
    {
        var count = (int)Math.Min(Moments, end.Steps);
        var rates = new double[count];
        for (var i = 0; i < count; i++) rates[i] = schedule.Rate(x.Optimizer.LearningRate, end with { Step = count == 1 ? 0 : i * (end.Steps - 1) / (count - 1) });
        if (rates.Min() < rates.Max()) x.Plots.Add(new DiagnosisPlot("schedule", "Learning rate over the run", "part of the run", "rate", false, [new("learning rate", [.. Enumerable.Range(0, 101).Select(i => rates[i * (count - 1) / 100])])], [.. Enumerable.Range(0, 101).Select(i => $"{i} %")]));
        double highest = rates.Max(), own = x.Optimizer.LearningRate;
        if (Array.Find(rates, r => !(r >= 0 && double.IsFinite(r))) is var odd && (odd < 0 || !double.IsFinite(odd)))
            return Fail(x.Terms.Schedule, $"a rate of {Words.Of(odd)}", "finite, 0 or more", "the schedule's formula leaves its range in this run", $"look at the settings of {x.Terms.Schedule}").Measured(odd, 0);
        if (own > 0 && highest <= 1e-3 * own)
            return Fail(x.Terms.Schedule, $"the highest rate of the run is {Words.Of(highest)}; {x.Terms.LearningRate} is {Words.Of(own)}", "near it at some time", "the schedule keeps the rate so low that nothing is learned", $"let {x.Terms.Schedule} reach {x.Terms.LearningRate}").Measured(highest, own);
        if (Fixed(x, schedule, end, rates) is { } never) return never;
        var up = Array.FindIndex(rates, r => r >= Arrived * highest);
        var rise = (double)up / count;
        if (rise > Half)
        {
            string figure = $"the rate is near its highest, {Words.Of(highest)}, after {Words.Percent(rise)} of the run", threshold = $"after at most {Words.Percent(Half)}";
            const string Cause = "most of the run is warm-up: at the low rates before, little is learned, and little time is left behind it";
            var remedy = $"let the rate rise for 5 to 30 % of the run ({x.Terms.Schedule})";
            return (rise > Nearly ? Fail(x.Terms.Schedule, figure, threshold, Cause, remedy) : Warn(x.Terms.Schedule, figure, threshold, Cause, remedy)).Measured(rise, Half);
        }

        var gone = rates.Skip(up).Count(r => r < Gone * highest * (1 - 1e-9)) / (double)count;
        if (gone > Half)
        {
            string figure = $"for {Words.Percent(gone)} of the run the rate is below a hundredth of its highest, {Words.Of(highest)}", threshold = $"at most {Words.Percent(Half)}";
            const string Cause = "the rate falls too early or too fast: after that, weights hardly move, and the rest of the run is for nothing";
            var remedy = $"lower the rate later or by less ({x.Terms.Schedule}; look at what its numbers count, updates or epochs), or train for {Math.Max(1, (int)Math.Ceiling(x.Settings.Epochs * (1 - gone)))} {x.Terms.Epochs}";
            return (gone > Nearly ? Fail(x.Terms.Schedule, figure, threshold, Cause, remedy) : Warn(x.Terms.Schedule, figure, threshold, Cause, remedy)).Measured(gone, Half);
        }

        if (Restarts(rates, up, highest) && rates[^1] > HighEnd * highest)
        {
            var periods = schedule is CosineRestartsSchedule cosine ? $", so that a period ends with the run: {cosine.First:0.##} gives ends at {Ends(cosine)} epochs" : "";
            return Warn(x.Terms.Schedule, $"the run ends at {Words.Percent(rates[^1] / highest)} of the highest rate, soon after a restart", $"at most {Words.Percent(HighEnd)}", "weights are best at the end of a period, when the rate is low; the last ones are taken in the middle of one",
                $"set {x.Terms.Epochs} or the length of the first period{periods}").Measured(rates[^1] / highest, HighEnd);
        }

        return Pass(rates.Min() == highest ? $"{Words.Of(highest)} throughout" : $"from {Words.Of(rates[0])}{(up > 0 ? $" up to {Words.Of(highest)} at {Words.Percent(rise)} of the run" : "")}, {Words.Of(rates[^1])} at its end", $"up in {Words.Percent(Half)} of the run, and not gone for {Words.Percent(Half)}").Measured(gone, Half);
    }

    /// <summary>A schedule that changes nothing, or a part of it that the run does not reach.</summary>
    private Finding? Fixed(Examination x, Schedule schedule, ScheduleTime end, double[] rates)
    {
        if (schedule is WarmupSchedule warmup) (schedule, end) = (warmup.After, end.After(warmup.StepsOf(end)));
        if (schedule is MultiStepSchedule steps && steps.Milestones[^1] >= end.TotalIn(steps.Per))
        {
            var unit = steps.Per == ScheduleUnit.Epoch ? "epochs" : "updates";
            var total = end.TotalIn(steps.Per);
            return Warn(x.Terms.Schedule, $"milestone {steps.Milestones.First(m => m >= total)} lies beyond the {total} {unit} of the run{(schedule == x.Settings.Schedule ? "" : " behind the warm-up")}", $"below {total}", "the schedule was made for a longer run, so the rate does not come down as planned", $"set the milestones to about {total / 2} and {total * 3 / 4} ({x.Terms.Schedule}), or train longer ({x.Terms.Epochs})").Measured(steps.Milestones[^1], total);
        }

        return schedule is ConstantSchedule || rates.Min() < rates.Max() || rates.Length == 1
            ? null
            : Warn(x.Terms.Schedule, $"{schedule.GetType().Name} leaves the rate at {Words.Of(rates[0])} for the whole run", "a rate that changes", "what the schedule waits for comes after the run's end, or its factor is 1", $"bring {x.Terms.Schedule} to the run's length ({x.Terms.Epochs} is {x.Settings.Epochs}), or take constant");
    }

    /// <summary>Whether the rate falls by half, and rises to half again.</summary>
    private static bool Restarts(double[] rates, int up, double highest)
    {
        var low = Array.FindIndex(rates, up, r => r < 0.5 * highest);
        return low >= 0 && rates.Skip(low).Any(r => r > 0.5 * highest && r > 2 * rates[low]) | rates.Skip(low).Zip(rates.Skip(low + 1)).Any(p => p.Second > 2 * p.First && p.Second > HighEnd * highest);
    }

    private static string Ends(CosineRestartsSchedule cosine)
    {
        var ends = new List<string>();
        for (double end = cosine.First, period = cosine.First; ends.Count < 4; end += period)
        {
            ends.Add(end.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture));
            period *= cosine.Multiply;
        }

        return string.Join(", ", ends);
    }
}
