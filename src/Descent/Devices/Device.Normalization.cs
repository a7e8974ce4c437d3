using System.Numerics;
using Descent.Devices;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>Computes y, and first mean and variance where they are the batch's.</summary>
    internal abstract void BatchNorm<T>(in BatchNormArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradients whose addresses are not null, from dy, x, the statistics, and, with an activation other than a lone ReLU, y.</summary>
    internal abstract void BatchNormGradient<T>(in BatchNormArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
