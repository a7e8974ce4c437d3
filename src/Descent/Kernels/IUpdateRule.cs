using System.Numerics;

namespace Descent.Kernels;

/// <summary>
/// An optimizer's update of one number: reads the weight, its gradient and up to three numbers of state, and writes all but the gradient.
/// Settings are the struct's fields, already corrected for the step count.
/// </summary>
internal interface IUpdateRule
{
    /// <summary>How many numbers of state it keeps for a weight, 0 … 3. The rest are neither read nor written.</summary>
    static abstract int States { get; }

    /// <summary>One update.</summary>
    /// <returns>
    /// The rate: what a gradient that stays the same is multiplied by, an update, in the long run. A proximal step of a penalty is as long;
    /// with any other length its fixed point would not be the optimum.
    /// </returns>
    V Apply<V, T>(ref V weight, V gradient, ref V state0, ref V state1, ref V state2)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The memory of one parameter, as an update sees it: the addresses of its numbers and how many they are.</summary>
internal unsafe struct UpdateSlot
{
    public void* Weight, Gradient, State0, State1, State2;
    public int Count;

    /// <summary>Which of the rules applies: groups differ in settings.</summary>
    public int Rule;

    /// <summary>For rules that look at the whole parameter: what its step is multiplied by.</summary>
    public double Trust;
}
