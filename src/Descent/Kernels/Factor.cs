using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// A setting of an update rule, in both element types. Converted in the loop instead, each setting would cost two instructions an
/// iteration, one of which waits for whatever its target register held before: Adam took 1.8 times as long.
/// </summary>
internal readonly struct Factor
{
    private readonly double _double;
    private readonly float _single;

    private Factor(double value) => (_double, _single) = (value, (float)value);

    public static implicit operator Factor(double value) => new(value);

    /// <summary>The setting in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V All<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.All(typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(_single) : Unsafe.BitCast<double, T>(_double));
}
