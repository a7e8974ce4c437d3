namespace Descent;

/// <summary>Numbers as probabilities that add up to 1 along an axis (Bridle, 1990).</summary>
public static class SoftmaxOp
{
    extension(Tensor x)
    {
        /// <summary>eˣ / Σ eˣ along an axis. Large numbers do not overflow. For a loss, leave it out: cross-entropy works from logits.</summary>
        /// <param name="axis">The axis whose elements add up to 1; −1 is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor Softmax(int axis = -1) => new Node(x, x.Shape.Axis(axis)).Call();
    }

    // x, y [outer, size, inner]     y = eˣ / Σ eˣ     dx = y·(dy − Σ dy·y)
    internal sealed unsafe class Node(Tensor x, int axis) : Op(x)
    {
        protected override Shape Infer() => x.Shape;

        protected override void Forward<T>(Tensor y) => x.Device.Softmax(
            x.Data<T>(), y.Data<T>(), x.Shape.Product(0, axis), x.Shape[axis], x.Shape.Product(axis + 1, x.Shape.Rank), log: false);

        protected override void Backward<T>(Tensor y) => x.Device.SoftmaxGradient(
            y.Data<T>(), GradientOf<T>(y), GradientFor<T>(x, out var add), x.Shape.Product(0, axis), x.Shape[axis], x.Shape.Product(axis + 1, x.Shape.Rank), log: false, add);
    }
}
