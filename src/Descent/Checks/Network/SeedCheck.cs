namespace Descent;

/// <summary>Does the same seed give the same loss in training? What draws from elsewhere cannot be repeated, resumed or compared.</summary>
internal sealed class SeedCheck : DoctorCheck
{
    private const int Samples = 16;

    public override string Name => "network.seed";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var batch = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]);
        x.Train(dropout: true);
        var first = ForwardRecord.Of(x, batch.Inputs);
        x.Restore();
        x.Train(dropout: true);
        var second = ForwardRecord.Of(x, batch.Inputs);
        x.Restore();
        yield return first.FirstDifference(second) is var (_, place)
            ? Fail(place, "two passes with one seed differ", "equal", "a layer draws random numbers of its own, or remembers earlier passes", "draw from the step (as Dropout does), and keep what is remembered in a Parameter")
            : Pass("two passes with one seed are equal", "equal");
    }
}
