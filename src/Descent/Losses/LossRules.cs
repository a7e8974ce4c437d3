namespace Descent;

/// <summary>Rules that all losses share, and the words for breaking them.</summary>
internal static class LossRules
{
    /// <summary>Predictions and targets have one shape and one floating-point type, and there are some.</summary>
    public static void RequireSame(string loss, Tensor predictions, Tensor targets)
    {
        RequirePredictions(loss, predictions);
        RequireConstant(loss, targets);
        if (predictions.Shape == targets.Shape && predictions.Type == targets.Type) return;
        var remedy = predictions.Shape == targets.Shape
            ? $"Convert the targets with To(DType.{predictions.Type})."
            : predictions.Count == targets.Count
                ? $"Reshape one to the other's shape: Reshape({Sizes(predictions.Shape)}) on the targets."
                : "Nothing is broadcast in a loss: compare as many predictions as there are targets.";
        throw new ShapeException($"{loss}: predictions {predictions.Shape} {predictions.Type} and targets {targets.Shape} {targets.Type} must have the same shape and type. {remedy}");
    }

    public static void RequirePredictions(string loss, Tensor predictions)
    {
        ShapeException.Require(predictions.Type.IsFloat(),
            $"{loss}: predictions {predictions.Shape} are {predictions.Type}; they must be Float32 or Float64. Were predictions and targets swapped?");
        ShapeException.Require(predictions.Count > 0,
            $"{loss}: the batch is empty: predictions are {predictions.Shape}. There is nothing to average; skip the batch.");
    }

    /// <summary>A gradient that silently went missing would be worse than this error.</summary>
    public static void RequireConstant(string loss, Tensor targets)
    {
        if (targets.RequiresGrad)
            throw new ArgumentException($"{loss}: the targets {targets.Shape} require a gradient, but a loss passes gradients to the predictions only. Call Detach() on the targets.");
    }

    /// <summary>Refuses a number outside low … high; NaN passes, to be found where non-finite numbers are.</summary>
    public static void RequireRange(string loss, string operand, Tensor tensor, double low, double high, string remedy)
    {
        var i = tensor.Type == DType.Float64 ? FirstOutside(tensor.Span<double>(), low, high) : FirstOutside(tensor.Span<float>(), (float)low, (float)high);
        if (i < 0) return;
        var value = tensor.Type == DType.Float64 ? tensor.Span<double>()[i] : tensor.Span<float>()[i];
        var range = double.IsFinite(high) ? $"between {low} and {high}" : $"{low} or more";
        throw new ArgumentException($"{loss}: the {operand} {value} at {Position(tensor.Shape, i)} of {tensor.Shape} must be {range}. {remedy}");
    }

    public static void RequireProbabilities(string loss, Tensor predictions, string fromLogits) =>
        RequireRange(loss, "prediction", predictions, 0, 1, $"It takes probabilities; for logits use {fromLogits}.");

    /// <summary>Distributions over the last axis, of one shape and type, none below 0.</summary>
    public static void RequireDistributions(string loss, Tensor predictions, Tensor targets)
    {
        RequireSame(loss, predictions, targets);
        ShapeException.Require(predictions.Shape.Rank >= 2,
            $"{loss}: predictions {predictions.Shape} must be [N, C] or [N, d…, C], the classes last. A single distribution is [1, C].");
        RequireRange(loss, "target", targets, 0, double.PositiveInfinity, "Targets are probabilities, not logits or logarithms.");
    }

    /// <summary>Every target is −1 or 1.</summary>
    public static void RequireSigns(string loss, Tensor targets)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            var value = targets.Type == DType.Float64 ? targets.Span<double>()[i] : targets.Span<float>()[i];
            if (value is not (1 or -1))
                throw new ArgumentException($"{loss}: the target {value} at {Position(targets.Shape, i)} of {targets.Shape} must be −1 or 1. For labels 0 and 1 pass Int32 targets.");
        }
    }

    /// <summary>Targets of two classes as numbers in the predictions' shape and type.</summary>
    public static Tensor BinaryOperands(string loss, Tensor predictions, Tensor targets)
    {
        if (targets.Type == DType.Int32) return BinaryTargets(loss, predictions, targets, 0, 1);
        RequireSame(loss, predictions, targets);
        RequireRange(loss, "target", targets, 0, 1, "Targets are probabilities of the positive class: 0, 1 or between.");
        return targets;
    }

    /// <summary>
    /// Class indices 0 and 1 of a two-class problem as numbers, in the predictions' shape and type. Targets are [N…] where
    /// predictions are [N…] or [N…, 1].
    /// </summary>
    public static Tensor BinaryTargets(string loss, Tensor predictions, Tensor targets, double zero, double one)
    {
        RequirePredictions(loss, predictions);
        ShapeException.Require(targets.Shape == predictions.Shape || (predictions.Shape.Rank == targets.Shape.Rank + 1 && predictions.Shape[^1] == 1 && predictions.Count == targets.Count),
            $"{loss}: predictions {predictions.Shape} must be {targets.Shape} or that with a last axis of 1, one for each of the targets {targets.Shape} Int32. For several classes use CrossEntropy.");
        var labels = targets.Span<int>();
        var result = Tensor.Allocate(predictions.Shape, predictions.Type);
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] > 1)
                throw new ArgumentException($"{loss}: target {labels[i]} at {Position(targets.Shape, i)} is neither 0 nor 1. For more than two classes use CrossEntropy with one output a class.");
            if (result.Type == DType.Float64) result.Span<double>()[i] = labels[i] == 0 ? zero : one;
            else result.Span<float>()[i] = (float)(labels[i] == 0 ? zero : one);
        }

        return result;
    }

    /// <summary>The place of a flat index: <c>[3, 1]</c>.</summary>
    public static string Position(in Shape shape, int index)
    {
        var position = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            position[axis] = index % shape[axis];
            index /= shape[axis];
        }

        return $"[{string.Join(", ", position)}]";
    }

    private static int FirstOutside<T>(ReadOnlySpan<T> values, T low, T high)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < values.Length; i++)
            if (values[i] < low || values[i] > high) return i;
        return -1;
    }

    private static string Sizes(in Shape shape) => string.Join(", ", shape.ToArray());
}
