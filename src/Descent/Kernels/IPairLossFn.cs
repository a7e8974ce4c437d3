using System.Numerics;

namespace Descent.Kernels;

/// <summary>A loss that is a sum over pairs of prediction and target. Settings, such as a threshold, are the struct's fields.</summary>
internal interface IPairLossFn
{
    /// <summary>The loss of prediction p for target t.</summary>
    V Value<V, T>(V p, V t)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Its derivative with respect to p.</summary>
    V Slope<V, T>(V p, V t)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}
