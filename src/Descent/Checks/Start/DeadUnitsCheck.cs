namespace Descent;

/// <summary>Are units shut for every sample, or activations at the flat ends of their range? Neither passes a gradient.</summary>
internal sealed class DeadUnitsCheck : DoctorCheck
{
    /// <summary>A few units are shut by chance; half of a layer is capacity lost, and nine tenths leave a bottleneck.</summary>
    private const double Some = 0.5, Most = 0.9;

    public override string Name => "start.dead";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var worst = 0.0;
        foreach (var layer in x.Trace.Layers.SkipLast(1)) // the last layer's outputs are the answer: loss.layer looks at them
        {
            var dead = layer.IsRectified ? (double)layer.Zero / Math.Max(1, layer.Units) : 0;
            var share = Math.Max(dead, layer.Saturated);
            worst = Math.Max(worst, share);
            if (share <= Some) continue;
            var isDead = dead >= layer.Saturated;
            string figure = isDead ? $"{layer.Zero} of {layer.Units} units are 0 for all {x.Batch.Count} samples" : $"{Words.Percent(layer.Saturated)} of outputs within 1 % of the ends of their range", threshold = $"at most {Words.Percent(Some)}";
            string cause = isDead ? "biases far below 0, or weights that all point away, shut the rectifiers: units that are shut for all samples get no gradient and stay so" : "what enters the activation is so large that its slope is nearly 0: hardly any gradient passes";
            var remedy = isDead ? $"start biases at 0, draw weights anew ({x.Terms.Initializer}); LeakyReLU or GELU keep a slope" : $"draw weights by Xavier ({x.Terms.Initializer}), normalize inputs, or put a normalization before the activation";
            yield return (share > Most ? Fail(layer.Place, figure, threshold, cause, remedy) : Warn(layer.Place, figure, threshold, cause, remedy)).Measured(share, Some);
            yield break;
        }

        yield return Pass($"at most {Words.Percent(worst)} of a layer shut or saturated", $"at most {Words.Percent(Some)}").Measured(worst, Some);
    }
}
