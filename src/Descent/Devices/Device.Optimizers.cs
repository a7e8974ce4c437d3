using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>One pass of an optimizer over all its parameters: slot s is updated by rules[slots[s].Rule].</summary>
    internal abstract void Update<TRule, T>(ReadOnlySpan<TRule> rules, ReadOnlySpan<UpdateSlot> slots)
        where TRule : unmanaged, IUpdateRule
        where T : unmanaged, IFloatingPointIeee754<T>;
}
