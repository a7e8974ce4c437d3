namespace Descent;

/// <summary>Another element type.</summary>
public static class ToOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// The numbers in another element type; the tensor itself if it has that type. Gradients flow between Float32 and Float64. To
        /// integers, fractions are cut off and what is out of range becomes the nearest integer in range, NaN 0.
        /// </summary>
        public Tensor To(DType type) => type == x.Type ? x : new Node(x, type).Call();
    }

    // y = x, dx = dy, each rounded to its type
    internal sealed unsafe class Node(Tensor x, DType type) : Op(x)
    {
        protected override DType InferType() => type;

        protected override Shape Infer() => x.Shape;

        protected override void Forward<T>(Tensor y)
        {
            switch (x.Type)
            {
                case DType.Float32: From(x.Data<float>(), y); break;
                case DType.Float64: From(x.Data<double>(), y); break;
                case DType.Int32: From(x.Data<int>(), y); break;
                default: From(x.Data<byte>(), y); break;
            }
        }

        protected override void Backward<T>(Tensor y)
        {
            if (x.Type == DType.Float64) x.Device.Convert(GradientOf<T>(y), GradientFor<double>(x, out var add), x.Count, add);
            else x.Device.Convert(GradientOf<T>(y), GradientFor<float>(x, out var add), x.Count, add);
        }

        private void From<TFrom>(TFrom* from, Tensor y)
            where TFrom : unmanaged, System.Numerics.INumber<TFrom>
        {
            switch (type)
            {
                case DType.Float32: x.Device.Convert(from, y.Data<float>(), y.Count, add: false); break;
                case DType.Float64: x.Device.Convert(from, y.Data<double>(), y.Count, add: false); break;
                case DType.Int32: x.Device.Convert(from, y.Data<int>(), y.Count, add: false); break;
                default: x.Device.Convert(from, y.Data<byte>(), y.Count, add: false); break;
            }
        }
    }
}
