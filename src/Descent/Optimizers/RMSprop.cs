using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// RMSprop (Tieleman and Hinton, lecture 6e, 2012). With g the gradient plus weightDecay·w: s ← ρ·s + (1−ρ)·g²; w ← w − α·g / (√s + ε).
/// Centered (Graves, 2013), s − c² takes the place of s, with c ← ρ·c + (1−ρ)·g. With momentum, v ← μ·v + g/(√s + ε), w ← w − α·v.
/// Keras: √(s + ε) in place of √s + ε, v ← μ·v + α·g/√(s + ε), w ← w − v, decay apart from the gradient. CS 230 is as PyTorch, but for
/// v ← μ·v + (1−μ)·g/(√s + ε).
/// </summary>
public sealed class RMSprop : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α. By default 0.01; Keras' 0.001.</param>
    /// <param name="rho">How much of the mean squared gradient is kept, ρ, from 0 up to but not 1. By default 0.99; Keras' 0.9.</param>
    /// <param name="epsilon">ε, above 0. By default 1e-8; Keras' 1e-7.</param>
    /// <param name="momentum">How much of the velocity is kept, μ, from 0 up to but not 1; 0 for none.</param>
    /// <param name="centered">Whether the mean gradient is taken off: the root is then a standard deviation.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; apart from it in Keras' form.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RMSprop(
        double? learningRate = null, double? rho = null, double? epsilon = null, double momentum = 0, bool centered = false, double weightDecay = 0,
        Convention convention = Convention.PyTorch)
        : base(learningRate ?? (convention == Convention.Keras ? 1e-3 : 0.01), weightDecay, convention)
    {
        Rho = CheckShare(rho ?? (convention == Convention.Keras ? 0.9 : 0.99), nameof(rho));
        Epsilon = CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-8));
        (Mu, Centered) = (CheckShare(momentum, nameof(momentum)), centered);
        StateNames = [.. new[] { "square_avg", momentum > 0 ? "momentum_buffer" : null, centered ? "grad_avg" : null }.OfType<string>()];
    }

    /// <summary>How much of the mean squared gradient is kept, ρ.</summary>
    public double Rho { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>How much of the velocity is kept, μ.</summary>
    public double Mu { get; }

    /// <summary>Whether the mean gradient is taken off.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; }

    private interface ISwitch
    {
        static abstract bool IsOn { get; }
    }

    private protected override FusedUpdate Fuse() => (Mu > 0, Centered) switch
    {
        (false, false) => Fuse<Off, Off>(),
        (true, false) => Fuse<On, Off>(),
        (false, true) => Fuse<Off, On>(),
        _ => Fuse<On, On>(),
    };

    private FusedUpdate<Rule<TMomentum, TCentered>> Fuse<TMomentum, TCentered>()
        where TMomentum : unmanaged, ISwitch
        where TCentered : unmanaged, ISwitch
    {
        var inside = Convention == Convention.Keras ? Epsilon : 0;
        return new(this, s => new(VelocityFactors.For(Convention, s.Rate, Mu), s.Pull, Rho, Mu, inside, Epsilon - inside));
    }

    // Known to the compiler, so that what is off costs nothing.
    private readonly struct On : ISwitch
    {
        public static bool IsOn => true;
    }

    private readonly struct Off : ISwitch
    {
        public static bool IsOn => false;
    }

    private readonly struct Rule<TMomentum, TCentered>(VelocityFactors factors, WeightPull pull, double rho, double mu, double inside, double outside) : IUpdateRule
        where TMomentum : unmanaged, ISwitch
        where TCentered : unmanaged, ISwitch
    {
        private readonly Factor _rest = 1 - rho;
        private readonly Factor _rho = rho;
        private readonly Factor _inside = inside;
        private readonly Factor _outside = outside;
        private readonly Factor _mu = mu;
        private readonly Factor _minusOut = -factors.Out;
        private readonly Factor _in = TMomentum.IsOn ? factors.In : factors.In * factors.Out;
        private readonly Factor _rate = factors.Out / (1 - mu);

        public static int States
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1 + (TMomentum.IsOn ? 1 : 0) + (TCentered.IsOn ? 1 : 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V s, ref V a, ref V b)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            var share = _rest.All<V, T>();
            s = Subnormal.Flush<V, T>(V.Fma(_rho.All<V, T>(), s, share * g * g));
            var square = s;
            if (TCentered.IsOn)
            {
                // By rounding, the mean square can fall below the squared mean.
                var c = Subnormal.Flush<V, T>(V.Fma(_rho.All<V, T>(), TMomentum.IsOn ? b : a, share * g));
                square = V.Max(V.Fma(-c, c, s), default);
                if (TMomentum.IsOn) b = c;
                else a = c;
            }

            var rate = _in.All<V, T>() / (V.Sqrt(square + _inside.All<V, T>()) + _outside.All<V, T>());
            if (!TMomentum.IsOn)
            {
                w -= rate * g;
                return rate;
            }

            a = V.Fma(_mu.All<V, T>(), a, rate * g);
            w = V.Fma(_minusOut.All<V, T>(), a, w);
            return _rate.All<V, T>() * rate;
        }
    }
}
