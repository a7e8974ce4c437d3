using System.Numerics;

namespace Descent.Kernels;

/// <summary>A relation of two numbers, false where either is NaN (true for inequality).</summary>
internal interface ICompareFn
{
    bool Holds<T>(T a, T b)
        where T : unmanaged, IComparisonOperators<T, T, bool>;
}
