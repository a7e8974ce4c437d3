using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// F(4×4, 3×3), from the points 0, ±a, ±b and ∞: 36 multiplications for 16 outputs instead of 144. With a·b = 1 and a² + b² = 5/2 (a = √½,
/// b = √2) the maps' entries are closer to one another than with the usual points ±1 and ±2, and the rounding error is smaller.
/// </summary>
internal readonly unsafe struct WinogradF4 : IWinograd
{
    // a² and b²; their product is 1.
    private const double A = 0.70710678118654752, A2 = 0.5, A3 = A * A2;
    private const double B = 1.41421356237309505, B2 = 2.0, B3 = B * B2;

    // 1 over the product of a point's differences to the others: a·2a·(a² − b²) and b·2b·(b² − a²).
    private const double Na = 1 / (2 * A2 * (A2 - B2)), Nb = 1 / (2 * B2 * (B2 - A2));

    public static int Outputs => 4;

    public static int Points => 6;

    // The row of a point p is that of Π over the other points q of (x − q): [0, −p·q², −q², p, 1, 0] for p = ±a and q = b or the reverse.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var minusSum = Literal.All<V, T>(-(A2 + B2));
        var minusA2 = Literal.All<V, T>(-A2);
        var minusB2 = Literal.All<V, T>(-B2);
        V x1 = V.Load(from + step), x2 = V.Load(from + 2 * step), x3 = V.Load(from + 3 * step), x4 = V.Load(from + 4 * step);
        V.Store(V.Fma(minusSum, x2, V.Load(from) + x4), to);
        var even = V.Fma(minusB2, x2, x4);
        var odd = Literal.All<V, T>(A) * V.Fma(minusB2, x1, x3);
        V.Store(even + odd, to + toStep);
        V.Store(even - odd, to + 2 * toStep);
        even = V.Fma(minusA2, x2, x4);
        odd = Literal.All<V, T>(B) * V.Fma(minusA2, x1, x3);
        V.Store(even + odd, to + 3 * toStep);
        V.Store(even - odd, to + 4 * toStep);
        V.Store(V.Fma(minusSum, x3, x1 + V.Load(from + 5 * step)), to + 5 * toStep);
    }

    // The row of p is [1, p, p²] / N(p).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        V w0 = V.Load(from), w1 = V.Load(from + step), w2 = V.Load(from + 2 * step);
        V.Store(w0, to);
        var even = Literal.All<V, T>(Na) * V.Fma(Literal.All<V, T>(A2), w2, w0);
        var odd = Literal.All<V, T>(Na * A) * w1;
        V.Store(even + odd, to + toStep);
        V.Store(even - odd, to + 2 * toStep);
        even = Literal.All<V, T>(Nb) * V.Fma(Literal.All<V, T>(B2), w2, w0);
        odd = Literal.All<V, T>(Nb * B) * w1;
        V.Store(even + odd, to + 3 * toStep);
        V.Store(even - odd, to + 4 * toStep);
        V.Store(w2, to + 5 * toStep);
    }

    // Row i is p to the power i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        V m1 = V.Load(from + step), m2 = V.Load(from + 2 * step), m3 = V.Load(from + 3 * step), m4 = V.Load(from + 4 * step);
        var evenA = m1 + m2;
        var oddA = m1 - m2;
        var evenB = m3 + m4;
        var oddB = m3 - m4;
        V.Store(V.Load(from) + evenA + evenB, to);
        V.Store(V.Fma(Literal.All<V, T>(A), oddA, Literal.All<V, T>(B) * oddB), to + toStep);
        V.Store(V.Fma(Literal.All<V, T>(A2), evenA, Literal.All<V, T>(B2) * evenB), to + 2 * toStep);
        V.Store(V.Fma(Literal.All<V, T>(A3), oddA, V.Fma(Literal.All<V, T>(B3), oddB, V.Load(from + 5 * step))), to + 3 * toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Slope<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y0 = V.Load(from), y1 = V.Load(from + step), y2 = V.Load(from + 2 * step), y3 = V.Load(from + 3 * step);
        V.Store(y0, to);
        var even = V.Fma(Literal.All<V, T>(A2), y2, y0);
        var odd = V.Fma(Literal.All<V, T>(A3), y3, Literal.All<V, T>(A) * y1);
        V.Store(even + odd, to + toStep);
        V.Store(even - odd, to + 2 * toStep);
        even = V.Fma(Literal.All<V, T>(B2), y2, y0);
        odd = V.Fma(Literal.All<V, T>(B3), y3, Literal.All<V, T>(B) * y1);
        V.Store(even + odd, to + 3 * toStep);
        V.Store(even - odd, to + 4 * toStep);
        V.Store(y3, to + 5 * toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterSlope<V, T>(T* from, nint step, T* to, nint toStep)
        where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        V m1 = V.Load(from + step), m2 = V.Load(from + 2 * step), m3 = V.Load(from + 3 * step), m4 = V.Load(from + 4 * step);
        var evenA = Literal.All<V, T>(Na) * (m1 + m2);
        var oddA = Literal.All<V, T>(Na * A) * (m1 - m2);
        var evenB = Literal.All<V, T>(Nb) * (m3 + m4);
        var oddB = Literal.All<V, T>(Nb * B) * (m3 - m4);
        V.Store(V.Load(from) + evenA + evenB, to);
        V.Store(oddA + oddB, to + toStep);
        V.Store(V.Fma(Literal.All<V, T>(A2), evenA, V.Fma(Literal.All<V, T>(B2), evenB, V.Load(from + 5 * step))), to + 2 * toStep);
    }
}
