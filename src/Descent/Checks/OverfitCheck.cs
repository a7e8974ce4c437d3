namespace Descent;

/// <summary>
/// Can the network learn one small batch by heart (CS 230, "Deep Learning Tips and Tricks")? Augmentation, dropout and penalties are off. It must
/// reach accuracy 1 and a loss below max(0.01, 1 % of the first) above what right answers cost; one that cannot will not learn the whole either.
/// </summary>
internal sealed class OverfitCheck : DoctorCheck
{
    private const int Samples = 32, SamplesOfCostlyNetworks = 8;

    private const int Steps = 500, StepsFast = 300, Fewest = 40;

    /// <summary>Multiply-adds, forward and backward, of one try: two to four seconds on a core, or a third of that.</summary>
    private const double Budget = 3e10, BudgetFast = 1e10;

    public override string Name => "overfit";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var cost = 3.0 * Math.Max(1, x.MultiplyAdds);
        var budget = x.Settings.Fast ? BudgetFast : Budget;
        var isCostly = budget / (cost * Samples) < Fewest;
        var batch = x.Take(Math.Min(isCostly ? SamplesOfCostlyNetworks : Samples, Math.Max(2, x.Data.Train.Count)));
        if (batch.Count < 2) yield break;
        var steps = (int)Math.Clamp(budget / (cost * batch.Count), Fewest, x.Settings.Fast ? StepsFast : Steps);
        var own = OverfitTry.Run(x, batch, x.Optimizer.LearningRate, steps);
        x.Plots.Add(new DiagnosisPlot("overfit", $"Loss on {batch.Count} samples that are learned by heart", "update", "loss", true, [new($"rate {Words.Of(own.Rate)}", own.Losses)], []));
        var threshold = $"accuracy 1 and loss below {Words.Of(own.Goal)} in {steps} updates";
        if (!x.Survey.HasClasses) threshold = $"loss below {Words.Of(own.Goal)} in {steps} updates";
        if (own.Succeeds)
        {
            yield return Pass($"{own} of {batch.Count} samples", threshold).Measured(own.Last, own.Goal);
            yield break;
        }

        yield return Explain(x, batch, own, steps, threshold).Measured(own.Last, own.Goal);
    }

    private Finding Explain(Examination x, ExaminedBatch batch, OverfitTry own, int steps, string threshold)
    {
        var figure = $"{own} of {batch.Count} samples";
        if (Contradiction(batch) is var (first, second))
            return Fail($"{x.Terms.Source}, samples {first} and {second}", figure, threshold, "the batch holds equal inputs with different targets, which no network can fit", "look at these samples: one of the two targets is wrong");
        if (Broken(x) is { } broken)
            return Fail(broken, figure, threshold, "no gradient reaches this parameter: the way from it to the loss is broken", "see start.gradients and network.parameters, which come first");

        // Found by trying: from the configured rate outwards, smaller first where the loss has grown.
        double[] factors = own.Grows ? [0.1, 0.01, 0.001, 1e-4, 10] : [10, 0.1, 100, 1000, 0.01, 0.001, 1e4];
        if (x.Settings.Step is not null) factors = [];
        foreach (var factor in factors)
        {
            var other = OverfitTry.Run(x, batch, own.Rate * factor, steps);
            if (!other.Succeeds) continue;
            x.Plots[^1] = x.Plots[^1] with { Curves = [.. x.Plots[^1].Curves, new($"rate {Words.Of(other.Rate)}", other.Losses)] };
            var cause = $"the learning rate, {Words.Of(own.Rate)}, is too {(factor > 1 ? "low" : "high")}: with {Words.Of(other.Rate)} the same network gets there ({other})";
            var remedy = $"set {x.Terms.LearningRate} to {(factor > 1 ? "" : "at most ")}{Words.Of(other.Rate)}, or to what descent find-lr suggests";
            return own.Grows || (factor is >= 100 or <= 0.01 && !own.Learns) ? Fail(x.Terms.LearningRate, figure, threshold, cause, remedy) : Warn(x.Terms.LearningRate, figure, threshold, cause, remedy);
        }

        var outputs = x.Trace.Shape[^1];
        var needed = batch.Count * (long)Math.Max(1, x.Survey.HasClasses ? outputs - 1 : outputs);
        var capacity = x.Parameters.Where(p => p.Parameter.Trainable).Sum(p => (long)p.Parameter.Count);
        var narrowest = x.Trace.Layers.Take(Math.Max(0, x.Trace.Layers.Count - 1)).MinBy(l => l.Units);
        if (capacity < needed || narrowest is { Units: <= 2 })
        {
            var isLinear = x.Weights.Count() <= 1;
            var place = narrowest is { Units: <= 2 } ? narrowest.Place : x.Terms.Width;
            var cause = $"the network is too small to learn even one batch: {Words.Count(capacity, "parameter")} for {needed} numbers{(narrowest is { Units: <= 2 } ? $", all through {Words.Count(narrowest.Units, "unit")} of {narrowest.Place}" : "")}";
            var remedy = $"widen it: 4 to 10 times as many parameters ({x.Terms.Width}), or one hidden layer more";
            return isLinear ? Warn(place, figure, threshold, cause, remedy) : Fail(place, figure, threshold, cause, remedy);
        }

        return own.IsNear
            ? Warn(x.Terms.LearningRate, figure, threshold, "it learns the batch, but slowly: the last part of the loss takes more updates than this, at every rate tried", "compare optimizers, or normalize inputs and layers; a schedule that lowers the rate helps at the end")
            : Fail("model", figure, threshold, $"{(factors.Length > 0 ? $"no rate from {Words.Of(own.Rate * factors.Min())} to {Words.Of(own.Rate * factors.Max())} lets it learn the batch" : "your own step does not learn the batch")}, though it has parameters enough ({capacity:N0}): what is wrong lies in the network or the loss{(factors.Length > 0 ? "" : ", or in that step")}", "look at the findings above this one first; then take layers out until it learns, and look at the last one taken out");
    }

    private static (int First, int Second)? Contradiction(ExaminedBatch batch)
    {
        double[] inputs = ExaminedBatch.Numbers(batch.Inputs), targets = ExaminedBatch.Numbers(batch.Targets);
        int size = inputs.Length / batch.Count, wide = targets.Length / batch.Count;
        for (var a = 0; a < batch.Count; a++)
            for (var b = a + 1; b < batch.Count; b++)
                if (inputs.AsSpan(a * size, size).SequenceEqual(inputs.AsSpan(b * size, size)) && !targets.AsSpan(a * wide, wide).SequenceEqual(targets.AsSpan(b * wide, wide))) return (batch.Samples[a], batch.Samples[b]);
        return null;
    }

    private static string? Broken(Examination x)
    {
        var held = x.Optimizer.Parameters.Select(s => s.Parameter).ToHashSet(ReferenceEqualityComparer.Instance);
        return x.Weights.FirstOrDefault(w => w.Parameter.Trainable && (!held.Contains(w.Parameter) || !x.Trace.Gradients.TryGetValue(w.Name, out _))).Name;
    }
}
