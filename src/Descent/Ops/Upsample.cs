using Descent.Ops;

namespace Descent;

/// <summary>How an enlarged image gets its pixels.</summary>
public enum UpsampleMode
{
    /// <summary>The pixel that lies there: pixel o of the result is pixel ⌊o·H/H′⌋.</summary>
    Nearest,

    /// <summary>The nearest two along each axis, weighted by how near they are. PyTorch's "bilinear", and for lines "linear".</summary>
    Bilinear,
}

/// <summary>Images and lines in another size.</summary>
public static class UpsampleOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Images in another size, [N, H, W, C] → [N, height, width, C], or lines, [N, L, C] → [N, width, C] (the height is not used). As PyTorch's
        /// <c>interpolate</c>; a size below the image's shrinks it, without smoothing.
        /// </summary>
        /// <param name="size">The new size: one number or (height, width).</param>
        /// <param name="mode">How pixels are found.</param>
        /// <param name="alignCorners">
        /// For <see cref="UpsampleMode.Bilinear"/>: true puts the outermost pixels' centres on each other, false their outer edges.
        /// </param>
        /// <exception cref="ShapeException">x has other axes or no pixels, or a size is below 1.</exception>
        /// <exception cref="ArgumentException"><paramref name="alignCorners"/> is asked for with <see cref="UpsampleMode.Nearest"/>.</exception>
        public Tensor Upsample(Pair size, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false)
        {
            Check(mode, alignCorners);
            return new Node(x, size, null, mode, alignCorners).Call();
        }

        /// <summary>Images or lines enlarged: each side becomes ⌊side·factor⌋ pixels long.</summary>
        /// <param name="factor">What both sides, or the length, are multiplied by; below 1 it shrinks. Source places follow from the factor, as in PyTorch, not from the sizes.</param>
        /// <param name="mode">How pixels are found.</param>
        /// <param name="alignCorners">As the other overload.</param>
        /// <exception cref="ShapeException">x has other axes, or no pixel would be left.</exception>
        /// <exception cref="ArgumentException"><paramref name="alignCorners"/> is asked for with <see cref="UpsampleMode.Nearest"/>, or the factor is not a number over 0.</exception>
        public Tensor UpsampleBy(double factor, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false)
        {
            Check(mode, alignCorners);
            if (!(factor > 0 && double.IsFinite(factor))) throw new ArgumentException($"Upsample: the factor is {factor}; give a number over 0.", nameof(factor));
            return new Node(x, default, factor, mode, alignCorners).Call();
        }
    }

    internal static void Check(UpsampleMode mode, bool alignCorners)
    {
        if (alignCorners && mode == UpsampleMode.Nearest)
            throw new ArgumentException("Upsample: alignCorners has no meaning for the nearest pixel; leave it out, or use UpsampleMode.Bilinear.", nameof(alignCorners));
    }

    // y[n, o, p, c] = Σ over the one or two nearest h and w of (1 − |source(o) − h|)·(1 − |source(p) − w|)·x[n, h, w, c]
    // dx[n, h, w, c] = Σ over the o and p that used (h, w) of the same weights · dy[n, o, p, c]
    internal sealed class Node(Tensor x, Pair size, double? factor, UpsampleMode mode, bool alignCorners) : ResampleOp<Interpolation>(x, "Upsample", isLine: x.Shape.Rank == 3)
    {
        protected override (Interpolation Rows, Interpolation Columns) Maps()
        {
            var shape = X.Shape;
            ShapeException.Require(shape.Rank is 3 or 4, $"Upsample: input {shape} has {shape.Rank} axes; it takes images [N, H, W, C] or lines [N, L, C]: channels are last.");
            return IsLine ? (new Interpolation(1, 1, null, mode, false), Axis(shape, 1, size.Width)) : (Axis(shape, 1, size.Height), Axis(shape, 2, size.Width));
        }

        private Interpolation Axis(in Shape shape, int axis, int output)
        {
            var input = shape[axis];
            ShapeException.Require(input >= 1, $"Upsample: input {shape} has no pixels along axis {axis}; it must have at least one.");
            if (factor is not { } by)
            {
                ShapeException.Require(output >= 1, $"Upsample: the size is {size}; it must be at least 1.");
                return new Interpolation(input, output, null, mode, alignCorners);
            }

            var wanted = Math.Floor(input * by);
            ShapeException.Require(wanted is >= 1 and <= int.MaxValue, $"Upsample: axis {axis} of input {shape} times {by} gives {wanted} pixels; choose a factor that leaves at least one{(wanted > 1 ? " and no more than memory holds" : "")}.");
            return new Interpolation(input, (int)wanted, by, mode, alignCorners);
        }
    }

    /// <summary>One axis: where each output lies among the inputs.</summary>
    internal readonly record struct Interpolation(int Input, int Output, double? Factor, UpsampleMode Mode, bool AlignCorners) : IAxisMap
    {
        public int Width => 2;

        public bool IsWeighted => Mode == UpsampleMode.Bilinear;

        public Band Of(int output)
        {
            // PyTorch finds the nearest pixel in single precision, whatever the element type; where a quotient comes out just below a whole number it matters.
            if (Mode == UpsampleMode.Nearest)
            {
                var step = Factor is { } factor ? (float)(1 / factor) : (float)Input / Output;
                return new Band(Math.Min((int)MathF.Floor(output * step), Input - 1), 1);
            }

            double source;
            if (AlignCorners) source = Output > 1 ? output * ((Input - 1.0) / (Output - 1)) : 0;
            else source = Math.Max((output + 0.5) * (Factor is { } factor ? 1 / factor : (double)Input / Output) - 0.5, 0);
            var first = Math.Min((int)source, Input - 1);
            return first == Input - 1 ? new Band(first, 1, Second: 0) : new Band(first, 2, Second: Math.Min(source - first, 1));
        }
    }
}
