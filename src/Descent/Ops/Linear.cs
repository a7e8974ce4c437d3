using Descent.Kernels;

namespace Descent;

/// <summary>The affine map of a fully connected layer, with its activation, in one pass.</summary>
public static class LinearOp
{
    extension(Tensor x)
    {
        /// <summary>f(x·wᵀ + b): every leading index of x is a row.</summary>
        /// <param name="weight">[out, in], as PyTorch stores it.</param>
        /// <param name="bias">[out], or null for none.</param>
        /// <param name="activation">f.</param>
        /// <returns>x's shape with the last axis replaced by out.</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor Linear(Tensor weight, Tensor? bias = null, Activation activation = Activation.None) =>
            new Node(x, weight, bias, activation).Call();
    }

    internal sealed unsafe class Node(Tensor x, Tensor w, Tensor? b, Activation f) : Op(x, w, b)
    {
        // x [m, k], w [n, k], b [n], y [m, n]
        private int M => x.Shape.Product(0, x.Shape.Rank - 1);

        private int N => w.Shape[0];

        private int K => w.Shape[1];

        protected override Shape Infer()
        {
            ShapeException.Require(w.Shape.Rank == 2, $"Linear: weight {w.Shape} has {w.Shape.Rank} axes; it must have two, (out, in).");
            ShapeException.Require(x.Shape.Rank >= 1, $"Linear: input {x.Shape} is a scalar; it needs a last axis of {K} features.");
            ShapeException.Require(x.Shape[^1] == K, $"Linear: input {x.Shape} has {x.Shape[^1]} features, but weight {w.Shape} (out, in) expects {K}.");
            ShapeException.Require(b is null || b.Shape == [N], $"Linear: bias {b?.Shape} does not match weight {w.Shape} (out, in); it must be [{N}].");
            return x.Shape.With(-1, N);
        }

        // y = f(x·wᵀ + b)
        protected override void Forward<T>(Tensor y) =>
            x.Device.Linear(x.Data<T>(), w.Data<T>(), b is null ? null : b.Data<T>(), f, y.Data<T>(), M, N, K);

        // dz = dy ⊙ f′     db = Σ rows of dz     dx = dz·w     dw = dzᵀ·x
        protected override void Backward<T>(Tensor y)
        {
            var dy = GradientOf<T>(y);
            var dz = f == Activation.None ? null : Tensor.Allocate(y.Shape, y.Type);
            var dzOrDy = dz is null ? dy : dz.Data<T>();
            var addB = false;
            var db = Wants(b) ? GradientFor<T>(b!, out addB) : null;
            if (dz is not null || db != null)
                x.Device.LinearGradient(dy, f == Activation.None ? null : y.Data<T>(), f, dz is null ? null : dzOrDy, db, M, N, addB);
            if (Wants(w))
            {
                var dw = GradientFor<T>(w, out var add);
                x.Device.Gemm(new GemmArgs<T> { A = dzOrDy, B = x.Data<T>(), C = dw, M = N, N = K, K = M, LdA = N, LdB = K, LdC = K, TransposeA = true, Accumulate = add });
            }

            if (Wants(x))
            {
                var dx = GradientFor<T>(x, out var add);
                x.Device.Gemm(new GemmArgs<T> { A = dzOrDy, B = w.Data<T>(), C = dx, M = M, N = K, K = N, LdA = N, LdB = K, LdC = K, Accumulate = add });
            }

            dz?.ReleaseMemory();
        }
    }
}
