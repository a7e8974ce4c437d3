using System.Numerics;
using System.Numerics.Tensors;

namespace Descent.Kernels;

/// <summary>Numbers into another element type, a chunk at a time.</summary>
internal static unsafe class Conversion
{
    /// <summary>y[i] (+)= x[i]; to integers, cut off and held in range.</summary>
    public static void Run<TFrom, TTo>(TFrom* x, TTo* y, int n, bool add)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        if (!add)
        {
            TensorPrimitives.ConvertSaturating<TFrom, TTo>(new(x, n), new(y, n));
            return;
        }

        for (var i = 0; i < n; i++) y[i] += TTo.CreateSaturating(x[i]);
    }
}
