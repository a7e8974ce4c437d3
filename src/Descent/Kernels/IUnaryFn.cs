using System.Numerics;

namespace Descent.Kernels;

/// <summary>What an elementwise gradient reads besides dy. What is not read need not be kept.</summary>
internal enum Saves : byte
{
    Nothing,
    Input,
    Output,
    Both,
}

/// <summary>A function of one number with its derivative. Settings, such as a slope, are the struct's fields.</summary>
internal interface IUnaryFn
{
    /// <summary>What <see cref="Slope"/> reads.</summary>
    static abstract Saves Saves { get; }

    /// <summary>f(x).</summary>
    V Value<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>f′(x), given x and y = f(x); what <see cref="Saves"/> does not name is undefined.</summary>
    V Slope<V, T>(V x, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}
