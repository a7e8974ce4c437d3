namespace Descent;

/// <summary>Does each mode reach its layers, and does evaluation agree with training once batch normalization has measured some batches?</summary>
internal sealed class ModesCheck : DoctorCheck
{
    /// <summary>Passes over one batch: of PyTorch's momentum 0.1 they leave (1 − 0.1)³⁰ = 4 % of the first statistics.</summary>
    private const int Passes = 30;

    /// <summary>In units of the training outputs' deviation: above, evaluation answers something else.</summary>
    private const double Apart = 0.5;

    private const int Samples = 32;

    public override string Name => "network.modes";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var batch = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]);
        x.Train(dropout: true);
        var training = ForwardRecord.Of(x, batch.Inputs);
        if (training.Layers.FirstOrDefault(l => l.Module is BatchNorm or Dropout or Dropout2d or DropPath && !l.Module.Training) is { Module: { } still, Place: { } where })
        {
            x.Restore();
            yield return Fail(where, "in evaluation mode while the model trains", "in training mode", $"the {still.GetType().Name} is stuck in evaluation mode: no property of its module leads to it, or it is switched off by hand", "make the layer a public property of its module, and leave the modes to Train() and Eval()");
            yield break;
        }

        if (!training.Layers.Any(l => l.Module is BatchNorm { Frozen: false }))
        {
            x.Restore();
            yield return Pass("layers follow the model's mode", "all");
            yield break;
        }

        x.Train(dropout: false);
        for (var i = 0; i < Passes; i++) x.Predict(batch.Inputs);
        training = ForwardRecord.Of(x, batch.Inputs);
        x.Model.Eval();
        var evaluation = ForwardRecord.Of(x, batch.Inputs);
        x.Restore();
        var slow = x.Model.NamedModules().Select(m => m.Module).OfType<BatchNorm>().FirstOrDefault(n => n.Momentum is < 0.01);
        var mean = training.Output.Average();
        var deviation = Math.Sqrt(training.Output.Average(v => (v - mean) * (v - mean)));
        var apart = deviation == 0 ? 0 : Math.Sqrt(training.Output.Zip(evaluation.Output).Average(p => (p.First - p.Second) * (p.First - p.Second))) / deviation;
        yield return (apart <= Apart
            ? Pass($"outputs of the two modes differ by {Words.Of(apart)} deviations after {Passes} batches", $"at most {Apart}")
            : Warn(slow is null ? "model" : x.PlaceOf(slow), $"outputs of evaluation differ from those of training by {Words.Of(apart)} deviations after {Passes} batches", $"at most {Apart}", slow is null ? "running statistics do not follow what batches show" : $"momentum {slow.Momentum} weighs a new batch so little that the running statistics take thousands of batches to arrive (PyTorch's 0.1 is what Keras calls 0.9)",
                "set the momentum of batch normalization to 0.1")).Measured(apart, Apart);
    }
}
