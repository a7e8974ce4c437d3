namespace Descent;

/// <summary>Targets that name one class out of several, or give each a share: [N, d…] Int32 or [N, d…, C] like the predictions.</summary>
internal static class ClassTargets
{
    /// <summary>Refuses predictions and targets that do not belong together. Whether indices are classes is <see cref="CheckIndices"/>'s to say.</summary>
    public static void Require(string loss, Tensor predictions, Tensor targets)
    {
        LossRules.RequirePredictions(loss, predictions);
        LossRules.RequireConstant(loss, targets);
        var shape = predictions.Shape;
        ShapeException.Require(shape.Rank >= 2, $"{loss}: predictions {shape} must be [N, C] or [N, d…, C], the classes last. A single sample is [1, C].");
        ShapeException.Require(shape[^1] >= 2,
            $"{loss}: predictions {shape} have one class, whose probability is always 1. Use BinaryCrossEntropy for one output a sample, or give each class its own.");
        if (targets.Type == DType.Int32 ? IsRowsOf(targets.Shape, shape) : targets.Type == predictions.Type && targets.Shape == shape) return;

        var rows = new Shape(shape.ToArray().AsSpan(0, shape.Rank - 1));
        var remedy = targets.Type == DType.UInt8 ? "Convert the targets with To(DType.Int32)."
            : targets.Type == DType.Int32 && targets.Count == rows.Size ? $"Reshape the targets to {rows}."
            : targets.Type.IsFloat() && targets.Shape == shape ? $"Convert the targets with To(DType.{predictions.Type})."
            : targets.Type.IsFloat() && targets.Count == rows.Size ? "If the targets are class indices, convert them with To(DType.Int32)."
            : targets.Type == DType.Int32 && targets.Shape == shape ? $"If the targets are one-hot, convert them with To(DType.{predictions.Type})."
            : "Is the class axis last, and are both from the same batch?";
        throw new ShapeException($"{loss}: predictions {shape} {predictions.Type} take class indices {rows} Int32 or distributions {shape} {predictions.Type}, but targets are {targets.Shape} {targets.Type}. {remedy}");
    }

    /// <summary>Refuses an index that is no class. Returns the classes' weights, or ones, added up over the rows that are not ignored.</summary>
    public static double CheckIndices(string loss, Tensor predictions, Tensor targets, int? ignored = null, ReadOnlySpan<double> weights = default)
    {
        var indices = targets.Span<int>();
        var classes = predictions.Shape[^1];
        var total = 0.0;
        var count = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] == ignored) continue;
            if ((uint)indices[i] >= (uint)classes) ThrowNotAClass(loss, predictions, targets, i);
            count++;
            if (!weights.IsEmpty) total += weights[indices[i]];
        }

        return weights.IsEmpty ? count : total;
    }

    private static bool IsRowsOf(in Shape targets, in Shape predictions)
    {
        if (targets.Rank != predictions.Rank - 1) return false;
        for (var i = 0; i < targets.Rank; i++)
            if (targets[i] != predictions[i]) return false;
        return true;
    }

    private static void ThrowNotAClass(string loss, Tensor predictions, Tensor targets, int i)
    {
        var index = targets.Span<int>()[i];
        var classes = predictions.Shape[^1];
        var remedy = index < 0 ? loss == nameof(CrossEntropy) ? "To leave such rows out, pass it as ignoredIndex." : "Class indices start at 0."
            : index == classes ? "Do the indices start at 1? They start at 0."
            : "Give the network one output a class.";
        throw new ArgumentException($"{loss}: target {index} at {LossRules.Position(targets.Shape, i)} is no class: predictions {predictions.Shape} have the classes 0 to {classes - 1}. {remedy}");
    }
}
