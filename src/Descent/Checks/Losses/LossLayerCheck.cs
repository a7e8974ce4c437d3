namespace Descent;

/// <summary>Does the last layer give what the loss takes: logits or probabilities, once and over the right axis, in a range that reaches the targets?</summary>
internal sealed class LossLayerCheck : DoctorCheck
{
    private const double Rounding = 1e-4;

    public override string Name => "loss.layer";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var trace = x.Trace;
        var last = trace.Layers.Count > 0 ? trace.Layers[^1] : null;

        // An activation that the layer before it applies in its own pass is not called itself, but is the last layer all the same.
        var module = LastLayer.Of(x.Model).Layer is ActivationLayer activation ? activation : last?.Module;
        var place = module is null ? "model" : x.PlaceOf(module);
        var isRectified = module is ReLU || (last is { IsRectified: true } && last.Zero < last.Units);
        int classes = trace.Shape[^1], rows = classes == 0 ? 0 : trace.Predictions.Length / classes;
        double[] Row(int row) => trace.Predictions.AsSpan(row * classes, classes).ToArray();
        var isPositive = trace.Predictions.All(p => p is >= 0 and <= 1 + Rounding);
        var hasClasses = x.Survey.HasClasses;
        if (classes > 1 && isPositive && Enumerable.Range(0, rows).All(r => Math.Abs(Row(r).Sum() - 1) < Rounding) && hasClasses && !x.Loss.TakesProbabilities)
        {
            yield return Fail(place, "outputs of each sample are positive and add up to 1", "logits", $"a softmax before {x.Loss.GetType().Name}, which applies its own: with two, gradients shrink and no error says so", $"remove the softmax layer from {x.Terms.Layers}; apply it to predictions where probabilities are wanted");
            yield break;
        }

        if (classes > 1 && rows > 1 && isPositive && Enumerable.Range(0, classes).All(c => Math.Abs(Enumerable.Range(0, rows).Sum(r => trace.Predictions[r * classes + c]) - 1) < Rounding))
        {
            yield return Fail(place, $"outputs of each class add up to 1 over the {rows} samples of a batch", "over the classes of each sample", "a softmax over the batch, axis 0, in place of the classes: each sample's probabilities depend on which others are beside it", "use Softmax(axis: -1), or with CrossEntropy none");
            yield break;
        }

        if (classes > 1 && x.Loss is CrossEntropy && Enumerable.Range(0, rows).All(r => Math.Abs(Row(r).Sum(Math.Exp) - 1) < Rounding))
        {
            yield return Fail(place, "the exponentials of each sample's outputs add up to 1", "logits", "a log-softmax before CrossEntropy, which applies its own", $"remove the LogSoftmax layer from {x.Terms.Layers}");
            yield break;
        }

        if (module is Sigmoid && hasClasses && !x.Loss.TakesProbabilities)
        {
            yield return Fail(place, "outputs are probabilities", "logits", $"a sigmoid before {x.Loss.GetType().Name}, which applies its own softmax or sigmoid", $"remove the Sigmoid layer from {x.Terms.Layers}");
            yield break;
        }

        var unreachable = hasClasses ? 0 : x.Survey.Train.Targets.Count(t => (isRectified && t < 0) || (module is Sigmoid or Softmax && t is < 0 or > 1) || (module is Tanh && Math.Abs(t) > 1));
        if (unreachable > 0)
        {
            var share = (double)unreachable / x.Survey.Train.Targets.Count;
            yield return Fail(place, $"{Words.Percent(share)} of the targets lie outside what the last layer can put out", "none", "an activation behind the last layer cuts its range off", $"end {x.Terms.Layers} in a linear layer without activation").Measured(share, 0);
            yield break;
        }

        if (hasClasses && isRectified && !x.Loss.TakesProbabilities)
        {
            yield return Warn(place, "no output below 0", "logits of both signs", "a ReLU behind the last layer: a class whose logit is cut to 0 gets no gradient any more", $"end {x.Terms.Layers} in a linear layer without activation");
            yield break;
        }

        yield return Pass($"{x.Loss.GetType().Name} of {trace.Shape}", "what the loss takes");
    }
}
