namespace Descent;

/// <summary>Where inputs of different lengths were brought to one: does an answer stay the same when more padding is put behind its sample?</summary>
internal sealed class PaddingCheck : DoctorCheck
{
    private const int Samples = 8;

    /// <summary>In units of the answers' size: Float32 sums in another order stay below 10⁻⁵.</summary>
    private const double Tolerance = 1e-4;

    public override string Name => "network.padding";

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Settings.Padding is not { } padding) yield break;
        var inputs = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]).Inputs;
        if (padding.Axis < 1 || padding.Axis >= inputs.Shape.Rank)
        {
            yield return Fail("DoctorSettings.Padding", $"axis {padding.Axis} of inputs {inputs.Shape}", $"1 to {inputs.Shape.Rank - 1}", "inputs have no such axis", "count the batch as axis 0");
            yield break;
        }

        var more = Math.Max(1, inputs.Shape[padding.Axis] / 4);
        x.Model.Eval();
        var before = ForwardRecord.Of(x, inputs);
        string? refusal = null;
        ForwardRecord? after = null;
        try
        {
            after = ForwardRecord.Of(x, Lengthened(inputs, padding, more));
        }
        catch (ArgumentException e)
        {
            refusal = e.Message;
        }

        x.Restore();
        if (after is null)
        {
            yield return Pass($"inputs have one length for the network, whatever they hold ({refusal})", "not asked");
            yield break;
        }

        // Outputs of the same length speak of whole samples; longer ones have a place for each position, the new ones last.
        var apart = Apart(before.Output, after.Output, inputs.Shape[0], more, inputs.Shape[padding.Axis]);
        if (apart <= Tolerance)
        {
            yield return Pass($"answers stay when {more} positions of {Words.Of(padding.Value)} are put behind", "equal").Measured(apart, Tolerance);
            yield break;
        }

        var place = before.Layers.Zip(after.Layers).FirstOrDefault(l => Apart(l.First.Values, l.Second.Values, inputs.Shape[0], more, inputs.Shape[padding.Axis]) is > Tolerance and < double.PositiveInfinity).First.Place ?? "model";
        yield return Fail(place, $"answers differ by {Words.Of(apart)} of their size when {more} positions of {Words.Of(padding.Value)} are put behind", $"below {Words.Of(Tolerance)}",
            "what stands behind a sample's end takes part in a mean, maximum or normalization, so that an answer depends on how long the longest sample is", "make a mask from each sample's length; set padded positions to 0 before each layer that looks across positions, and divide by the length, not by the padded one").Measured(apart, Tolerance);
    }

    private static Tensor Lengthened(Tensor inputs, InputPadding padding, int more)
    {
        using var recording = new NoGrad();
        var shape = inputs.Shape.With(padding.Axis, more);
        var values = new float[shape.Size];
        values.AsSpan().Fill((float)padding.Value);
        return Tensor.Concat([inputs, Tensor.From(values, shape).To(inputs.Type)], padding.Axis).Copy();
    }

    /// <summary>The difference of two outputs in units of the first one's size; of outputs by position, over the positions that both have.</summary>
    private static double Apart(double[] a, double[] b, int samples, int more, int length)
    {
        if (a.Length == 0 || a.Length % samples != 0 || b.Length % samples != 0) return double.PositiveInfinity;
        int own = a.Length / samples, other = b.Length / samples;
        if (own != other && (long)own * (length + more) != (long)other * length) return double.PositiveInfinity; // neither one an answer a sample nor one a position
        double difference = 0, size = 0;
        for (var s = 0; s < samples; s++)
        {
            for (var i = 0; i < own; i++)
            {
                var d = a[s * own + i] - b[s * other + i];
                (difference, size) = (difference + d * d, size + a[s * own + i] * a[s * own + i]);
            }
        }

        return size > 0 ? Math.Sqrt(difference / size) : difference > 0 ? double.PositiveInfinity : 0;
    }
}
