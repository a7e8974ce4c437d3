using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

internal static class Subnormal
{
    /// <summary>
    /// Numbers too small for a full mantissa become 0. A running average whose gradients have stopped decays into them and, by rounding,
    /// stays there for ever; each operation on one costs over a hundred cycles, and in a step they weigh nothing beside ε.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Flush<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The smallest normal numbers: 2⁻¹²⁶ and 2⁻¹⁰²².
        var smallest = V.All(typeof(T) == typeof(float) ? Literal.Of<T>(1.1754943508222875e-38) : Literal.Of<T>(2.2250738585072014e-308));
        return V.Select(V.Less(V.Abs(x), smallest), default, x);
    }
}
