using System.Numerics;

namespace Descent.Kernels;

/// <summary>
/// An update whose length depends on the whole parameter: w ← w − α·φ·r, where φ comes from the norms of w and of the direction r. Two
/// passes: the first brings the state up to date and sums up the norms, the second takes the step. The direction is computed in both,
/// which costs less than to store it.
/// </summary>
internal interface ITrustRule
{
    /// <summary>The gradient's part of the first pass: the state after it, and the weight as the norms see it.</summary>
    void Advance<V, T>(ref V weight, V gradient, ref V state0, ref V state1)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The direction r from the weight and the state after <see cref="Advance"/>, and what a gradient is multiplied by in it.</summary>
    V Direction<V, T>(V weight, V state0, V state1, out V scale)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The weight as the norms see it, decay apart from the gradient taken off.</summary>
    V Kept<V, T>(V weight)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>α.</summary>
    double Rate { get; }

    /// <summary>λ of λ·|w|, by a proximal step after the update.</summary>
    double Proximal { get; }
}
