using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Moves an average, which stands where an update has the weight, by a share of the way to what stands where it has the gradient.</summary>
internal readonly struct AverageRule(double share) : IUpdateRule
{
    private readonly Factor _share = share;

    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V, T>(ref V average, V value, ref V none0, ref V none1, ref V none2)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        average = V.Fma(_share.All<V, T>(), value - average, average);
        return default;
    }
}
