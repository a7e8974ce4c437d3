namespace Descent;

/// <summary>A batch of predicted numbers with the right ones, in double and in the original unit.</summary>
internal readonly ref struct ValuePairs
{
    private readonly ReadOnlySpan<float> _predictions;
    private readonly ReadOnlySpan<double> _predictionsDouble;
    private readonly ReadOnlySpan<float> _targets;
    private readonly ReadOnlySpan<double> _targetsDouble;
    private readonly TargetScale? _scale;

    /// <exception cref="ShapeException">The two do not fit each other, or the scale.</exception>
    public ValuePairs(string metric, Tensor predictions, Tensor targets, TargetScale? scale)
    {
        var (p, t) = (predictions.Shape, targets.Shape);
        ShapeException.Require(
            predictions.Type.IsFloat() && targets.Type.IsFloat() && p.Rank is 1 or 2 && t.Rank is 1 or 2 && p[0] == t[0] && predictions.Count == targets.Count,
            $"{metric}: predictions {p} {predictions.Type} and targets {t} {targets.Type} do not fit; give float numbers [N, outputs] or [N], as many of one as of the other.");
        Outputs = p.Rank == 2 ? p[1] : 1;
        Count = predictions.Count;
        ShapeException.Require(scale is null || scale.Mean.Count == Outputs && scale.Deviation.Count == Outputs,
            $"{metric}: predictions {p} have {Outputs} outputs, but the target scale has {scale?.Mean.Count} means and {scale?.Deviation.Count} deviations; give one of each for every output.");
        _scale = scale;
        if (predictions.Type == DType.Float32) _predictions = predictions.Span<float>();
        else _predictionsDouble = predictions.Span<double>();
        if (targets.Type == DType.Float32) _targets = targets.Span<float>();
        else _targetsDouble = targets.Span<double>();
    }

    /// <summary>Numbers in all.</summary>
    public int Count { get; }

    /// <summary>Numbers a sample.</summary>
    public int Outputs { get; }

    public double Prediction(int i) => Restore(_predictions.IsEmpty ? _predictionsDouble[i] : _predictions[i], i);

    public double Target(int i) => Restore(_targets.IsEmpty ? _targetsDouble[i] : _targets[i], i);

    private double Restore(double value, int i) => _scale is null ? value : _scale.Restore(value, i % Outputs);
}
