using System.Numerics;

namespace Descent.Kernels;

/// <summary>The gradient of a reduction: what an element of x gets from its result's gradient.</summary>
internal interface IExpandFn
{
    /// <summary>What <see cref="Value"/> reads besides dy: x (Input), the result's number c (Output), both or nothing.</summary>
    static abstract Saves Saves { get; }

    V Value<V, T>(V x, V c, V dy)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}
