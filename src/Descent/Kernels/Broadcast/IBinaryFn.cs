using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>A function of two numbers with its derivatives.</summary>
internal interface IBinaryFn
{
    /// <summary>Whether the slopes read the operands; if not they are constants.</summary>
    static abstract bool ReadsOperands { get; }

    /// <summary>f(a, b).</summary>
    V Value<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>∂f/∂a.</summary>
    V SlopeA<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>∂f/∂b.</summary>
    V SlopeB<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Which operand a gradient is for.</summary>
internal interface IOperand
{
    static abstract V Slope<TFn, V, T>(TFn f, V a, V b)
        where TFn : struct, IBinaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

internal readonly struct OperandA : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<TFn, V, T>(TFn f, V a, V b)
        where TFn : struct, IBinaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => f.SlopeA<V, T>(a, b);
}

internal readonly struct OperandB : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<TFn, V, T>(TFn f, V a, V b)
        where TFn : struct, IBinaryFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => f.SlopeB<V, T>(a, b);
}
