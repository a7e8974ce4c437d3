using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Hinge loss, which asks the right answer to lead by a margin and no more.
/// <para>Two classes (Cortes and Vapnik, "Support-vector networks", 1995): one score x an example, y = ±1,
/// L = max(0, margin − y·x). <see cref="Reduction.Mean"/> divides by the number of elements.</para>
/// <para>Several classes (Weston and Watkins, 1999, divided by the classes as PyTorch's multi_margin does): C scores an example,
/// y the class, L = Σ_{c ≠ y} max(0, margin − x_y + x_c)/C. <see cref="Reduction.Mean"/> divides by the number of rows.</para>
/// <para>The slope exactly at the margin is 0.</para>
/// </summary>
public sealed class Hinge : Loss
{
    private readonly double _margin;

    /// <summary>Hinge loss.</summary>
    /// <param name="margin">How far the right answer must lead.</param>
    /// <param name="reduction">How the terms are combined.</param>
    /// <exception cref="ArgumentException"><paramref name="margin"/> is not a positive number.</exception>
    public Hinge(double margin = 1, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        if (!(margin > 0 && double.IsFinite(margin)))
            throw new ArgumentException($"Hinge: margin is {margin}; it must be a positive number (1 is usual).");
        _margin = margin;
    }

    /// <inheritdoc/>
    /// <param name="predictions">Scores, not probabilities: for two classes any shape, for several [N, C] or [N, d…, C].</param>
    /// <param name="targets">
    /// Two classes: numbers −1 and 1 in the predictions' shape and type, or Int32 0 and 1 in their shape or without its last axis of 1.
    /// Several: class indices, Int32 [N] or [N, d…].
    /// </param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        if (targets.Type == DType.Int32 && predictions.Shape.Rank == targets.Shape.Rank + 1 && predictions.Shape[^1] != 1)
        {
            ClassTargets.Require(nameof(Hinge), predictions, targets);
            ClassTargets.CheckIndices(nameof(Hinge), predictions, targets);
            return new Node(predictions, targets, _margin, ScaleOver(targets.Count)).Call();
        }

        if (targets.Type == DType.Int32) targets = LossRules.BinaryTargets(nameof(Hinge), predictions, targets, zero: -1, one: 1);
        LossRules.RequireSame(nameof(Hinge), predictions, targets);
        LossRules.RequireSigns(nameof(Hinge), targets);
        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count), new Fn(_margin)).Call();
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.RequireLogits(model, nameof(Hinge), "asks scores for a lead that numbers between 0 and 1 can hardly have", "");

    // dL/dx = −y where y·x < margin, else 0
    private readonly struct Fn(double margin) : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Max(V.All(Literal.Of<T>(margin)) - t * p, default);

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(t * p, V.All(Literal.Of<T>(margin))), -t, default);
    }

    /// <summary>
    /// scores x [rows, C], classes y [rows] → [] = scale·Σ_rows Σ_{c ≠ y} max(0, margin − x_y + x_c)/C
    /// dx_c = dy·scale/C where the maximum is not 0, for c ≠ y; dx_y = −Σ_{c ≠ y} dx_c
    /// </summary>
    private sealed unsafe class Node(Tensor scores, Tensor classes, double margin, double scale) : Op(scores, classes)
    {
        protected override DType InferType() => scores.Type;

        protected override Shape Infer() => [];

        protected override void Forward<T>(Tensor y) =>
            scores.Device.MarginRows(scores.Data<T>(), classes.Data<int>(), margin, classes.Count, scores.Shape[^1], scale, y.Data<T>());

        protected override void Backward<T>(Tensor y) => scores.Device.MarginRowsGradient(
            scores.Data<T>(), classes.Data<int>(), margin, GradientOf<T>(y), classes.Count, scores.Shape[^1], scale, GradientFor<T>(scores, out var add), add);
    }
}
