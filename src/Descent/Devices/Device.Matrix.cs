using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>C (+)= op(A)·op(B).</summary>
    internal abstract void Gemm<T>(in GemmArgs<T> args)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Products of one shape; each operand lies a stride after the one before, 0 for the same again.</summary>
    internal abstract void GemmBatched<T>(in GemmArgs<T> first, int count, nint strideA, nint strideB, nint strideC)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>y[m, n] = f(x[m, k]·w[n, k]ᵀ + b[n]); b may be null.</summary>
    internal abstract void Linear<T>(T* x, T* w, T* b, Activation f, T* y, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// dz[m, n] = dy·f′, with f′ from the output y, and db[n] (+)= the column sums of dz. dz is null where there is no activation
    /// (it would be dy); db is null where there is no bias.
    /// </summary>
    internal abstract void LinearGradient<T>(T* dy, T* y, Activation f, T* dz, T* db, int m, int n, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
