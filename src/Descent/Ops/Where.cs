using Descent.Ops;

namespace Descent;

/// <summary>A choice between two, element by element.</summary>
public static class WhereOp
{
    extension(Tensor)
    {
        /// <summary>a where the condition is not 0, elsewhere b; all three broadcast as NumPy does.</summary>
        /// <param name="condition">UInt8, such as a comparison gives.</param>
        /// <param name="a">What is taken where the condition holds.</param>
        /// <param name="b">What is taken elsewhere; of a's element type.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast, or an element type is wrong.</exception>
        public static Tensor Where(Tensor condition, Tensor a, Tensor b) => new Node(condition, a, b).Call();
    }

    // y = c ? a : b, da = c ? dy : 0, db = c ? 0 : dy
    internal sealed unsafe class Node(Tensor condition, Tensor a, Tensor b) : Op(condition, a, b)
    {
        protected override DType InferType()
        {
            ShapeException.Require(condition.Type == DType.UInt8, $"Where: the condition {condition.Shape} is {condition.Type}; it must be UInt8, as comparisons give it.");
            ShapeException.Require(a.Type == b.Type && a.Type.IsFloat(), $"Where: {a.Shape} is {a.Type} and {b.Shape} is {b.Type}; both must be Float32 or both Float64. Convert one with To(DType.Float32).");
            return a.Type;
        }

        protected override Shape Infer() => Broadcasting.Infer(Name, Broadcasting.Infer(Name, a.Shape, b.Shape), condition.Shape);

        protected override void Forward<T>(Tensor y) => y.Device.Choose(
            condition.Data<byte>(), a.Data<T>(), b.Data<T>(), y.Data<T>(), Broadcasting.Layout(y.Shape, a.Shape, b.Shape, condition.Shape), add: false);

        protected override void Backward<T>(Tensor y)
        {
            var zero = T.Zero;
            var dy = GradientOf<T>(y);
            if (Wants(a)) Gradient(y, a, dy, &zero, Broadcasting.Layout(y.Shape, y.Shape, [], condition.Shape));
            if (Wants(b)) Gradient(y, b, &zero, dy, Broadcasting.Layout(y.Shape, [], y.Shape, condition.Shape));
        }

        private void Gradient<T>(Tensor y, Tensor operand, T* whereSet, T* elsewhere, in Kernels.BroadcastLayout layout)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var d = GradientFor<T>(operand, out var add);
            if (operand.Count == y.Count)
            {
                y.Device.Choose(condition.Data<byte>(), whereSet, elsewhere, d, layout, add);
                return;
            }

            var each = Tensor.Allocate(y.Shape, y.Type);
            y.Device.Choose(condition.Data<byte>(), whereSet, elsewhere, each.Data<T>(), layout, add: false);
            Broadcasting.SumTo(y.Device, each.Data<T>(), y.Shape, d, operand.Shape, 1, add);
            each.ReleaseMemory();
        }
    }
}
