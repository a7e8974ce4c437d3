using System.Numerics.Tensors;

namespace Descent;

/// <summary>To and from the tensors of System.Numerics.Tensors, and rectangular arrays.</summary>
public static class TensorInterop
{
    extension(Tensor x)
    {
        /// <summary>A copy as a System.Numerics tensor of the same shape; a scalar becomes a vector of one element.</summary>
        /// <exception cref="InvalidOperationException">The element type is another, or the tensor's step has ended.</exception>
        public System.Numerics.Tensors.Tensor<T> ToNumericsTensor<T>()
            where T : unmanaged => System.Numerics.Tensors.Tensor.Create(x.ToArray<T>(), Lengths(x.Shape));

        /// <summary>
        /// The elements, for reading and writing, as a System.Numerics tensor span: nothing is copied. It must not be used after the
        /// tensor's step has ended. A scalar becomes a vector of one element.
        /// </summary>
        /// <exception cref="InvalidOperationException">The element type is another, or the tensor's step has ended.</exception>
        public TensorSpan<T> AsTensorSpan<T>()
            where T : unmanaged => new(x.Span<T>(), Lengths(x.Shape));

        /// <summary>A copy of a matrix.</summary>
        /// <exception cref="InvalidOperationException">It has another number of axes or element type, or its step has ended.</exception>
        public T[,] ToArray2D<T>()
            where T : unmanaged
        {
            if (x.Shape.Rank != 2) throw new InvalidOperationException($"ToArray2D: {x.Shape} has {x.Shape.Rank} axes; a matrix has 2. Give it two with Reshape.");
            var values = new T[x.Shape[0], x.Shape[1]];
            if (values.Length > 0) x.Span<T>().CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref values[0, 0], values.Length));
            return values;
        }

        /// <summary>A copy of a System.Numerics tensor, whatever its strides. It belongs to no step.</summary>
        /// <exception cref="ArgumentException">It has more than six axes, or is too large.</exception>
        public static Tensor From<T>(System.Numerics.Tensors.Tensor<T> values)
            where T : unmanaged => Tensor.From(values.AsReadOnlyTensorSpan());

        /// <summary>A copy of a System.Numerics tensor span, whatever its strides. It belongs to no step.</summary>
        /// <exception cref="ArgumentException">It has more than six axes, or is too large.</exception>
        public static Tensor From<T>(in ReadOnlyTensorSpan<T> values)
            where T : unmanaged
        {
            var sizes = new int[values.Rank];
            for (var i = 0; i < sizes.Length; i++) sizes[i] = checked((int)values.Lengths[i]);
            var tensor = Tensor.AllocatePersistent(new Shape(sizes), DTypes.Of<T>());
            if (tensor.Count > 0) values.FlattenTo(tensor.Span<T>());
            return tensor;
        }
    }

    private static nint[] Lengths(in Shape shape) => shape.Rank == 0 ? [1] : Array.ConvertAll(shape.ToArray(), size => (nint)size);
}
