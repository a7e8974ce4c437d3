namespace Descent;

/// <summary>A figure of merit, accumulated over batches.</summary>
public abstract class Metric : IStateful
{
    /// <summary>The name in histories, files and output, in snake_case: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a larger value is a better one.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>The value over all samples added since the last <see cref="Reset"/>; NaN when it is not defined for them.</summary>
    public abstract double Value { get; }

    /// <summary>Forgets all samples.</summary>
    public abstract void Reset();

    /// <summary>Adds a batch.</summary>
    /// <param name="predictions">What the network gave, float. Classes: logits or probabilities [N, C]; two classes also as one logit a sample, [N, 1] or [N], or its sigmoid if the metric is told so. Numbers: [N, outputs] or [N].</param>
    /// <param name="targets">What was right. Classes: Int32 [N]. Numbers: as many as predictions.</param>
    /// <exception cref="ShapeException">The two do not fit each other.</exception>
    public abstract void Add(Tensor predictions, Tensor targets);

    /// <summary>Tells a checkpoint what was added so far: a run may be interrupted within an epoch.</summary>
    /// <inheritdoc/>
    public abstract void Save(StateWriter state);

    /// <inheritdoc/>
    public abstract void Load(StateReader state);
}
