namespace Descent;

/// <summary>Does evaluation give the same answer twice, and training with the same seed the same loss?</summary>
internal sealed class EvaluationCheck : DoctorCheck
{
    private const int Samples = 8;

    public override string Name => "network.evaluation";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var batch = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]);
        x.Model.Eval();
        ForwardRecord first = ForwardRecord.Of(x, batch.Inputs, draw: 0), second = ForwardRecord.Of(x, batch.Inputs, draw: 1);
        x.Restore();
        if (first.FirstDifference(second) is var (module, place))
        {
            var isDropout = module is Dropout or Dropout2d or DropPath;
            yield return Fail(place, "two evaluations of one batch differ", "equal", isDropout ? "dropout is active in evaluation: no property of its module leads to the layer, so that Train() and Eval() never reach it, or it is switched on by hand" : "something is drawn at random, or changed, by evaluation itself",
                isDropout ? "make the layer a public property of its module" : "draw and change only where Training is true");
            yield break;
        }

        yield return Pass("two evaluations are equal", "equal");
    }
}
