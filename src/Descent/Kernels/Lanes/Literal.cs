using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

internal static class Literal
{
    /// <summary>
    /// A constant as <typeparamref name="T"/>, folded by the compiler. <c>T.CreateTruncating</c> in a hot generic body is
    /// converted again for each element: ten times slower.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(double value)
        where T : unmanaged => typeof(T) == typeof(float)
        ? Unsafe.BitCast<float, T>((float)value)
        : Unsafe.BitCast<double, T>(value);

    /// <summary>A constant in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V All<V, T>(double value)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.All(Of<T>(value));
}
