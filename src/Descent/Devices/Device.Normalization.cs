using System.Numerics;
using Descent.Devices;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>Computes y, and first mean and variance where they are the input's.</summary>
    internal abstract void ChannelNorm<T>(in ChannelNormArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradients whose addresses are not null, from dy, x, the statistics, and, with an activation other than a lone ReLU, y.</summary>
    internal abstract void ChannelNormGradient<T>(in ChannelNormArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Computes mean, variance and y.</summary>
    internal abstract void RowNorm<T>(in RowNormArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradients whose addresses are not null, from dy, x and the statistics.</summary>
    internal abstract void RowNormGradient<T>(in RowNormArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
