namespace Descent;

/// <summary>
/// The form that most convolutional networks have: features, [N, H, W, C] → [N, H′, W′, C′], a pooling, and a classifier, → [N, classes]. Names and
/// layouts of the state are torchvision's: <c>features.0.weight</c>, <c>classifier.1.bias</c>.
/// </summary>
/// <param name="name">What the network is called where it is printed.</param>
/// <param name="features">The convolutional part.</param>
/// <param name="pool">What makes images of any size fit the classifier; null where that pools itself.</param>
/// <param name="classifier">The last part.</param>
public sealed class ImageClassifier(string name, Module features, Module? pool, Module classifier) : StagedModule
{
    /// <summary>The convolutional part.</summary>
    public Module Features { get; } = features;

    /// <summary>What makes images of any size fit the classifier; null where that pools itself.</summary>
    public Module? Avgpool { get; } = pool;

    /// <summary>The last part: the head that another set of classes replaces.</summary>
    public Module Classifier { get; } = classifier;

    /// <inheritdoc/>
    public override string ToString() => $"ImageClassifier({name})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Stage> CreateStages() =>
        [.. Stage.Of("features", Features), .. Avgpool is null ? [] : Stage.Of("avgpool", Avgpool), .. Stage.Of("classifier", Classifier)];
}
