namespace Descent;

/// <summary>
/// How long is a step beside the weights it changes? About a thousandth is usual; a step as long as the weights forgets them, and one of a millionth
/// gets nowhere.
/// </summary>
internal sealed class UpdateSizeCheck : DoctorCheck
{
    /// <summary>Adam's first steps are the rate itself for each weight, ten times the usual share: 0.003 of weights of 0.1.</summary>
    private const double Long = 0.3, TooLong = 1, Short = 3e-6, TooShort = 1e-8;

    private const int Steps = 3;

    public override string Name => "update.size";

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Optimizer.LearningRate == 0)
        {
            yield return Fail(x.Terms.LearningRate, "0", "above 0", "nothing is learned", $"set {x.Terms.LearningRate} to what descent find-lr suggests").Measured(0);
            yield break;
        }

        var before = x.Weights.Where(w => w.Parameter.Trainable).Select(w => (w.Name, w.Parameter, Values: ExaminedBatch.Numbers(w.Parameter))).ToList();
        var batches = Enumerable.Range(0, Steps).Select(_ => x.Batch).ToList();
        var moved = new Dictionary<string, double>();
        x.Optimizer.Penalize(null, x.Model);
        x.Optimizer.IgnoresDecay = true; // update.penalty looks at what pulls to 0
        for (var i = 0; i < Steps; i++) x.Update(batches[i], i);
        foreach (var (name, parameter, values) in before)
        {
            var now = ExaminedBatch.Numbers(parameter);
            double change = Math.Sqrt(now.Zip(values).Average(p => (p.First - p.Second) * (p.First - p.Second))) / Steps, size = Math.Sqrt(values.Average(v => v * v));
            if (size > 0) moved[name] = change / size;
        }

        x.Restore();
        if (moved.Count == 0) yield break;
        var most = moved.MaxBy(m => double.IsFinite(m.Value) ? m.Value : double.PositiveInfinity);
        var middle = moved.Values.Order().ElementAt(moved.Count / 2);
        var rate = $"{x.Terms.LearningRate} is {Words.Of(x.Optimizer.LearningRate)}";
        var threshold = $"{Words.Of(Short)} to {Long} of the weights";
        x.Plots.Add(new DiagnosisPlot("updates", "Length of a step beside the weights' size", "parameter", "share", true, [new("update / weight", [.. moved.Values])], [.. moved.Keys]));
        if (!(most.Value <= Long))
        {
            string figure = $"a step changes {most.Key} by {Words.Of(most.Value)} of its size; {rate}", cause = "the learning rate is far too high: each step throws away what the last one learned";
            var remedy = $"set {x.Terms.LearningRate} to {Words.Of(x.Optimizer.LearningRate * Math.Pow(10, -Math.Max(1, Math.Round(Math.Log10(Math.Min(most.Value, 1e12) / 0.01)))))} or what descent find-lr suggests";
            yield return (!(most.Value <= TooLong) ? Fail(x.Terms.LearningRate, figure, threshold, cause, remedy) : Warn(x.Terms.LearningRate, figure, threshold, cause, remedy)).Measured(most.Value, Long);
        }
        else if (middle < Short)
        {
            string figure = $"a step changes weights by {Words.Of(middle)} of their size; {rate}", cause = "the learning rate is far too low: thousands of epochs would pass before weights change visibly";
            var remedy = $"set {x.Terms.LearningRate} to what descent find-lr suggests, or multiply it by 100 and look again";
            yield return (middle < TooShort ? Fail(x.Terms.LearningRate, figure, threshold, cause, remedy) : Warn(x.Terms.LearningRate, figure, threshold, cause, remedy)).Measured(middle, Short);
        }
        else yield return Pass($"a step changes weights by {Words.Of(middle)} of their size, {most.Key} by {Words.Of(most.Value)}", threshold).Measured(most.Value, Long);
    }
}
