namespace Descent.Kernels;

/// <summary>
/// One axis of a sliding window: window o looks at the inputs o·stride − padding + k·dilation for k in 0 … kernel − 1, as far as
/// they exist.
/// </summary>
/// <param name="Input">How many inputs there are.</param>
/// <param name="Kernel">How many a window looks at, the margin's included.</param>
/// <param name="Stride">How far apart windows start.</param>
/// <param name="Padding">The margin before the first input and behind the last.</param>
/// <param name="Dilation">How far apart the inputs of a window are.</param>
/// <param name="Output">How many windows there are.</param>
internal readonly record struct WindowAxis(int Input, int Kernel, int Stride, int Padding, int Dilation, int Output)
{
    /// <summary>The axis of something without that axis: one window of one input.</summary>
    public static WindowAxis One => new(1, 1, 1, 0, 1, 1);

    /// <summary>Whether windows of two stand side by side, none beyond the last input; one input may be left over.</summary>
    public bool IsPairs => Kernel == 2 && Stride == 2 && Padding == 0 && (long)2 * Output <= Input && Dilation == 1;

    /// <summary>Where a window starts: below 0 within the margin.</summary>
    public int Start(int window) => window * Stride - Padding;

    /// <summary>The first k of a window that lies on an input; at most <see cref="Kernel"/>.</summary>
    public int First(int window)
    {
        var missing = -Start(window);
        return missing <= 0 ? 0 : Math.Min((missing + Dilation - 1) / Dilation, Kernel);
    }

    /// <summary>One past the last k of a window that lies on an input; at least 0.</summary>
    public int End(int window)
    {
        var room = Input - Start(window);
        return room <= 0 ? 0 : (int)Math.Min(Kernel, ((long)room + Dilation - 1) / Dilation);
    }

    /// <summary>The first window that reaches an input.</summary>
    public int FirstWindow(int input)
    {
        var least = input + Padding - (Kernel - 1) * Dilation;
        return least <= 0 ? 0 : (least + Stride - 1) / Stride;
    }

    /// <summary>The last window that starts at an input or before it.</summary>
    public int LastWindow(int input) => Math.Min(Output - 1, (input + Padding) / Stride);
}

/// <summary>Windows over images, channels last: x [images, rows, columns, channels].</summary>
internal readonly record struct WindowGrid(int Images, int Channels, WindowAxis Rows, WindowAxis Columns)
{
    /// <summary>Windows of all images.</summary>
    public int Windows => Images * Rows.Output * Columns.Output;

    /// <summary>Pixels of all images.</summary>
    public int Pixels => Images * Rows.Input * Columns.Input;

    /// <summary>Positions in a window.</summary>
    public long Area => (long)Rows.Kernel * Columns.Kernel;

    /// <summary>Whether windows are 2×2 and stand side by side.</summary>
    public bool IsPairs => Rows.IsPairs && Columns.IsPairs;
}
