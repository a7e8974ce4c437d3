namespace Descent;

/// <summary>Where rows can be left out by their target: is the loss of a batch with such rows that of the batch without them, and do they get no gradient?</summary>
internal sealed class LossMaskingCheck : DoctorCheck
{
    private const double Tolerance = 1e-4;

    private const int Samples = 16;

    public override string Name => "loss.masking";

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.IgnoredClass is not { } ignored) yield break;
        var batch = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]);
        if (batch.Count < 2 || batch.Targets.Type != DType.Int32) yield break;
        x.Model.Eval();
        var predictions = x.Predict(batch.Inputs);
        x.Restore();
        int[] kept = [.. Enumerable.Range(0, batch.Count).Where(i => i % 2 == 0)];
        var masked = batch.Targets.Copy();
        var rows = masked.Span<int>();
        var perSample = rows.Length / batch.Count;
        for (var i = 1; i < batch.Count; i += 2) rows.Slice(i * perSample, perSample).Fill(ignored);

        var indices = Tensor.From(kept);
        Tensor some, targets;
        using (new NoGrad()) (some, targets) = (predictions.IndexSelect(indices).Copy(), batch.Targets.IndexSelect(indices).Copy());
        var alone = x.LossOf(some, targets);
        using var step = x.OpenStep();
        var leaf = predictions.Detach();
        leaf.RequiresGrad = true;
        var loss = x.Loss.Compute(leaf, masked);
        var whole = loss.Item();
        loss.Backward();
        var gradient = leaf.Grad is { } g ? ExaminedBatch.Numbers(g) : [];
        var size = predictions.Count / batch.Count;
        var reached = gradient.Length == 0 ? 0 : Enumerable.Range(0, batch.Count).Where(i => i % 2 == 1).Max(i => gradient.AsSpan(i * size, size).ToArray().Max(Math.Abs));
        var figure = $"loss {Words.Of(whole)} with half of the rows ignored ({ignored}), {Words.Of(alone)} without them";
        if (!(Math.Abs(whole - alone) <= Tolerance * Math.Max(Math.Abs(alone), 1e-6)))
            yield return Fail(x.LossPlace, figure, "equal", "rows that shall be left out take part in the loss, or in the number it is divided by", "multiply each row's loss by 0 where its target is the ignored one, and divide by the number of the others").Measured(whole / alone, 1);
        else if (reached > 0)
            yield return Fail(x.LossPlace, $"a gradient of {Words.Of(reached)} at rows that are ignored", "0", "rows that shall be left out still teach the network something", "multiply each row's loss by 0 where its target is the ignored one").Measured(reached, 0);
        else yield return Pass(figure, "equal").Measured(whole / alone, 1);
    }
}
