using Descent.Devices;

namespace Descent;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift",
/// 2015), with a residual and the activation behind it in the same pass.
/// </summary>
public static class BatchNormOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// f((x − mean)/√(variance + ε)·weight + bias + residual), where each channel, an index of the last axis, has the mean and the biased
        /// variance of its numbers in x. The gradient of x goes through both.
        /// </summary>
        /// <param name="weight">γ, [channels], or null for ones.</param>
        /// <param name="bias">β, [channels], or null for zeros.</param>
        /// <param name="epsilon">ε.</param>
        /// <param name="residual">What is added before the activation, of x's shape; null for nothing.</param>
        /// <param name="activation">f.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ShapeException">The shapes do not fit, or a channel has one value alone, whose variance says nothing.</exception>
        public Tensor BatchNorm(Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5, Tensor? residual = null, Activation activation = Activation.None) =>
            new Node("BatchNorm", x, weight, bias, residual, null, null, epsilon, activation).Call();

        /// <summary>
        /// f((x − mean)/√(variance + ε)·weight + bias + residual) with the given mean and variance of each channel, an index of the last axis:
        /// batch normalization with stored statistics. They are constants: no gradient flows to them.
        /// </summary>
        /// <param name="mean">[channels].</param>
        /// <param name="variance">[channels].</param>
        /// <param name="weight">γ, [channels], or null for ones.</param>
        /// <param name="bias">β, [channels], or null for zeros.</param>
        /// <param name="epsilon">ε.</param>
        /// <param name="residual">What is added before the activation, of x's shape; null for nothing.</param>
        /// <param name="activation">f.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ShapeException">The shapes or element types do not fit.</exception>
        public Tensor FrozenBatchNorm(
            Tensor mean, Tensor variance, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5, Tensor? residual = null, Activation activation = Activation.None) =>
            new Node("FrozenBatchNorm", x, weight, bias, residual, mean, variance, epsilon, activation).Call();
    }

    // x, y, r [rows, channels]; w, b, m, v [channels]; x̂ = (x − m)/√(v + ε)
    internal sealed unsafe class Node(
        string name, Tensor x, Tensor? w, Tensor? b, Tensor? r, Tensor? givenMean, Tensor? givenVariance, double epsilon, Activation f) : Op(x, w, b, r)
    {
        public override string Name => name;

        /// <summary>Mean and variance, [2, channels] in double: what the backward pass keeps besides x and y, which others keep anyway.</summary>
        internal Tensor Statistics { get; private set; } = null!;

        private int Channels => x.Shape[^1];

        private int Rows => x.Shape.Product(0, x.Shape.Rank - 1);

        private bool OfBatch => givenMean is null;

        protected override Shape Infer()
        {
            ShapeException.Require(x.Shape.Rank >= 2, $"{Name}: input {x.Shape} has {x.Shape.Rank} axes; it needs a batch before its channels, as in [N, C] or [N, H, W, C].");
            Fits(w, "weight");
            Fits(b, "bias");
            Fits(givenMean, "mean");
            Fits(givenVariance, "variance");
            ShapeException.Require(r is null || r.Shape == x.Shape, $"{Name}: residual {r?.Shape} does not match input {x.Shape}; both are added, number by number.");
            ShapeException.Require(givenMean is null || (givenMean.Type == x.Type && givenVariance!.Type == x.Type),
                $"{Name}: the input {x.Shape} is {x.Type}, but mean and variance are {givenMean?.Type} and {givenVariance?.Type}. Convert the module or the input with To(DType).");
            ShapeException.Require(!OfBatch || Rows > 1 || Channels == 0,
                $"{Name}: input {x.Shape} has {Rows} value{(Rows == 1 ? "" : "s")} per channel; the variance of a batch needs two or more. Give a larger batch, or use stored statistics (evaluation mode, or Frozen).");
            return x.Shape;
        }

        // y = f(w·x̂ + b + r); of the batch: m = Σ x / n, v = Σ (x − m)²/n
        protected override void Forward<T>(Tensor y)
        {
            Statistics = Tensor.Allocate([2, Channels], DType.Float64);
            if (!OfBatch)
            {
                var target = Statistics.Span<double>();
                for (var c = 0; c < Channels; c++)
                {
                    target[c] = double.CreateTruncating(givenMean!.Data<T>()[c]);
                    target[Channels + c] = double.CreateTruncating(givenVariance!.Data<T>()[c]);
                }
            }

            x.Device.ChannelNorm(Arguments<T>(y));
        }

        // dz = dy·f′     dr = dz     db = Σ dz     dw = Σ dz·x̂
        // dx = w/√(v + ε)·(dz − Σ dz/n − x̂·Σ(dz·x̂)/n), of which only the first term remains where the statistics are given.
        protected override void Backward<T>(Tensor y)
        {
            var args = Arguments<T>(y);
            args.Dy = GradientOf<T>(y);
            if (Wants(w)) args.DWeight = GradientFor<T>(w!, out args.AddWeight);
            if (Wants(b)) args.DBias = GradientFor<T>(b!, out args.AddBias);
            if (Wants(x)) args.Dx = GradientFor<T>(x, out args.AddX);
            if (Wants(r)) args.DResidual = GradientFor<T>(r!, out args.AddResidual);
            x.Device.ChannelNormGradient(args);
        }

        private ChannelNormArgs<T> Arguments<T>(Tensor y)
            where T : unmanaged => new()
            {
                X = x.Data<T>(),
                Y = y.Data<T>(),
                Residual = r is null ? null : r.Data<T>(),
                Weight = w is null ? null : w.Data<T>(),
                Bias = b is null ? null : b.Data<T>(),
                Mean = Statistics.Data<double>(),
                Variance = Statistics.Data<double>() + Channels,
                Samples = 1,
                Rows = Rows,
                Channels = Channels,
                Groups = Channels,
                Epsilon = epsilon,
                Activation = f,
                OfInput = OfBatch,
            };

        private void Fits(Tensor? operand, string what) => ShapeException.Require(operand is null || operand.Shape == [Channels],
            $"{Name}: {what} {operand?.Shape} does not match input {x.Shape}, whose last axis has {Channels} channels; it must be [{Channels}].");
    }
}
