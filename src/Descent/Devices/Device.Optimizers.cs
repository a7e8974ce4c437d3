using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>One pass of an optimizer over all its parameters: slot s is updated by rules[slots[s].Rule].</summary>
    internal abstract void Update<TRule, T>(ReadOnlySpan<TRule> rules, ReadOnlySpan<UpdateSlot> slots)
        where TRule : unmanaged, IUpdateRule
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>An update that looks at whole parameters: sets each slot's trust ‖w‖/‖r‖, 1 where either is 0, and takes the steps.</summary>
    /// <param name="rules">The rules; slot s is updated by rules[slots[s].Rule].</param>
    /// <param name="slots">The parameters.</param>
    /// <param name="sums">Room for two numbers a chunk: see <see cref="TrustChunks"/>.</param>
    internal abstract void UpdateByTrust<TRule, T>(ReadOnlySpan<TRule> rules, Span<UpdateSlot> slots, Span<double> sums)
        where TRule : unmanaged, ITrustRule
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>How many chunks <see cref="UpdateByTrust"/> cuts these parameters into.</summary>
    internal abstract int TrustChunks(ReadOnlySpan<UpdateSlot> slots);

    /// <summary>The sum of the squares of each slot's gradient, in double.</summary>
    /// <param name="slots">The parameters; only gradients and counts are read.</param>
    /// <param name="sums">A number a slot.</param>
    /// <param name="room">Room for a number a chunk: see <see cref="TrustChunks"/>.</param>
    internal abstract void SumSquares<T>(ReadOnlySpan<UpdateSlot> slots, Span<double> sums, Span<double> room)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Whether every number of each slot's gradient is finite; only gradients and counts are read.</summary>
    internal abstract bool AllFinite<T>(ReadOnlySpan<UpdateSlot> slots)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
