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
}
