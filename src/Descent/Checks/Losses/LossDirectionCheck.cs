namespace Descent;

/// <summary>Is the loss of right answers below that of a network that knows nothing?</summary>
internal sealed class LossDirectionCheck : DoctorCheck
{
    public override string Name => "loss.direction";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var (batch, shape) = (x.Batch, x.Trace.Shape);
        if (LossAnswers.Right(x, shape, batch.Targets) is not { } right) yield break;
        var loss = x.PlainLoss;
        double good = Examination.LossOf(loss, right, batch.Targets), ignorant = Examination.LossOf(loss, LossAnswers.Ignorant(x, shape, batch.Targets), batch.Targets);
        var figure = $"{Words.Of(good)} for right answers, {Words.Of(ignorant)} for a network that knows nothing";
        yield return (good < ignorant
            ? Pass(figure, "less for right answers")
            : Fail(x.LossPlace, figure, "less for right answers", "making this loss small makes the network wrong: its sign is turned, or it looks for the target in another place than where the data has it (classes off by one, axes swapped)",
                "compute the loss of a prediction that you know to be right, by hand and with it")).Measured(good, ignorant);
    }
}
