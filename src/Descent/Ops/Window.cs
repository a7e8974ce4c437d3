using Descent.Kernels;

namespace Descent.Ops;

/// <summary>
/// The windows of a pooling operation over images [N, H, W, C], or over lines [N, L, C], which are images of height 1. The number of
/// windows along an axis is PyTorch's: ⌊(input + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, or with ceiling mode ⌈…⌉ + 1, less one
/// if the last window would then start behind the input and its left margin.
/// </summary>
/// <param name="Kernel">Height and width of a window.</param>
/// <param name="Stride">How far apart windows start.</param>
/// <param name="Padding">The margin on either side.</param>
/// <param name="Dilation">How far apart a window's pixels are.</param>
/// <param name="CeilMode">Whether a window that does not fit whole counts.</param>
internal readonly record struct Window(Pair Kernel, Pair Stride, Pair Padding, Pair Dilation, bool CeilMode)
{
    /// <summary>A window over images; without a stride, windows stand side by side.</summary>
    public static Window Over(Pair kernel, Pair? stride, Pair padding, Pair? dilation, bool ceilMode) =>
        new(kernel, stride ?? kernel, padding, dilation ?? 1, ceilMode);

    /// <summary>A window over lines.</summary>
    public static Window OverLine(int kernel, int? stride, int padding, int dilation, bool ceilMode) =>
        new((1, kernel), (1, stride ?? kernel), (0, padding), (1, dilation), ceilMode);

    /// <summary>Whether x has the axes [N, H, W, C], or [N, L, C] where <paramref name="isLine"/>.</summary>
    /// <exception cref="ShapeException">It has not.</exception>
    public static void RequireAxes(string name, in Shape x, bool isLine)
    {
        if (isLine) ShapeException.Require(x.Rank == 3, $"{name}: input {x} has {x.Rank} axes; it must have three, [N, L, C]: channels are last.");
        else ShapeException.Require(x.Rank == 4, $"{name}: input {x} has {x.Rank} axes; it must have four, [N, H, W, C]: channels are last. Give a single image a first axis of 1.");
    }

    /// <summary>The windows over x.</summary>
    /// <exception cref="ShapeException">x has other axes, or the windows do not fit it.</exception>
    public WindowGrid Grid(string name, in Shape x, bool isLine)
    {
        RequireAxes(name, x, isLine);
        var rows = isLine ? WindowAxis.One : Axis(name, x, "height", x[1], Kernel.Height, Stride.Height, Padding.Height, Dilation.Height);
        var columns = isLine
            ? Axis(name, x, "length", x[1], Kernel.Width, Stride.Width, Padding.Width, Dilation.Width)
            : Axis(name, x, "width", x[2], Kernel.Width, Stride.Width, Padding.Width, Dilation.Width);
        return new WindowGrid(x[0], x[^1], rows, columns);
    }

    /// <summary>The shape of one number a window and channel.</summary>
    public static Shape Output(in WindowGrid grid, bool isLine) =>
        isLine ? [grid.Images, grid.Columns.Output, grid.Channels] : [grid.Images, grid.Rows.Output, grid.Columns.Output, grid.Channels];

    private WindowAxis Axis(string name, in Shape x, string axis, int input, int kernel, int stride, int padding, int dilation)
    {
        ShapeException.Require(kernel >= 1, $"{name}: the window's {axis} is {kernel}; it must be at least 1.");
        ShapeException.Require(stride >= 1, $"{name}: the stride along the {axis} is {stride}; it must be at least 1.");
        ShapeException.Require(dilation >= 1, $"{name}: the dilation along the {axis} is {dilation}; it must be at least 1.");
        ShapeException.Require(padding >= 0 && padding <= kernel / 2, $"{name}: the padding along the {axis} is {padding}, the window's {axis} {kernel}; padding goes from 0 to half of the window, {kernel / 2}.");
        var reach = (long)dilation * (kernel - 1) + 1;
        ShapeException.Require(reach <= input + 2L * padding,
            $"{name}: a window reaches over {reach} of the {axis}, but input {x} has {input}{(padding > 0 ? $" and {2 * padding} of padding" : "")}; give a smaller window{(padding < kernel / 2 ? " or more padding" : "")}.");
        var rest = input + 2L * padding - reach;
        var output = (rest + (CeilMode ? stride - 1 : 0)) / stride + 1;
        if (CeilMode && (output - 1) * stride >= (long)input + padding) output--;
        return new WindowAxis(input, kernel, stride, padding, dilation, (int)output);
    }
}
