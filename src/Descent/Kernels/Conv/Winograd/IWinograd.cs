using System.Numerics;

namespace Descent.Kernels;

/// <summary>
/// The five linear maps of a minimal filtering algorithm F(m×m, 3×3) (Winograd, "Arithmetic complexity of computations", 1980; Lavin and
/// Gray, "Fast algorithms for convolutional neural networks", 2015), each along one axis: m outputs of a 3-tap filter from n = m + 2
/// inputs with n multiplications. y = Aᵀ[(G·w) ⊙ (Bᵀ·x)]; the filter's gradient is Gᵀ[(A·dy) ⊙ (Bᵀ·x)].
/// <para>Each method reads vectors of channels, a step apart, and writes vectors, another step apart. They never overlap.</para>
/// </summary>
internal unsafe interface IWinograd
{
    /// <summary>m: outputs along one axis.</summary>
    static abstract int Outputs { get; }

    /// <summary>n: inputs, and multiplications, along one axis.</summary>
    static abstract int Points { get; }

    /// <summary>Bᵀ: n inputs to n.</summary>
    static abstract void Input<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>G: 3 taps to n.</summary>
    static abstract void Filter<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Aᵀ: n products to m outputs.</summary>
    static abstract void Output<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>A: m gradients of outputs to n.</summary>
    static abstract void Slope<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Gᵀ: n sums to the gradients of 3 taps.</summary>
    static abstract void FilterSlope<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>;
}
