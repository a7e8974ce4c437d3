using Descent.Ops;

namespace Descent;

/// <summary>Layer normalization (Ba, Kiros and Hinton, "Layer normalization", 2016).</summary>
public static class LayerNormOp
{
    extension(Tensor x)
    {
        /// <summary>(x − mean)/√(variance + ε)·weight + bias, with the mean and the biased variance of each sample's numbers over the last axes.</summary>
        /// <param name="normalized">The sizes of the last axes to normalize over, such as [features].</param>
        /// <param name="weight">γ, of that shape, or null for ones.</param>
        /// <param name="bias">β, of that shape, or null for zeros.</param>
        /// <param name="epsilon">ε.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor LayerNorm(in Shape normalized, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) => new Node(x, weight, bias, normalized, epsilon).Call();
    }

    internal sealed class Node(Tensor x, Tensor? w, Tensor? b, Shape normalized, double epsilon) : RowNormOp(x, w, b, epsilon, centred: true)
    {
        protected override Shape Normalized => normalized;
    }
}
