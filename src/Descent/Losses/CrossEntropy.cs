using Descent.Kernels;

namespace Descent;

/// <summary>
/// Cross-entropy of the softmax of logits, for one class out of several: L(z, y) = −log softmax(z)_y, and for a distribution t over
/// the classes −Σ t_c·log softmax(z)_c. Softmax and logarithm are computed as one, which no logit can overflow.
/// <para>Label smoothing ε replaces t by (1 − ε)·t + ε/C (Szegedy et al., "Rethinking the Inception architecture", 2016). Class weights
/// w_c multiply the terms. <see cref="Reduction.Mean"/> divides by the number of rows; with class indices, by the sum of the weights of
/// their classes, ignored ones left out: PyTorch's definition. A batch in which every row is ignored or weighs nothing has loss 0 and
/// gradient 0 (PyTorch: NaN), since it says nothing about the network.</para>
/// </summary>
public sealed class CrossEntropy : Loss
{
    private readonly Tensor? _weights32, _weights64;

    /// <summary>Cross-entropy from logits.</summary>
    /// <param name="classWeights">How much each class counts, 0 or more; null for 1 each.</param>
    /// <param name="labelSmoothing">The share of each target that is spread evenly over the classes, 0 … 1.</param>
    /// <param name="ignoredIndex">The class index of rows to leave out, such as −100; null for none. Class-index targets only.</param>
    /// <param name="reduction">How the rows' losses are combined.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or the smoothing lies outside 0 … 1.</exception>
    public CrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int? ignoredIndex = null, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        if (!(labelSmoothing is >= 0 and <= 1))
            throw new ArgumentException($"CrossEntropy: labelSmoothing is {labelSmoothing}; it is a share, 0 to 1 (0.1 is usual).");
        LabelSmoothing = labelSmoothing;
        IgnoredIndex = ignoredIndex;
        if (classWeights is null) return;
        ClassWeights = [.. classWeights];
        for (var i = 0; i < classWeights.Count; i++)
        {
            if (!(classWeights[i] >= 0 && double.IsFinite(classWeights[i])))
                throw new ArgumentException($"CrossEntropy: the weight of class {i} is {classWeights[i]}; weights are finite and 0 or more.");
        }

        _weights64 = Tensor.From(classWeights.ToArray());
        _weights32 = Tensor.From(classWeights.Select(w => (float)w).ToArray());
    }

    /// <summary>The share of each target that is spread evenly over the classes.</summary>
    public double LabelSmoothing { get; }

    /// <summary>How much each class counts; null for 1 each.</summary>
    public IReadOnlyList<double>? ClassWeights { get; }

    /// <summary>The class index of rows that are left out; null for none.</summary>
    public int? IgnoredIndex { get; }

    /// <summary>The same loss, whose lowest value is 0.</summary>
    internal CrossEntropy WithoutSmoothing() => new(ClassWeights, 0, IgnoredIndex, Reduction);

    /// <inheritdoc/>
    /// <param name="predictions">Logits [N, C] or [N, d…, C]: the class axis is last.</param>
    /// <param name="targets">Class indices, Int32 [N] or [N, d…]; or distributions over the classes in the predictions' shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        ClassTargets.Require(nameof(CrossEntropy), predictions, targets);
        ShapeException.Require(_weights32 is null || _weights32.Count == predictions.Shape[^1],
            $"CrossEntropy: {_weights32?.Count} class weights were given, but predictions {predictions.Shape} have {predictions.Shape[^1]} classes. Give one weight a class.");
        var weights = predictions.Type == DType.Float32 ? _weights32 : _weights64;
        var total = targets.Type == DType.Int32
            ? ClassTargets.CheckIndices(nameof(CrossEntropy), predictions, targets, IgnoredIndex, _weights64 is null ? default : _weights64.Span<double>())
            : targets.Count / predictions.Shape[^1];
        var scale = Reduction == Reduction.Sum ? 1 : total > 0 ? 1 / total : 0;
        return new Node(predictions, targets, weights, LabelSmoothing, IgnoredIndex, scale).Call();
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.RequireLogits(model, nameof(CrossEntropy), "applies its own softmax", $", or use {nameof(CrossEntropyFromProbabilities)}");

    /// <summary>
    /// logits z [rows, C], targets t [rows] or [rows, C] → y [], with u_c = w_c·((1 − ε)·t_c + ε/C):
    /// y = scale·Σ_rows Σ_c u_c·(log Σ exp z − z_c)
    /// dz = dy·scale·(softmax(z)·Σ_c u_c − u)
    /// The value's pass knows all of the gradient but dy, and keeps it for the way back.
    /// </summary>
    private sealed unsafe class Node(Tensor logits, Tensor targets, Tensor? weights, double smoothing, int? ignored, double scale) : Op(logits, targets)
    {
        private Tensor? _gradient; // [rows, C]

        protected override DType InferType() => logits.Type;

        protected override Shape Infer() => [];

        protected override void Forward<T>(Tensor y)
        {
            _gradient = Wants(logits) && !NoGrad.IsActive ? Tensor.Allocate(logits.Shape, logits.Type) : null;
            var classes = logits.Shape[^1];
            var isIndex = targets.Type == DType.Int32;
            var rows = new CrossEntropyRows<T>
            {
                Logits = logits.Data<T>(),
                Indices = isIndex ? targets.Data<int>() : null,
                Probabilities = isIndex ? null : targets.Data<T>(),
                ClassWeights = weights is null ? null : weights.Data<T>(),
                Gradient = _gradient is null ? null : _gradient.Data<T>(),
                Rows = logits.Count / classes,
                Classes = classes,
                Smoothing = Literal.Of<T>(smoothing),
                Ignored = ignored,
            };
            logits.Device.CrossEntropy(rows, scale, y.Data<T>());
        }

        protected override void Backward<T>(Tensor y) =>
            logits.Device.ScaleGradient(_gradient!.Data<T>(), GradientOf<T>(y), logits.Count, scale, GradientFor<T>(logits, out var add), add);
    }
}
