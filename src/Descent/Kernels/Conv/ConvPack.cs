namespace Descent.Kernels;

/// <summary>Copies a block of filters into one panel: for each k the panel's columns side by side, zeros past the last.</summary>
internal static unsafe class ConvPack
{
    /// <summary>Source stored [depth, columns], rows a stride apart.</summary>
    public static void Straight<T>(T* from, nint stride, nint depth, int columns, int width, T* to) where T : unmanaged
    {
        for (nint k = 0; k < depth; k++)
        {
            new ReadOnlySpan<T>(from + k * stride, columns).CopyTo(new Span<T>(to, columns));
            if (columns < width) new Span<T>(to + columns, width - columns).Clear();
            to += width;
        }
    }

    /// <summary>Source stored [columns, depth], rows a stride apart.</summary>
    public static void Transposed<T>(T* from, nint stride, nint depth, int columns, int width, T* to) where T : unmanaged
    {
        if (columns < width) new Span<T>(to, (int)(depth * width)).Clear();
        GemmPack.Transposed(from, stride, depth, columns, width, to);
    }
}
