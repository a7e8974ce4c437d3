using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>y = f(a, b) with operands broadcast as the layout's A and B say.</summary>
    internal abstract void Zip<TFn, T>(TFn f, T* a, T* b, T* y, in BroadcastLayout layout)
        where TFn : struct, IBinaryFn
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>d (+)= dy·∂f(a, b), the derivative by one operand, for each element of the result: d has the result's shape.</summary>
    internal abstract void ZipGradient<TFn, TOperand, T>(TFn f, T* a, T* b, T* dy, T* d, in BroadcastLayout layout, bool add)
        where TFn : struct, IBinaryFn
        where TOperand : struct, IOperand
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>y = 1 where the relation holds, elsewhere 0.</summary>
    internal abstract void Compare<TFn, T>(TFn f, T* a, T* b, byte* y, in BroadcastLayout layout)
        where TFn : struct, ICompareFn
        where T : unmanaged, IComparisonOperators<T, T, bool>;

    /// <summary>y (+)= a where the condition, the layout's C, is not 0, elsewhere b.</summary>
    internal abstract void Choose<T>(byte* condition, T* a, T* b, T* y, in BroadcastLayout layout, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
