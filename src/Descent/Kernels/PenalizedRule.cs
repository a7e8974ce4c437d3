using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// An optimizer's rule with a penalty λ·|w| in the same pass: by a proximal step after the update (Beck and Teboulle, 2009),
/// w ← sign(w)·max(|w| − rate·λ, 0), which makes exact zeros, or by its sub-gradient λ·sign(w) (0 at 0), which makes none.
/// </summary>
internal readonly struct PenalizedRule<TRule>(TRule rule, double proximal, double subgradient) : IUpdateRule
    where TRule : unmanaged, IUpdateRule
{
    private readonly Factor _subgradient = subgradient;
    private readonly Factor _proximal = proximal;

    public static int States
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRule.States;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V, T>(ref V w, V g, ref V s0, ref V s1, ref V s2)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sign = V.Select(V.Equal(w, default), default, V.CopySign(V.All(T.One), w));
        g = V.Fma(_subgradient.All<V, T>(), sign, g);
        var rate = rule.Apply<V, T>(ref w, g, ref s0, ref s1, ref s2);
        w = V.CopySign(V.Max(V.Abs(w) - rate * _proximal.All<V, T>(), default), w);
        return rate;
    }
}
