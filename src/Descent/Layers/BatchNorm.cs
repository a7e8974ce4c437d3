namespace Descent;

/// <summary>
/// What <see cref="BatchNorm1d"/> and <see cref="BatchNorm2d"/> share: batch normalization over the last axis (Ioffe and Szegedy, 2015), by PyTorch's
/// conventions. In training each channel is normalized by its mean and biased variance in the batch, and the running statistics move
/// towards the mean and the unbiased variance; in evaluation, and where <see cref="Frozen"/>, the running statistics normalize and stay.
/// </summary>
public abstract class BatchNorm : Module, IFusesActivation
{
    private protected BatchNorm(int channels, double? momentum, double epsilon, bool affine, bool storesBiasedVariance)
    {
        var name = GetType().Name;
        if (channels < 1) throw new ArgumentOutOfRangeException(nameof(channels), $"{name}: {channels} channels were asked for; there must be at least 1.");
        if (momentum is { } m && !(m >= 0 && m <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), $"{name}: momentum is {m}; it is the weight of the new statistics, from 0 to 1 (PyTorch's 0.1 is what Keras calls 0.9), or null for their average.");
        if (!(epsilon >= 0) || double.IsInfinity(epsilon))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"{name}: epsilon is {epsilon}; it must be 0 or more.");
        (Momentum, Epsilon, StoresBiasedVariance) = (momentum, epsilon, storesBiasedVariance);
        Weight = affine ? new Parameter([channels], new Constant(1)) : null;
        Bias = affine ? new Parameter([channels], new Constant(0)) : null;
        RunningMean = new Parameter([channels], new Constant(0), trainable: false);
        RunningVar = new Parameter([channels], new Constant(1), trainable: false);
    }

    /// <summary>γ, [channels], at first 1; null if the layer is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, [channels], at first 0; null if the layer is not affine.</summary>
    public Parameter? Bias { get; }

    /// <summary>The running mean, [channels], at first 0. Not trained.</summary>
    public Parameter RunningMean { get; }

    /// <summary>The running variance, [channels], at first 1. Not trained.</summary>
    public Parameter RunningVar { get; }

    /// <summary>How many batches the running statistics have seen, a scalar of Int32. A state without it fits, too.</summary>
    public Parameter NumBatchesTracked { get; } = Parameter.Counter();

    /// <summary>The weight of the new batch in the running statistics; null gives every batch so far the same weight.</summary>
    public double? Momentum { get; }

    /// <summary>ε, added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the running variance follows Σ(x − mean)²/n, as in Keras, instead of PyTorch's Σ(x − mean)²/(n − 1).</summary>
    public bool StoresBiasedVariance { get; }

    /// <summary>
    /// Whether the stored statistics are used, and kept, even in training, as transfer learning with small batches wants. Weight and bias
    /// still learn, unless they are not trainable.
    /// </summary>
    public bool Frozen { get; set; }

    /// <summary>The size of the last axis.</summary>
    public int Channels => RunningMean.Count;

    /// <summary>
    /// f(normalized x + residual) in one pass: the end of a residual block (He et al., 2015), where the shortcut is added to what comes out
    /// of its last batch normalization.
    /// </summary>
    /// <param name="x">The input, channels last.</param>
    /// <param name="residual">What is added before the activation, of x's shape.</param>
    /// <param name="activation">f.</param>
    /// <exception cref="ShapeException">The input or the residual does not fit; the message says which rule and where.</exception>
    public Tensor Forward(Tensor x, Tensor residual, Activation activation = Activation.None)
    {
        try
        {
            Observation.Current?.Enter(this);
            return Seen(x, Normalize(x, residual, activation));
        }
        catch (ShapeException e)
        {
            e.PassThrough(this);
            throw;
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{GetType().Name}({Channels}{(Weight is null ? ", not affine" : "")}{(Momentum is null ? ", cumulative" : Momentum == 0.1 ? "" : $", momentum {Momentum}")}{(Epsilon == 1e-5 ? "" : $", epsilon {Epsilon}")}{(Frozen ? ", frozen" : "")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Normalize(x, null, Activation.None);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => Normalize(x, null, activation);

    /// <summary>Throws unless the layer takes inputs of this shape.</summary>
    private protected abstract void CheckInput(in Shape input);

    private Tensor Normalize(Tensor x, Tensor? residual, Activation activation)
    {
        if (Folding.Of(this) is { } folded) return folded.Run(x, residual, activation);
        CheckInput(x.Shape);
        ShapeException.Require(x.Shape[^1] == Channels, $"{GetType().Name}: input {x.Shape} has {x.Shape[^1]} channels on its last axis, but the layer has {Channels}.");
        if (!Training || Frozen) return x.FrozenBatchNorm(RunningMean, RunningVar, Weight, Bias, Epsilon, residual, activation);
        var op = new BatchNormOp.Node(GetType().Name, x, Weight, Bias, residual, null, null, Epsilon, activation);
        var y = op.Call();
        Track(op.Statistics.Span<double>(), x.Count / Channels);
        return y;
    }

    /// <summary>running = (1 − momentum)·running + momentum·new.</summary>
    private void Track(ReadOnlySpan<double> statistics, int values)
    {
        var batches = ++NumBatchesTracked.Span<int>()[0];
        var share = Momentum ?? 1.0 / batches;
        var correction = StoresBiasedVariance ? 1 : values / (values - 1.0);
        Move(RunningMean, statistics[..Channels], share, 1);
        Move(RunningVar, statistics[Channels..], share, correction);
    }

    private static void Move(Parameter running, ReadOnlySpan<double> target, double share, double factor)
    {
        if (running.Type == DType.Float64)
        {
            var values = running.Span<double>();
            for (var c = 0; c < values.Length; c++) values[c] = (1 - share) * values[c] + share * (target[c] * factor);
        }
        else
        {
            var values = running.Span<float>();
            for (var c = 0; c < values.Length; c++) values[c] = (float)((1 - share) * values[c] + share * (target[c] * factor));
        }
    }
}
