using Descent.Devices;

namespace Descent;

/// <summary>Group normalization (Wu and He, "Group normalization", 2018), with the activation behind it in the same pass.</summary>
public static class GroupNormOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// f((x − mean)/√(variance + ε)·weight + bias), with the mean and the biased variance of each sample's groups of neighbouring channels. One
        /// group takes all channels of a sample, as many as there are channels is instance normalization (Ulyanov et al., 2016).
        /// </summary>
        /// <param name="groups">How many groups the channels, the last axis, are divided into.</param>
        /// <param name="weight">γ, [channels], or null for ones.</param>
        /// <param name="bias">β, [channels], or null for zeros.</param>
        /// <param name="epsilon">ε.</param>
        /// <param name="activation">f.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ShapeException">The shapes do not fit, or the groups do not divide the channels.</exception>
        public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5, Activation activation = Activation.None) =>
            new Node(x, weight, bias, groups, epsilon, activation).Call();
    }

    // x, y [samples, rows, channels]; w, b [channels]; m, v [samples, groups]; x̂ = (x − m)/√(v + ε)
    internal sealed unsafe class Node(Tensor x, Tensor? w, Tensor? b, int groups, double epsilon, Activation f) : Op(x, w, b)
    {
        private Tensor _statistics = null!; // [2, samples, groups], in double

        private int Channels => x.Shape[^1];

        private int Samples => x.Shape[0];

        protected override Shape Infer()
        {
            ShapeException.Require(x.Shape.Rank >= 2, $"GroupNorm: input {x.Shape} has {x.Shape.Rank} axes; it needs a batch before its channels, as in [N, C] or [N, H, W, C].");
            ShapeException.Require(groups >= 1 && Channels % groups == 0, $"GroupNorm: {groups} groups do not divide the {Channels} channels of input {x.Shape} (its last axis). Choose a divisor of {Channels}.");
            ShapeException.Require(w is null || w.Shape == [Channels], $"GroupNorm: weight {w?.Shape} does not match input {x.Shape}, whose last axis has {Channels} channels; it must be [{Channels}].");
            ShapeException.Require(b is null || b.Shape == [Channels], $"GroupNorm: bias {b?.Shape} does not match input {x.Shape}, whose last axis has {Channels} channels; it must be [{Channels}].");
            return x.Shape;
        }

        // y = f(w·x̂ + b), m = Σ x / n, v = Σ (x − m)²/n over the n numbers of a group
        protected override void Forward<T>(Tensor y)
        {
            _statistics = Tensor.Allocate([2, Samples, groups], DType.Float64);
            x.Device.ChannelNorm(Arguments<T>(y));
        }

        // dz = dy·f′     db = Σ dz     dw = Σ dz·x̂     dx = (w·dz − Σ w·dz/n − x̂·Σ(w·dz·x̂)/n)/√(v + ε), the last two sums over a group
        protected override void Backward<T>(Tensor y)
        {
            var args = Arguments<T>(y);
            args.Dy = GradientOf<T>(y);
            if (Wants(w)) args.DWeight = GradientFor<T>(w!, out args.AddWeight);
            if (Wants(b)) args.DBias = GradientFor<T>(b!, out args.AddBias);
            if (Wants(x)) args.Dx = GradientFor<T>(x, out args.AddX);
            x.Device.ChannelNormGradient(args);
        }

        private ChannelNormArgs<T> Arguments<T>(Tensor y)
            where T : unmanaged => new()
            {
                X = x.Data<T>(),
                Y = y.Data<T>(),
                Weight = w is null ? null : w.Data<T>(),
                Bias = b is null ? null : b.Data<T>(),
                Mean = _statistics.Data<double>(),
                Variance = _statistics.Data<double>() + Samples * groups,
                Samples = Samples,
                Rows = x.Shape.Product(1, x.Shape.Rank - 1),
                Channels = Channels,
                Groups = groups,
                Epsilon = epsilon,
                Activation = f,
                OfInput = true,
            };
    }
}
