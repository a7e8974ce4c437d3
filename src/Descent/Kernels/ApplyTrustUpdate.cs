using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>The two loops of an update by <see cref="ITrustRule"/>. Norms are summed in the element type within a chunk.</summary>
internal static unsafe class ApplyTrustUpdate
{
    /// <summary>The first pass over elements start … end − 1; gives Σw² and Σr².</summary>
    public static void Advance<TRule, T>(in TRule rule, in UpdateSlot slot, int start, int end, out double weights, out double directions)
        where TRule : unmanaged, ITrustRule
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (weights, directions) = (0, 0);
        switch (LaneWidth.Bits)
        {
            case 512: Advance<TRule, Lanes512<T>, T>(rule, slot, start, end, ref weights, ref directions); break;
            case 256: Advance<TRule, Lanes256<T>, T>(rule, slot, start, end, ref weights, ref directions); break;
            case 128: Advance<TRule, Lanes128<T>, T>(rule, slot, start, end, ref weights, ref directions); break;
            default: Advance<TRule, Lanes1<T>, T>(rule, slot, start, end, ref weights, ref directions); break;
        }
    }

    /// <summary>The second pass: the step, which the slot's trust multiplies.</summary>
    public static void Step<TRule, T>(in TRule rule, in UpdateSlot slot, int start, int end)
        where TRule : unmanaged, ITrustRule
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rate = rule.Rate * slot.Trust;
        switch (LaneWidth.Bits)
        {
            case 512: Step<TRule, Lanes512<T>, T>(rule, slot, rate, start, end); break;
            case 256: Step<TRule, Lanes256<T>, T>(rule, slot, rate, start, end); break;
            case 128: Step<TRule, Lanes128<T>, T>(rule, slot, rate, start, end); break;
            default: Step<TRule, Lanes1<T>, T>(rule, slot, rate, start, end); break;
        }
    }

    // The rule comes by value: its fields are this method's own, and stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Advance<TRule, V, T>(TRule rule, in UpdateSlot slot, int start, int end, ref double weights, ref double directions)
        where TRule : unmanaged, ITrustRule
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* w = (T*)slot.Weight, g = (T*)slot.Gradient, s0 = (T*)slot.State0, s1 = (T*)slot.State1;
        V sumW = default, sumR = default;
        var i = start;
        for (; i <= end - V.Count; i += V.Count)
        {
            var ahead = i + ApplyUpdate.Ahead / sizeof(T);
            Cache.Fetch(w + ahead, V.Count);
            Cache.Fetch(g + ahead, V.Count);
            Cache.Fetch(s0 + ahead, V.Count);
            Cache.Fetch(s1 + ahead, V.Count);
            V weight = V.Load(w + i), a = V.Load(s0 + i), b = V.Load(s1 + i);
            rule.Advance<V, T>(ref weight, V.Load(g + i), ref a, ref b);
            V.Store(a, s0 + i);
            V.Store(b, s1 + i);
            var r = rule.Direction<V, T>(weight, a, b, out _);
            sumW = V.Fma(weight, weight, sumW);
            sumR = V.Fma(r, r, sumR);
        }

        weights += double.CreateTruncating(V.Sum(sumW));
        directions += double.CreateTruncating(V.Sum(sumR));
        if (i < end && V.Count > 1) Advance<TRule, Lanes1<T>, T>(rule, slot, i, end, ref weights, ref directions);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Step<TRule, V, T>(TRule rule, in UpdateSlot slot, double rate, int start, int end)
        where TRule : unmanaged, ITrustRule
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* w = (T*)slot.Weight, s0 = (T*)slot.State0, s1 = (T*)slot.State1;
        V step = V.All(Literal.Of<T>(rate)), threshold = V.All(Literal.Of<T>(rate * rule.Proximal));
        var i = start;
        for (; i <= end - V.Count; i += V.Count)
        {
            var ahead = i + ApplyUpdate.Ahead / sizeof(T);
            Cache.Fetch(w + ahead, V.Count);
            Cache.Fetch(s0 + ahead, V.Count);
            Cache.Fetch(s1 + ahead, V.Count);
            var weight = rule.Kept<V, T>(V.Load(w + i));
            var r = rule.Direction<V, T>(weight, V.Load(s0 + i), V.Load(s1 + i), out var scale);
            weight = V.Fma(-step, r, weight);
            V.Store(V.CopySign(V.Max(V.Abs(weight) - threshold * scale, default), weight), w + i);
        }

        if (i < end && V.Count > 1) Step<TRule, Lanes1<T>, T>(rule, slot, rate, i, end);
    }
}
