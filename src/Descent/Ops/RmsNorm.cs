using Descent.Ops;

namespace Descent;

/// <summary>Root mean square normalization (Zhang and Sennrich, "Root mean square layer normalization", 2019).</summary>
public static class RmsNormOp
{
    extension(Tensor x)
    {
        /// <summary>x/√(Σ x²/n + ε)·weight over the n numbers of the last axis.</summary>
        /// <param name="weight">g, [n], or null for ones.</param>
        /// <param name="epsilon">ε; null is the element type's 2⁻²³ or 2⁻⁵², as in PyTorch.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor RmsNorm(Tensor? weight = null, double? epsilon = null)
        {
            ShapeException.Require(x.Shape.Rank >= 1, $"RmsNorm: input {x.Shape} is a scalar; it needs an axis to normalize over.");
            return new Node(x, weight, epsilon ?? (x.Type == DType.Float64 ? Math.ScaleB(1, -52) : Math.ScaleB(1, -23))).Call();
        }
    }

    internal sealed class Node(Tensor x, Tensor? w, double epsilon) : RowNormOp(x, w, null, epsilon, centred: false)
    {
        protected override Shape Normalized => [Inputs[0]!.Shape[^1]];
    }
}
