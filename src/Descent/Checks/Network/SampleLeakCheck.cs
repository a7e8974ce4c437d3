namespace Descent;

/// <summary>
/// Does the answer for a sample depend on that sample alone? Found by gradients: those of one sample's outputs with respect to the other
/// samples' inputs must be 0 in evaluation, and in training unless there is batch normalization.
/// </summary>
internal sealed class SampleLeakCheck : DoctorCheck
{
    private const int Samples = 4;

    public override string Name => "network.samples";

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Batch.Count < Samples || x.Trace.Shape.Rank < 1 || x.Trace.Shape[0] != x.Batch.Count)
        {
            if (x.Trace.Shape.Rank >= 1 && x.Trace.Shape[0] != x.Batch.Count)
                yield return Fail("model", $"predictions {x.Trace.Shape} for {x.Batch.Count} samples", "batch first", "the batch is not the first axis of the predictions any more: it was reduced or reshaped away", "keep the batch first, and reduce over the other axes");
            yield break;
        }

        var batch = x.Batch.Pick([.. Enumerable.Range(0, Samples)]);
        foreach (var training in (bool[])[false, true])
        {
            var found = Look(x, batch, training);
            x.Restore();
            if (found is null) continue;
            yield return found;
            yield break;
        }

        yield return Pass("no gradient from one sample's answer to another's input", "none");
    }

    private Finding? Look(Examination x, ExaminedBatch batch, bool training)
    {
        if (training) x.Train(dropout: false);
        else x.Model.Eval();
        var before = ForwardRecord.Of(x, batch.Inputs);
        if (training && before.Layers.Any(l => l.Module is BatchNorm)) return null;
        var leak = GradientOfOthers(x, batch);
        if (leak == 0) return null;
        x.Restore();
        if (training) x.Train(dropout: false);
        else x.Model.Eval();
        before = ForwardRecord.Of(x, batch.Inputs);
        x.Restore();
        if (training) x.Train(dropout: false);
        else x.Model.Eval();
        var after = ForwardRecord.Of(x, batch.Pick(0, 0, 0, 0).Inputs);
        var place = before.FirstDifference(after, 1.0 / Samples) is var (module, where) ? (module is BatchNorm ? $"{where}" : where) : "model";
        return Fail(place, $"gradient {Words.Of(leak)} from one sample's answer to another sample's input{(training ? "" : ", in evaluation")}", "0", "the answer for a sample depends on which others are in its batch: a mean, softmax or reshape runs over the batch axis, or a normalization measures the batch in evaluation", "work along the axes behind the first; a layer that Eval() shall reach must be a public property of its module").Measured(leak, 0);
    }

    private static double GradientOfOthers(Examination x, ExaminedBatch batch)
    {
        using var step = x.OpenStep();
        var inputs = Tensor.From(Array.ConvertAll(ExaminedBatch.Numbers(batch.Inputs), v => (float)v), batch.Inputs.Shape).To(batch.Inputs.Type).Detach();
        inputs.RequiresGrad = true;
        var y = x.Model.Forward(inputs);
        if (!y.RequiresGrad) return 0;

        // Weights that differ, or a sum over classes would hide a softmax, whose outputs always add up to 1.
        var size = y.Count / batch.Count;
        var weights = new float[y.Count];
        for (var i = 0; i < size; i++) weights[i] = 1 + 0.37f * i;
        (y * Tensor.From(weights, y.Shape).To(y.Type)).Sum().Backward();
        return inputs.Grad is { } gradient ? ExaminedBatch.Numbers(gradient).Skip(gradient.Count / batch.Count).Max(Math.Abs) : 0;
    }
}
