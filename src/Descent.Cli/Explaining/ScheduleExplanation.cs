using static Descent.Cli.Explanation;

namespace Descent.Cli;

/// <summary>A learning-rate schedule with its numbers.</summary>
internal static class ScheduleExplanation
{
    public static Explanation Of(Schedule schedule, double rate, long stepsPerEpoch, int epochs)
    {
        var run = new ScheduleTime(0, stepsPerEpoch, stepsPerEpoch * epochs);
        var lines = new List<string> { $"the run: {epochs} epochs of {stepsPerEpoch} updates, {run.Steps} in all" };
        var inner = schedule;
        if (schedule is WarmupSchedule warmup)
        {
            var steps = warmup.StepsOf(run);
            lines.Add($"t < {steps} (warm-up): αₜ = {N(rate)}·({N(warmup.Start)} + {N(1 - warmup.Start)}·t/{steps}), times what follows at its start; then t counts from there");
            (inner, run) = (warmup.After, run with { Steps = run.Steps - steps });
        }

        var (formula, source, pytorch) = Formula(inner, rate, run);
        lines.Add(formula);
        if (inner.Metric is null)
        {
            var rates = schedule.Curve(rate, stepsPerEpoch, epochs).ToList();
            lines.Add($"first {N(rates[0])}, highest {N(rates.Max())}, halfway {N(rates[rates.Count / 2])}, last {N(rates[^1])}");
        }

        if (schedule is WarmupSchedule) (source, pytorch) = ($"Goyal et al., 2017; {source}", $"SequentialLR of LinearLR and {pytorch}");
        return new Explanation("schedule", schedule is WarmupSchedule ? $"{Name(inner)} behind a linear warm-up" : Name(inner), lines, source, [$"PyTorch: torch.optim.lr_scheduler.{pytorch}"]);
    }

    private static string Name(Schedule schedule) => schedule.GetType().Name.Replace("Schedule", "");

    private static (string Formula, string Source, string PyTorch) Formula(Schedule schedule, double rate, ScheduleTime run)
    {
        var a = N(rate);
        switch (schedule)
        {
            case ConstantSchedule:
                return ($"αₜ = {a}", "", "ConstantLR(factor=1)");
            case StepSchedule s:
                return ($"αₜ = {a}·{N(s.Factor)}^⌊{T(s.Per)}/{s.Every}⌋", "", $"StepLR(step_size={s.Every}, gamma={N(s.Factor)})");
            case MultiStepSchedule m:
                return ($"αₜ = {a}·{N(m.Factor)}^(how many of {string.Join(", ", m.Milestones)} {T(m.Per)} has reached)", "", $"MultiStepLR(milestones=[{string.Join(", ", m.Milestones)}], gamma={N(m.Factor)})");
            case ExponentialSchedule e:
                return ($"αₜ = {a}·{N(e.Factor)}^{T(e.Per)}", "", $"ExponentialLR(gamma={N(e.Factor)})");
            case PolynomialSchedule p:
                return ($"αₜ = {N(p.End)} + {N(rate - p.End)}·(1 − {T(p.Per)}/{run.TotalIn(p.Per)})^{N(p.Power)}", "", $"PolynomialLR(total_iters={run.TotalIn(p.Per)}, power={N(p.Power)})");
            case CosineSchedule c:
                return ($"αₜ = {N(c.End)} + {N(rate - c.End)}·(1 + cos(π·{T(c.Per)}/{run.TotalIn(c.Per)}))/2", "Loshchilov and Hutter, 2017", $"CosineAnnealingLR(T_max={run.TotalIn(c.Per)}, eta_min={N(c.End)})");
            case CosineRestartsSchedule r:
                return ($"αₜ = {N(r.End)} + {N(rate - r.End)}·(1 + cos(π·τ/Tᵢ))/2, τ epochs after restart i, Tᵢ = {N(r.First)}·{N(r.Multiply)}ⁱ", "Loshchilov and Hutter, 2017", $"CosineAnnealingWarmRestarts(T_0={N(r.First)}, T_mult={N(r.Multiply)}, eta_min={N(r.End)})");
            case OneCycleSchedule o:
                return ($"αₜ from {N(rate / o.Divide)} up to {a} over {N(o.Rise * 100)} % of {run.TotalIn(o.Per)}, then down to {N(rate / o.Divide / o.FinalDivide)}, each along half a cosine", "Smith and Topin, 2018",
                    $"OneCycleLR(max_lr={a}, total_steps={run.TotalIn(o.Per)}, pct_start={N(o.Rise)}, div_factor={N(o.Divide)}, final_div_factor={N(o.FinalDivide)}, cycle_momentum=False)");
            case PlateauSchedule p:
                return ($"αₜ = {a}·{N(p.Factor)}^(reductions), at least {N(p.MinRate)}; one more after more than {p.Patience} epochs in which {p.Metric} got better by no more than {N(p.Threshold)}{(p.Relative ? " of the best" : "")}; {p.Cooldown} epochs of rest", "",
                    $"ReduceLROnPlateau(factor={N(p.Factor)}, patience={p.Patience}, threshold={N(p.Threshold)}, cooldown={p.Cooldown}, min_lr={N(p.MinRate)})");
            default:
                return ("a schedule of your own", "", "LambdaLR");
        }
    }

    private static string T(ScheduleUnit unit) => unit == ScheduleUnit.Step ? "t" : "epoch";
}
