namespace Descent;

/// <summary>Is the loss of a batch the mean of its samples' losses? Broadcasting and means over the wrong axis break that without any error.</summary>
internal sealed class LossSamplesCheck : DoctorCheck
{
    /// <summary>Float32 sums of 32 terms agree to 10⁻⁶; a wrong axis is off by tenths.</summary>
    private const double Tolerance = 1e-3;

    private const int Samples = 16;

    public override string Name => "loss.samples";

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Loss is CrossEntropy { ClassWeights: not null }) yield break; // its mean is weighted
        var batch = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]);
        x.Train(dropout: false);
        var predictions = batch.Count > 1 ? x.Predict(batch.Inputs) : null;
        x.Restore();
        if (predictions is null || predictions.Shape.Rank < 1 || predictions.Shape[0] != batch.Count) yield break;
        var whole = x.LossOf(predictions, batch.Targets);
        var alone = Enumerable.Range(0, batch.Count).Select(i => x.LossOf(Row(predictions, i), Row(batch.Targets, i))).ToList();
        double mean = alone.Average(), ratio = whole / mean;
        var figure = $"loss of {batch.Count} samples together {Words.Of(whole)}, mean of each alone {Words.Of(mean)}";
        if (Math.Abs(whole - mean) <= Tolerance * Math.Max(Math.Abs(mean), 1e-6)) yield return Pass(figure, "equal").Measured(ratio, 1);
        else if (Math.Abs(whole - alone.Sum()) <= Tolerance * Math.Max(Math.Abs(whole), 1e-6))
        {
            const string Cause = "the loss is summed over the batch, not averaged: gradients, and so the best learning rate, grow with the batch size";
            var remedy = $"average over the samples (Reduction.Mean), or divide {x.Terms.LearningRate} by {x.Terms.BatchSize}";
            yield return (x.Loss.Reduction == Reduction.Sum ? Warn(x.LossPlace, figure, "equal", Cause, remedy) : Fail(x.LossPlace, figure, "equal", Cause, remedy)).Measured(ratio, 1);
        }
        else
            yield return Fail(x.LossPlace, figure, "equal", $"the loss mixes samples: predictions {predictions.Shape} broadcast against targets {batch.Targets.Shape} (each prediction is compared with every target), or a mean or softmax is over the wrong axis",
                "bring predictions and targets to one shape before they are compared, and reduce over the classes first, over the batch last").Measured(ratio, 1);
    }

    private static Tensor Row(Tensor tensor, int i) => tensor.View(tensor.Shape.With(0, 1), i * (tensor.Count / tensor.Shape[0]));
}
