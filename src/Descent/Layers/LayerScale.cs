namespace Descent;

/// <summary>
/// A factor for each channel, x·γ (Touvron et al., "Going deeper with image transformers", 2021): as the last layer of a residual block's branch it lets the block
/// begin as almost the identity. The state has γ as torchvision has it, [channels, 1, 1].
/// </summary>
public sealed class LayerScale : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="channels">The size of the last axis.</param>
    /// <param name="initial">Every factor's first value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public LayerScale(int channels, double initial = 1e-6)
    {
        if (channels < 1) throw new ArgumentOutOfRangeException(nameof(channels), $"LayerScale: {channels} channels were asked for; there must be at least 1.");
        Weight = new Parameter([1, 1, channels], new Constant(initial), stateAxes: [2, 0, 1]);
    }

    /// <summary>γ, [1, 1, channels]. In the state it has the layer's own name.</summary>
    [StateName("")]
    public Parameter Weight { get; }

    /// <summary>The size of the last axis.</summary>
    public int Channels => Weight.Count;

    /// <inheritdoc/>
    public override string ToString() => $"LayerScale({Channels})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        ShapeException.Require(x.Shape.Rank == 4 && x.Shape[3] == Channels, $"LayerScale: input {x.Shape} must be images, [N, H, W, C], of the {Channels} channels that the layer has.");
        return x * Weight;
    }
}
