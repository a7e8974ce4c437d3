namespace Descent;

/// <summary>The logarithm of softmax, without its loss of precision where probabilities are small.</summary>
public static class LogSoftmaxOp
{
    extension(Tensor x)
    {
        /// <summary>x − log Σ eˣ along an axis. Large numbers do not overflow.</summary>
        /// <param name="axis">The axis whose exponentials add up to 1; −1 is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor LogSoftmax(int axis = -1) => new Node(x, x.Shape.Axis(axis)).Call();
    }

    // x, y [outer, size, inner]     y = x − log Σ eˣ     dx = dy − eʸ·Σ dy
    internal sealed unsafe class Node(Tensor x, int axis) : Op(x)
    {
        protected override Shape Infer() => x.Shape;

        protected override void Forward<T>(Tensor y) => x.Device.Softmax(
            x.Data<T>(), y.Data<T>(), x.Shape.Product(0, axis), x.Shape[axis], x.Shape.Product(axis + 1, x.Shape.Rank), log: true);

        protected override void Backward<T>(Tensor y) => x.Device.SoftmaxGradient(
            y.Data<T>(), GradientOf<T>(y), GradientFor<T>(x, out var add), x.Shape.Product(0, axis), x.Shape[axis], x.Shape.Product(axis + 1, x.Shape.Rank), log: true, add);
    }
}
