using System.Numerics;

namespace Descent.Kernels;

internal static unsafe partial class Gemm
{
    /// <summary>The definition, in three loops that sum in double: what the fast paths are compared with.</summary>
    internal static void Plain<T>(in GemmArgs<T> a) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < a.M; i++)
        {
            for (nint j = 0; j < a.N; j++)
            {
                var sum = 0.0;
                for (nint k = 0; k < a.K; k++)
                {
                    var left = a.TransposeA ? a.A[k * a.LdA + i] : a.A[i * a.LdA + k];
                    var right = a.TransposeB ? a.B[j * a.LdB + k] : a.B[k * a.LdB + j];
                    sum += ToDouble(left) * ToDouble(right);
                }
                var c = a.C + i * a.LdC + j;
                *c = a.Accumulate ? *c + T.CreateTruncating(sum) : T.CreateTruncating(sum);
            }
        }
    }

    // The general conversion is far slower than these two, which are all the tests use.
    private static double ToDouble<T>(T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return *(float*)&value;
        if (typeof(T) == typeof(double)) return *(double*)&value;
        return double.CreateTruncating(value);
    }
}
