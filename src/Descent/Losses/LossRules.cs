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

    public static string Sizes(in Shape shape) => string.Join(", ", shape.ToArray());
}
