namespace Descent;

/// <summary>What kind of number was found not to be finite.</summary>
public enum NonFiniteSource
{
    /// <summary>An input that the data set, or its augmentation, delivered.</summary>
    Input,

    /// <summary>A target that the data set delivered.</summary>
    Target,

    /// <summary>A weight or a running statistic, as it was before the step.</summary>
    Weight,

    /// <summary>The result of an op, from finite operands.</summary>
    Output,

    /// <summary>A gradient that an op computed from finite gradients.</summary>
    Gradient,

    /// <summary>A running statistic that the step moves beyond the range of its element type.</summary>
    Statistic,

    /// <summary>None of these: the step repeated is finite. A hook changed a gradient, or finite gradients of several batches add up to infinity.</summary>
    Elsewhere,
}

/// <summary>A number that is not finite, where it arose first, and why that was noticed.</summary>
/// <param name="Noticed">What was noticed: the loss, or the gradient of a parameter.</param>
/// <param name="Source">What it was that is not finite first.</param>
/// <param name="Op">The op that computed it, or the parameter that holds it; empty for data.</param>
/// <param name="Operand">For a gradient, the operand it belongs to: a parameter's name or the operand's number; else empty.</param>
/// <param name="Module">Where the op ran: <c>model.0 (Linear)</c>, or <c>the loss (CrossEntropy)</c>; empty for data and parameters.</param>
/// <param name="Value">NaN, or an infinity.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The update that it would have become part of, from 1.</param>
/// <param name="Samples">The indices, in the data set, of the samples whose numbers are not finite; empty where a sum over all of them is not.</param>
public sealed record NonFinite(string Noticed, NonFiniteSource Source, string Op, string Operand, string Module, double Value, int Epoch, long Step, IReadOnlyList<int> Samples)
{
    /// <summary>Indices named in a message: enough to look at, few enough to read.</summary>
    private const int MostNamed = 8;

    /// <inheritdoc/>
    public override string ToString() => $"{Noticed} in epoch {Epoch}, step {Step}: {Where()}";

    private string Where() => Source switch
    {
        NonFiniteSource.Input => $"an input is {Value}{Of()}; look at what the data set and its augmentation deliver",
        NonFiniteSource.Target => $"a target is {Value}{Of()}; look at what the data set delivers",
        NonFiniteSource.Weight => $"{Op} was {Value} before the step; the last update was too long",
        NonFiniteSource.Output => $"the output of {Op} in {Module} is the first that is {Value}{Of()}",
        NonFiniteSource.Gradient => $"the gradient of {Operand} that {Op} in {Module} computes is the first that is {Value}{Of()}",
        NonFiniteSource.Statistic => $"{Op} becomes {Value}: the activations it follows are too large for its element type",
        _ => "the step repeated is finite; a hook changed a gradient, or those of the update's batches add up to infinity",
    };

    private string Of() => Samples.Count switch
    {
        0 => "",
        1 => $", for sample {Samples[0]}",
        <= MostNamed => $", for samples {string.Join(", ", Samples)}",
        _ => $", for samples {string.Join(", ", Samples.Take(MostNamed))} and {Samples.Count - MostNamed} more",
    };
}
