using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The hinge loss of several classes: a row's loss is Σ_{c ≠ y} max(0, margin − x_y + x_c)/C. Each class within the margin has the
/// gradient 1/C, and class y loses as much as all of them get.
/// </summary>
internal static unsafe class MarginRows
{
    /// <summary>The sum of the losses of some rows: scores [rows, classes], classes y [rows].</summary>
    public static double Run<T>(T* scores, int* y, T margin, int rows, int classes)
        where T : unmanaged, IFloatingPointIeee754<T> => LaneWidth.Bits switch
        {
            512 => Run<Lanes512<T>, T>(scores, y, margin, rows, classes),
            256 => Run<Lanes256<T>, T>(scores, y, margin, rows, classes),
            128 => Run<Lanes128<T>, T>(scores, y, margin, rows, classes),
            _ => Run<Lanes1<T>, T>(scores, y, margin, rows, classes),
        };

    /// <summary>gradient (+)= factor·(the gradient of the sum).</summary>
    public static void Gradient<T>(T* scores, int* y, T margin, T factor, int rows, int classes, T* gradient, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<Lanes512<T>, T>(scores, y, margin, factor, rows, classes, gradient, add); break;
            case 256: Gradient<Lanes256<T>, T>(scores, y, margin, factor, rows, classes, gradient, add); break;
            case 128: Gradient<Lanes128<T>, T>(scores, y, margin, factor, rows, classes, gradient, add); break;
            default: Gradient<Lanes1<T>, T>(scores, y, margin, factor, rows, classes, gradient, add); break;
        }
    }

    private static double Run<V, T>(T* scores, int* y, T margin, int rows, int classes)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var row = 0; row < rows; row++, scores += classes)
        {
            var threshold = margin - scores[y[row]];
            var thresholds = V.All(threshold);
            V sums = default;
            var c = 0;
            for (; c <= classes - V.Count; c += V.Count) sums += V.Max(V.Load(scores + c) + thresholds, default);
            var rest = T.Zero;
            for (; c < classes; c++) rest += T.Max(scores[c] + threshold, T.Zero);

            // Class y itself is in the sum, with what it has against itself.
            var own = T.Max(scores[y[row]] + threshold, T.Zero);
            sum += (WideSum.AsDouble(V.Sum(sums)) + WideSum.AsDouble(rest) - WideSum.AsDouble(own)) / classes;
        }

        return sum;
    }

    private static void Gradient<V, T>(T* scores, int* y, T margin, T factor, int rows, int classes, T* gradient, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var share = factor / Literal.Of<T>(classes);
        for (var row = 0; row < rows; row++, scores += classes, gradient += classes)
        {
            var threshold = margin - scores[y[row]];
            var before = add ? gradient[y[row]] : T.Zero;
            V counts = default;
            var c = 0;
            for (; c <= classes - V.Count; c += V.Count) counts += GradientAt<V, T>(scores + c, threshold, share, gradient + c, add);
            Lanes1<T> rest = default;
            for (; c < classes; c++) rest += GradientAt<Lanes1<T>, T>(scores + c, threshold, share, gradient + c, add);

            // Class y was counted too, unless its score is so large that the margin was rounded away.
            var own = scores[y[row]] + threshold > T.Zero ? T.One : T.Zero;
            var within = V.Sum(counts) + Lanes1<T>.Sum(rest) - own;
            gradient[y[row]] = before - within * share;
        }
    }

    /// <summary>Writes 1 or 0 shares for some classes and returns the ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GradientAt<V, T>(T* scores, T threshold, T share, T* gradient, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isWithin = V.Less(default, V.Load(scores) + V.All(threshold));
        var slope = V.Select(isWithin, V.All(share), default);
        V.Store(add ? V.Load(gradient) + slope : slope, gradient);
        return V.Select(isWithin, V.All(T.One), default);
    }
}
