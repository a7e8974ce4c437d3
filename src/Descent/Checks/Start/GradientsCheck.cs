namespace Descent;

/// <summary>Does a gradient of some size reach every parameter that learns, before the first update?</summary>
internal sealed class GradientsCheck : DoctorCheck
{
    /// <summary>Against the largest of all parameters: 1e-7 is Float32's rounding, so what is below it is lost beside the others.</summary>
    private const double Faint = 1e-5, Gone = 1e-7;

    public override string Name => "start.gradients";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var gradients = x.Trace.Gradients;
        List<string> unreached = [.. x.Parameters.Where(p => p.Parameter.Trainable && !gradients.ContainsKey(p.Name)).Select(p => p.Name)];
        if (unreached.Count > 0)
        {
            yield return Fail(Words.List(unreached), "no gradient", "one for every parameter that learns", "the forward pass does not use the layer, or Detach, NoGrad or a comparison cuts the way to it", "use the layer in Compute, or take it out; look for Detach between it and the loss");
            yield break;
        }

        var largest = gradients.Values.Max();
        var weights = x.Weights.Where(w => gradients.ContainsKey(w.Name)).Select(w => (w.Name, Gradient: gradients[w.Name])).ToList();
        if (weights.Count == 0) yield break;
        var headIsZero = x.Head is { } head && LayerTrace.Rms(x.Parameters.First(p => p.Name == head).Parameter) == 0;
        var faint = weights.Find(w => !(w.Gradient > Faint * largest));
        if (headIsZero || faint.Name is null)
        {
            yield return Pass($"root mean squares {Words.Of(weights.Min(w => w.Gradient))} to {Words.Of(weights.Max(w => w.Gradient))}", $"above {Words.Of(Faint)} of the largest").Measured(weights.Min(w => w.Gradient) / largest, Faint);
            yield break;
        }

        string figure = faint.Gradient == 0 ? "gradient 0" : $"root mean square {Words.Of(faint.Gradient)}, the largest {Words.Of(largest)}", threshold = $"above {Words.Of(Faint)} of the largest";
        var (cause, remedy) = faint.Gradient == 0
            ? ("nothing that this layer computes reaches the loss: units behind it are shut, or weights behind it are 0", $"start biases at 0 and draw weights at random ({x.Terms.Initializer})")
            : ("gradients vanish on the way back to this layer", $"fewer layers, residual connections, a normalization, or ReLU in place of sigmoid or tanh ({x.Terms.Layers})");
        yield return (faint.Gradient > Gone * largest ? Warn(faint.Name, figure, threshold, cause, remedy) : Fail(faint.Name, figure, threshold, cause, remedy)).Measured(faint.Gradient / largest, Faint);
    }
}
