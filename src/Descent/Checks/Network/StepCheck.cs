namespace Descent;

/// <summary>Does one step work: forward, loss, backward? Without it no other question about the network can be asked.</summary>
internal sealed class StepCheck : DoctorCheck
{
    public override string Name => "network.step";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        yield return x.Batch.Count == 0
            ? Stop(x, x.Terms.Source, "no sample that can be used", "repair the data first")
            : Try(x);
    }

    private Finding Try(Examination x)
    {
        try
        {
            var trace = x.Trace;
            if (!double.IsFinite(trace.Loss))
                return Fail(trace.Layers.FirstOrDefault(l => !l.IsFinite)?.Place ?? x.LossPlace, $"the loss is {Words.Of(trace.Loss)}", "finite", "numbers overflow, or a logarithm or quotient meets 0", $"look at the scale of inputs and first weights ({x.Terms.Normalize}, {x.Terms.Initializer})").Measured(trace.Loss);
            return trace.Gradients.Count > 0
                ? Pass($"loss {Words.Of(trace.Loss)}, {Words.Count(trace.Gradients.Count, "gradient")}", "a finite loss and gradients").Measured(trace.Loss)
                : Stop(x, "model", "the loss depends on no parameter that learns", "look for Detach, NoGrad or ArgMax on the way from parameters to loss");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return Stop(x, e is ShapeException ? "model" : x.LossPlace, e.Message, "bring the shapes that the message names to each other");
        }
    }

    private Finding Stop(Examination x, string place, string figure, string remedy)
    {
        x.Runs = false;
        return Fail(place, figure, "a loss with gradients", "network, loss and data do not fit each other", remedy);
    }
}
