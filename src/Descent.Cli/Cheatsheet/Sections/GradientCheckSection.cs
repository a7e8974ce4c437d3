using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Gradient checking: the error of differences against their step, a planted mistake that it finds, and what either gradient costs.</summary>
internal sealed class GradientCheckSection() : SheetSection("gradient-checking", "Gradient checking", SheetGroup.GoodPractices, "Gradient checking")
{
    private const int Samples = 8, Classes = 10;

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("\\frac {∂f} {∂x}(x) ≈ \\frac {f(x + h) − f(x − h)} {2 h}");
        draft.Formula("error = \\frac {|a − n|} {max(|a|, |n|)}", "a by backpropagation, n by differences.");
        draft.Text("Backpropagation is easy to get slightly wrong, and a slightly wrong gradient still seems to train. The slope can also be measured, by computing the loss a little to either side of each weight: far too slow to train with, and just right to check the gradient with.");
        var (inputs, targets) = Batch(context);
        Steps(draft, context, inputs, targets);
        Mistake(draft, context, inputs, targets);
        Costs(draft, context, inputs, targets);
    }

    private static void Steps(SectionDraft draft, SheetContext context, Tensor inputs, Tensor targets)
    {
        context.Tell("the error of differences against their step");
        var tradeOff = new GradientCheck { Seed = context.Seed }.TradeOff(Network(context, 16), new CrossEntropy(), inputs, targets);
        double[] steps = [.. tradeOff.Steps.Select(s => s.Step)], errors = [.. tradeOff.Steps.Select(s => s.Error)];
        var best = tradeOff.Best;
        draft.Figure("best.step", best.Step);
        draft.Figure("best.error", best.Error);
        draft.Figure("long.step.error", errors[0]);
        draft.Figure("short.step.error", errors[^1]);
        var longer = draft.Figure("slope.long", SlopeOf(tradeOff.Steps.Where(s => s.Step > 30 * best.Step)));
        var shorter = draft.Figure("slope.short", SlopeOf(tradeOff.Steps.Where(s => s.Step < best.Step / 30)));
        draft.Show(new LinesBlock(Axis.Log("step h"), Axis.Log("error of the differences"), [new Line("error against backpropagation", steps.Reverse().ToArray(), errors.Reverse().ToArray()) { HasPoints = true }])
        {
            Title = "Neither too small nor too large",
            Markers = [new(StepTradeOff.Theory, "∛ε, where theory puts it")],
            Caption = $"All weights of a small network with its loss, in double precision. The error is {Say.Number(errors[0])} at h = {Say.Number(steps[0])}, {Say.Number(best.Error)} at its lowest, h = {Say.Number(best.Step)}, and {Say.Number(errors[^1])} at h = {Say.Number(steps[^1])}. On the right the curve that the difference cuts off costs h² (measured: h to the power {Say.Fixed(longer, 1)}); on the left the difference drowns in rounding, which costs 1/h (measured: {Say.Fixed(shorter, 1)}).",
        });
    }

    private static void Mistake(SectionDraft draft, SheetContext context, Tensor inputs, Tensor targets)
    {
        context.Tell("a planted mistake");
        var check = new GradientCheck { Seed = context.Seed };
        (string Name, GradientReport Report)[] reports =
        [
            ("x · σ(x), as it is", check.Run(Network(context, 16, new Swish(isBroken: false)), new CrossEntropy(), inputs, targets)),
            ("x · σ(x), one path forgotten", check.Run(Network(context, 16, new Swish(isBroken: true)), new CrossEntropy(), inputs, targets)),
        ];
        draft.Show(new TableBlock(["activation", "verdict", "largest error"], [.. reports.Select(r => (IReadOnlyList<string>)[r.Name, r.Report.Verdict.ToString().ToUpperInvariant(), Say.Number(r.Report.Worst!.Error)])])
        {
            Title = "A mistake, found",
            Caption = $"The same network twice; in the second the gradient does not flow through σ(x), as happens where a product rule is left half done: at {reports[1].Report.Worst!.Name} {reports[1].Report.Worst!.Where} it is {Say.Number(reports[1].Report.Worst!.Analytic)}, and differences say {Say.Number(reports[1].Report.Worst!.Numeric)}. Below 1e-6 a gradient passes. For a run of your own: `descent doctor run.yaml --only gradients`.",
        });
        var right = draft.Figure("error.right", reports[0].Report.Worst!.Error);
        var wrong = draft.Figure("error.wrong", reports[1].Report.Worst!.Error);
        draft.Figure("verdict.right", (int)reports[0].Report.Verdict);
        draft.Figure("verdict.wrong", (int)reports[1].Report.Verdict);
        draft.Text(reports[0].Report.Verdict == CheckVerdict.Pass && reports[1].Report.Verdict == CheckVerdict.Fail
            ? $"Measured: the right gradient is off by {Say.Number(right)} at most, the wrong one by {Say.Number(wrong)}. There is no mistaking one for the other."
            : $"Measured: the right gradient is off by {Say.Number(right)}, the wrong one by {Say.Number(wrong)}; the check did not tell them apart as it should.");
    }

    private static void Costs(SectionDraft draft, SheetContext context, Tensor inputs, Tensor targets)
    {
        int[] widths = context.Choose<int[]>([2, 4, 8, 16], [2, 4, 8, 16, 32, 64]);
        var costs = widths.Select(width =>
        {
            context.Tell($"what both gradients cost, with {width} units");
            return GradientCost.Measure(Network(context, width), new CrossEntropy(), inputs, targets, context.Cancel);
        }).ToList();
        double[] parameters = [.. costs.Select(c => (double)c.Parameters)];
        draft.Show(new LinesBlock(Axis.Log("parameters"), Axis.Log("milliseconds for the whole gradient"), [new Line("numerical", parameters, [.. costs.Select(c => c.NumericalSeconds * 1e3)]) { HasPoints = true }, new Line("analytical", parameters, [.. costs.Select(c => c.AnalyticalSeconds * 1e3)]) { HasPoints = true }])
        {
            Title = "What each costs",
            Caption = $"The gradient of every parameter of networks of {parameters[0]:N0} to {parameters[^1]:N0}, a batch of {Samples}, double precision. The numerical one computes the loss twice a parameter: {Say.Number(costs[^1].NumericalSeconds * 1e3)} ms against {Say.Number(costs[^1].AnalyticalSeconds * 1e3)} ms at the right end.",
        });
        var last = costs[^1];
        draft.Figure("evaluations.per_parameter", last.Evaluations / (double)last.Parameters);
        draft.Figure("agreement", costs.Max(c => c.Error));
        draft.Figure("time.numerical", last.NumericalSeconds);
        draft.Figure("time.analytical", last.AnalyticalSeconds);
        draft.Show(new TableBlock(["", "numerical gradient", "analytical gradient"],
        [
            ["formula", "[f(x + h) − f(x − h)] / 2h", "f′(x), by the chain rule"],
            ["the loss is computed", $"{last.Evaluations:N0} times: twice a parameter", "once forward, once backward"],
            [$"time, {last.Parameters:N0} parameters", $"{Say.Number(last.NumericalSeconds * 1e3)} ms", $"{Say.Number(last.AnalyticalSeconds * 1e3)} ms"],
            ["result", $"approximate: {Say.Number(last.Error)} off, with h = {Say.Number(StepTradeOff.Theory)}", "exact, but for rounding"],
            ["used for", "checking the analytical one", "training"],
        ])
        {
            Title = "Numerical and analytical",
            Caption = "As the sheet compares them, with what was measured here.",
        });
        draft.Text($"Measured: with {last.Parameters:N0} parameters the numerical gradient takes {Say.Number(last.NumericalSeconds / last.AnalyticalSeconds)} times as long as backpropagation, and the two agree to {Say.Number(last.Error)}. That is why checks look at a sample of coordinates of a small network, once.");
    }

    /// <summary>The slope of a line through the points on logarithmic axes: the power of h by which the error grows.</summary>
    private static double SlopeOf(IEnumerable<StepError> steps)
    {
        (double X, double Y)[] points = [.. steps.Where(s => s.Error > 0).Select(s => (Math.Log(s.Step), Math.Log(s.Error)))];
        if (points.Length < 2) return double.NaN;
        double x = points.Average(p => p.X), y = points.Average(p => p.Y);
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }

    private static (Tensor Inputs, Tensor Targets) Batch(SheetContext context)
    {
        using var loader = new DataLoader(context.Digits.Train, Samples, context.Seed);
        var batch = loader.Epoch(0).First();
        return (Tensor.From(batch.Inputs.ToArray<float>(), batch.Inputs.Shape), Tensor.From(batch.Targets.ToArray<int>(), batch.Targets.Shape)); // the loader uses its own again
    }

    /// <summary>Smooth, for a kink has no slope to measure.</summary>
    private static Sequential Network(SheetContext context, int width, Module? activation = null)
    {
        var model = new Sequential(new Linear(64, width), activation ?? new Tanh(), new Linear(width, Classes));
        model.Initialize(context.Seed);
        return model;
    }

    /// <summary>x·σ(x); broken, its gradient is as if σ(x) were a constant.</summary>
    private sealed class Swish(bool isBroken) : Module
    {
        protected override Tensor Compute(Tensor x) => x * (isBroken ? x.Sigmoid().Detach() : x.Sigmoid());
    }
}
