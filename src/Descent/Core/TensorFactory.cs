using Descent.Devices;

namespace Descent;

/// <summary>Makes tensors from numbers: <c>Tensor.Zeros([32, 784])</c>, <c>Tensor.From(array, [32, 784])</c>.</summary>
public static class TensorFactory
{
    extension(Tensor)
    {
        /// <summary>A copy of the numbers in the given shape, last axis fastest. It belongs to no step.</summary>
        /// <exception cref="ArgumentException">The shape holds another count of numbers.</exception>
        public static Tensor From<T>(ReadOnlySpan<T> values, in Shape shape)
            where T : unmanaged
        {
            if (values.Length != shape.Size)
                throw new ArgumentException($"Tensor.From: {values.Length} numbers were given for shape {shape}, which holds {shape.Size}.");
            var tensor = Tensor.AllocatePersistent(shape, DTypes.Of<T>());
            values.CopyTo(tensor.Span<T>());
            return tensor;
        }

        /// <summary>A copy of the numbers in the given shape; a vector if no shape is given.</summary>
        /// <exception cref="ArgumentException">The shape holds another count of numbers.</exception>
        public static Tensor From<T>(T[] values, Shape? shape = null)
            where T : unmanaged => Tensor.From<T>(values.AsSpan(), shape ?? new Shape(values.Length));

        /// <summary>A copy of a matrix.</summary>
        public static Tensor From<T>(T[,] values)
            where T : unmanaged
        {
            var tensor = Tensor.AllocatePersistent([values.GetLength(0), values.GetLength(1)], DTypes.Of<T>());
            System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference((Array)values)), values.Length).CopyTo(tensor.Span<T>());
            return tensor;
        }

        /// <summary>A scalar.</summary>
        public static Tensor Scalar<T>(T value)
            where T : unmanaged => Tensor.From([value], new Shape());

        /// <summary>A tensor of zeros. It belongs to no step.</summary>
        public static Tensor Zeros(in Shape shape, DType type = DType.Float32) => Tensor.Full(shape, 0, type);

        /// <summary>A tensor of ones. It belongs to no step.</summary>
        public static Tensor Ones(in Shape shape, DType type = DType.Float32) => Tensor.Full(shape, 1, type);

        /// <summary>A tensor of one number everywhere. It belongs to no step.</summary>
        public static Tensor Full(in Shape shape, double value, DType type = DType.Float32)
        {
            var tensor = Tensor.AllocatePersistent(shape, type);
            switch (type)
            {
                case DType.Float32: tensor.Span<float>().Fill((float)value); break;
                case DType.Float64: tensor.Span<double>().Fill(value); break;
                case DType.Int32: tensor.Span<int>().Fill(checked((int)value)); break;
                default: tensor.Span<byte>().Fill(checked((byte)value)); break;
            }

            return tensor;
        }
    }
}
