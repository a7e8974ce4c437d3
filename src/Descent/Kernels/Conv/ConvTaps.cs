namespace Descent.Kernels;

/// <summary>One tap of a filter: where its pixel lies from the window's first one, and which tap of the weight it is.</summary>
internal readonly record struct ConvTap(int Row, int Column, int Weight);

/// <summary>
/// A convolution as the direct algorithm runs it. Both the forward pass and the input's gradient are one: the gradient of stride s is
/// s·s of them, each for the pixels of one remainder (Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016).
/// <para>Output pixel (i, j) is the sum over taps of input pixel (i·step − top + row, j·step − left + column), zero outside.</para>
/// </summary>
internal unsafe struct ConvTaps
{
    public int Images, Height, Width, Channels;                          // of what is read
    public int OutHeight, OutWidth, OutChannels;                         // of what is written, for one remainder
    public nint ImageStride, RowStride, ColumnStride;                    // in elements, of what is written
    public int RowStep, ColumnStep;                                      // input pixels from one output pixel to the next
    public int Top, Left;
    public int Groups, Depth, Outputs;                                   // channels read and written in a group
    public ConvTap* Taps;                                                // ordered by row, then column
    public int Count;
    public bool Transposed;                                              // the weight's input channels are what is written

    /// <summary>The rows of a window, from its first tap to its last.</summary>
    public readonly int WindowRows => Count == 0 ? 1 : Taps[Count - 1].Row + 1;

    /// <summary>The columns of a window.</summary>
    public readonly int WindowColumns
    {
        get
        {
            var last = 0;
            for (var i = 0; i < Count; i++) last = Math.Max(last, Taps[i].Column);
            return last + 1;
        }
    }

    /// <summary>How many taps of a row lie side by side: where a pixel's channels have no gaps, they are one stretch of memory.</summary>
    public readonly int RunLength
    {
        get
        {
            var length = 1;
            while (length < Count && Taps[length].Row == Taps[0].Row)
            {
                if (Taps[length].Column != Taps[length - 1].Column + 1) return 1;
                length++;
            }

            return length;
        }
    }

    /// <summary>The forward pass. <paramref name="taps"/> has room for every tap.</summary>
    public static ConvTaps Forward(in ConvShape s, ConvTap* taps)
    {
        var count = 0;
        for (var u = 0; u < s.KernelHeight; u++)
            for (var v = 0; v < s.KernelWidth; v++)
                taps[count++] = new(u * s.DilationHeight, v * s.DilationWidth, u * s.KernelWidth + v);
        return new ConvTaps
        {
            Images = s.Images,
            Height = s.Height,
            Width = s.Width,
            Channels = s.Channels,
            OutHeight = s.OutHeight,
            OutWidth = s.OutWidth,
            OutChannels = s.OutChannels,
            ImageStride = (nint)s.OutHeight * s.OutWidth * s.OutChannels,
            RowStride = (nint)s.OutWidth * s.OutChannels,
            ColumnStride = s.OutChannels,
            RowStep = s.StrideHeight,
            ColumnStep = s.StrideWidth,
            Top = s.Top,
            Left = s.Left,
            Groups = s.Groups,
            Depth = s.GroupChannels,
            Outputs = s.GroupOutputs,
            Taps = taps,
            Count = count,
        };
    }

    /// <summary>
    /// The input's gradient at rows ≡ <paramref name="rowPhase"/> and columns ≡ <paramref name="columnPhase"/> modulo the strides:
    /// dx[s·j + p] = Σ dy[j + q]·w[u] over the taps u for which q = (p + top − u·dilation) / s is whole.
    /// </summary>
    public static ConvTaps InputGradient(in ConvShape s, int rowPhase, int columnPhase, ConvTap* taps)
    {
        int count = 0, top = int.MinValue, left = int.MinValue;
        // Later taps see earlier rows, so going backward orders them.
        for (var u = s.KernelHeight - 1; u >= 0; u--)
        {
            var row = rowPhase + s.Top - u * s.DilationHeight;
            if (row % s.StrideHeight != 0) continue;
            for (var v = s.KernelWidth - 1; v >= 0; v--)
            {
                var column = columnPhase + s.Left - v * s.DilationWidth;
                if (column % s.StrideWidth != 0) continue;
                if (count == 0) (top, left) = (-row / s.StrideHeight, -column / s.StrideWidth);
                taps[count++] = new(row / s.StrideHeight + top, column / s.StrideWidth + left, u * s.KernelWidth + v);
            }
        }

        return new ConvTaps
        {
            Images = s.Images,
            Height = s.OutHeight,
            Width = s.OutWidth,
            Channels = s.OutChannels,
            OutHeight = (s.Height - rowPhase + s.StrideHeight - 1) / s.StrideHeight,
            OutWidth = (s.Width - columnPhase + s.StrideWidth - 1) / s.StrideWidth,
            OutChannels = s.Channels,
            ImageStride = (nint)s.Height * s.Width * s.Channels,
            RowStride = (nint)s.Width * s.Channels * s.StrideHeight,
            ColumnStride = (nint)s.Channels * s.StrideWidth,
            RowStep = 1,
            ColumnStep = 1,
            Top = count == 0 ? 0 : top,
            Left = count == 0 ? 0 : left,
            Groups = s.Groups,
            Depth = s.GroupOutputs,
            Outputs = s.GroupChannels,
            Taps = taps,
            Count = count,
            Transposed = true,
        };
    }
}
