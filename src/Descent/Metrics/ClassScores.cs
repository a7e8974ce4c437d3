namespace Descent;

/// <summary>A batch of class predictions with the right classes, seen the same way whatever its types and shapes.</summary>
internal readonly ref struct ClassScores
{
    private readonly ReadOnlySpan<float> _single;
    private readonly ReadOnlySpan<double> _double;
    private readonly ReadOnlySpan<int> _classes;
    private readonly ReadOnlySpan<float> _classesAsFloat;
    private readonly double _threshold;

    /// <exception cref="ShapeException">The two do not fit each other, or a target is not one of the classes.</exception>
    public ClassScores(string metric, Tensor predictions, Tensor targets, bool fromProbabilities = false)
    {
        var shape = predictions.Shape;
        Samples = shape.Rank == 0 ? 0 : shape[0];
        Outputs = shape.Rank == 2 ? shape[1] : 1;
        _threshold = fromProbabilities ? 0.5 : 0;
        ShapeException.Require(
            predictions.Type.IsFloat() && shape.Rank is 1 or 2 && Outputs > 0 && targets.Count == Samples && targets.Type is DType.Int32 or DType.Float32,
            $"{metric}: predictions {shape} {predictions.Type} and targets {targets.Shape} {targets.Type} do not fit; give float predictions [N, classes], or [N, 1] or [N] for two classes, and targets Int32 [N].");
        if (predictions.Type == DType.Float32) _single = predictions.Span<float>();
        else _double = predictions.Span<double>();
        if (targets.Type == DType.Int32) _classes = targets.Span<int>();
        else _classesAsFloat = targets.Span<float>();
        for (var i = 0; i < Samples; i++)
        {
            ShapeException.Require(
                (uint)Target(i) < (uint)Classes && (_classesAsFloat.IsEmpty || _classesAsFloat[i] == Target(i)),
                $"{metric}: the target of sample {i} of the batch is {(_classesAsFloat.IsEmpty ? Target(i) : _classesAsFloat[i])}; predictions {shape} have classes 0 … {Classes - 1}.");
        }
    }

    public int Samples { get; }

    /// <summary>Numbers a sample: one for each class, or one logit or probability for two classes.</summary>
    public int Outputs { get; }

    public int Classes => Math.Max(Outputs, 2);

    public int Target(int sample) => _classesAsFloat.IsEmpty ? _classes[sample] : (int)_classesAsFloat[sample];

    /// <summary>An output of a sample.</summary>
    public double Score(int sample, int output) => _double.IsEmpty ? _single[sample * Outputs + output] : _double[sample * Outputs + output];

    /// <summary>The class with the largest output, the lowest of equal ones; of one output, 1 if it is above 0, or a probability above ½. NaN never wins.</summary>
    public int Predicted(int sample)
    {
        if (Outputs == 1) return Score(sample, 0) > _threshold ? 1 : 0;
        var best = 0;
        var highest = double.NegativeInfinity;
        for (var output = 0; output < Outputs; output++)
        {
            var score = Score(sample, output);
            if (!(score > highest)) continue;
            highest = score;
            best = output;
        }

        return best;
    }

    /// <summary>log Σ exp of a sample's outputs: what the softmax subtracts from each.</summary>
    public double LogSumExp(int sample)
    {
        var highest = Score(sample, Predicted(sample));
        double sum = 0;
        for (var output = 0; output < Outputs; output++) sum += Math.Exp(Score(sample, output) - highest);
        return highest + Math.Log(sum);
    }
}
