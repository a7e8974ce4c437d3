using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>What pulls a weight towards 0 before an update: as part of the gradient, and apart from it.</summary>
/// <param name="keep">What the weight is multiplied by: 1 without decay apart from the gradient.</param>
/// <param name="coupled">The share of the weight that is added to the gradient.</param>
internal readonly struct WeightPull(double keep, double coupled)
{
    private readonly Factor _coupled = coupled;
    private readonly Factor _keep = keep;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V, T>(ref V w, ref V g)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        g = V.Fma(_coupled.All<V, T>(), w, g);
        w *= _keep.All<V, T>();
    }
}
