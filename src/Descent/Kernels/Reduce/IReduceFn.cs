using System.Numerics;

namespace Descent.Kernels;

/// <summary>How many numbers become one: start, take in one after another, combine parts, finish.</summary>
internal interface IReduceFn
{
    /// <summary>Whether <see cref="Step"/> and <see cref="Finish"/> read the number c that each result has, such as a mean found before.</summary>
    static abstract bool ReadsC { get; }

    /// <summary>What nothing reduces to.</summary>
    V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Takes x in.</summary>
    V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Two parts as one.</summary>
    V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The result.</summary>
    V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}
