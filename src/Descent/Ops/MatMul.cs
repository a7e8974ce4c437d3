using Descent.Kernels;

namespace Descent;

/// <summary>The matrix product, over batches.</summary>
public static class MatMulOp
{
    extension(Tensor a)
    {
        /// <summary>op(a)·op(b) over the last two axes; the axes before them are batches and broadcast.</summary>
        /// <param name="b">[…, k, n], or […, n, k] to be transposed.</param>
        /// <param name="transposeA">Use a's last two axes swapped: […, k, m].</param>
        /// <param name="transposeB">Use b's last two axes swapped: […, n, k].</param>
        /// <returns>[…, m, n].</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor MatMul(Tensor b, bool transposeA = false, bool transposeB = false) => new Node(a, b, transposeA, transposeB).Call();
    }

    internal sealed unsafe class Node(Tensor a, Tensor b, bool ta, bool tb) : Op(a, b)
    {
        // a […, m, k] or […, k, m]     b […, k, n] or […, n, k]     y […, m, n]
        private int M => a.Shape[ta ? ^1 : ^2];

        private int K => a.Shape[ta ? ^2 : ^1];

        private int N => b.Shape[tb ? ^2 : ^1];

        protected override Shape Infer()
        {
            ShapeException.Require(a.Shape.Rank >= 2 && b.Shape.Rank >= 2, $"MatMul: {a.Shape} and {b.Shape} must both have at least two axes. Give a vector a second axis with Reshape.");
            var inner = b.Shape[tb ? ^1 : ^2];
            ShapeException.Require(K == inner, $"MatMul: {a.Shape}{(ta ? " transposed" : "")} has {K} columns, but {b.Shape}{(tb ? " transposed" : "")} has {inner} rows; they must be equal.");
            ShapeException.Require(Shape.TryBroadcast(Batch(a), Batch(b), out var batch), $"MatMul: the batch axes {Batch(a)} of {a.Shape} and {Batch(b)} of {b.Shape} do not broadcast; sizes must be equal or 1.");
            return new Shape([.. batch, M, N]);
        }

        // y = op(a)·op(b)
        protected override void Forward<T>(Tensor y) => Multiply(
            new GemmArgs<T> { A = a.Data<T>(), B = b.Data<T>(), C = y.Data<T>(), M = M, N = N, K = K, LdA = a.Shape[^1], LdB = b.Shape[^1], LdC = N, TransposeA = ta, TransposeB = tb },
            a.Shape, b.Shape, y.Shape, y.Shape);

        // da = dy·op(b)ᵀ, or op(b)·dyᵀ when a is transposed     db = op(a)ᵀ·dy, or dyᵀ·op(a) when b is transposed
        protected override void Backward<T>(Tensor y)
        {
            T* dy = GradientOf<T>(y);
            if (Wants(a))
            {
                var da = GradientFor<T>(a, out var add);
                var bData = b.Data<T>();
                if (ta) Multiply(new GemmArgs<T> { A = bData, B = dy, C = da, M = K, N = M, K = N, LdA = b.Shape[^1], LdB = N, LdC = M, TransposeA = tb, TransposeB = true, Accumulate = add }, b.Shape, y.Shape, a.Shape, y.Shape);
                else Multiply(new GemmArgs<T> { A = dy, B = bData, C = da, M = M, N = K, K = N, LdA = N, LdB = b.Shape[^1], LdC = K, TransposeB = !tb, Accumulate = add }, y.Shape, b.Shape, a.Shape, y.Shape);
            }

            if (Wants(b))
            {
                var db = GradientFor<T>(b, out var add);
                var aData = a.Data<T>();
                if (tb) Multiply(new GemmArgs<T> { A = dy, B = aData, C = db, M = N, N = K, K = M, LdA = N, LdB = a.Shape[^1], LdC = K, TransposeA = true, TransposeB = ta, Accumulate = add }, y.Shape, a.Shape, b.Shape, y.Shape);
                else Multiply(new GemmArgs<T> { A = aData, B = dy, C = db, M = K, N = N, K = M, LdA = a.Shape[^1], LdB = N, LdC = N, TransposeA = !ta, Accumulate = add }, a.Shape, y.Shape, b.Shape, y.Shape);
            }
        }

        private static Shape Batch(Tensor t) => new(t.Shape.ToArray().AsSpan(0, t.Shape.Rank - 2));

        /// <summary>
        /// One product for each batch of <paramref name="all"/>. An operand or result that lacks a batch axis, or has size 1 there, is used
        /// again along it; a result that is used again adds up, in batch order.
        /// </summary>
        private void Multiply<T>(GemmArgs<T> args, in Shape left, in Shape right, in Shape result, in Shape all)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var batches = all.Product(0, all.Rank - 2);
            int sizeA = left[^1] * left[^2], sizeB = right[^1] * right[^2], sizeC = result[^1] * result[^2];
            if (batches == 0)
            {
                // No batch adds anything to an operand that broadcasts over them: its gradient is the sum of no products.
                if (result.Size > 0) a.Device.Gemm(args with { M = result.Size / args.N, K = 0 });
                return;
            }

            var full = result.Size == (long)sizeC * batches;
            if (full && IsUniform(left, sizeA, batches) && IsUniform(right, sizeB, batches))
            {
                if (batches == 1) a.Device.Gemm(args);
                else a.Device.GemmBatched(args, batches, left.Size > sizeA ? sizeA : 0, right.Size > sizeB ? sizeB : 0, sizeC);
                return;
            }

            for (var batch = 0; batch < batches; batch++)
            {
                var one = args;
                one.A += Index(left, all, batch, out _) * sizeA;
                one.B += Index(right, all, batch, out _) * sizeB;
                one.C += Index(result, all, batch, out var isFirst) * sizeC;
                one.Accumulate = args.Accumulate || !isFirst;
                a.Device.Gemm(one);
            }
        }

        private static bool IsUniform(in Shape shape, int size, int batches) => shape.Size == size || shape.Size == (long)size * batches;

        /// <summary>Which matrix of <paramref name="shape"/> belongs to a batch of <paramref name="all"/>, and whether no batch before used it.</summary>
        private static nint Index(in Shape shape, in Shape all, int batch, out bool isFirst)
        {
            nint index = 0, stride = 1;
            isFirst = true;
            for (var axis = 3; axis <= all.Rank; axis++)
            {
                var coordinate = batch % all[^axis];
                batch /= all[^axis];
                var isUsedAgain = axis > shape.Rank || shape[^axis] == 1;
                isFirst &= !isUsedAgain || coordinate == 0;
                if (axis > shape.Rank) continue;
                if (!isUsedAgain) index += coordinate * stride;
                stride *= shape[^axis];
            }

            return index;
        }
    }
}
