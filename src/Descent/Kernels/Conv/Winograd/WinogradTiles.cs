using System.Numerics;

namespace Descent.Kernels;

/// <summary>An image cut into tiles of m×m outputs, the last of a row or column reaching past the edge where the sizes do not divide.</summary>
internal readonly unsafe struct WinogradTiles
{
    public readonly int Height, Width, Channels;                         // of what is read
    public readonly int Top, Left;
    public readonly int OutHeight, OutWidth, OutChannels;                // of what is written
    public readonly int Size;                                            // m
    public readonly int High, Wide;                                      // tiles of an image
    public readonly int Count;                                           // tiles of all images

    private WinogradTiles(int size, int images, int height, int width, int channels, int top, int left, int outHeight, int outWidth, int outChannels)
    {
        (Size, Height, Width, Channels, Top, Left) = (size, height, width, channels, top, left);
        (OutHeight, OutWidth, OutChannels) = (outHeight, outWidth, outChannels);
        (High, Wide) = ((outHeight + size - 1) / size, (outWidth + size - 1) / size);
        Count = images * High * Wide;
    }

    /// <summary>The forward pass: x is read, y written.</summary>
    public static WinogradTiles Forward(in ConvShape s, int size) =>
        new(size, s.Images, s.Height, s.Width, s.Channels, s.Top, s.Left, s.OutHeight, s.OutWidth, s.OutChannels);

    /// <summary>The input's gradient: dy is read, dx written, with the filters turned round.</summary>
    public static WinogradTiles InputGradient(in ConvShape s, int size) =>
        new(size, s.Images, s.OutHeight, s.OutWidth, s.OutChannels, 2 - s.Top, 2 - s.Left, s.Height, s.Width, s.Channels);

    /// <summary>to[point, tile, :] = Bᵀ·x·B of <paramref name="count"/> tiles; points lie a plane apart.</summary>
    public void Inputs<W, V, T>(T* x, int first, int count, T* to, nint plane, T* room)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var n = W.Points;
        var patch = room + WinogradPlane.Room;
        for (var t = first; t < first + count; t++, to += Channels)
        {
            Place(t, out var image, out var row, out var column);
            row -= Top;
            column -= Left;
            var from = x + (nint)image * Height * Width * Channels;
            if (row >= 0 && column >= 0 && row + n <= Height && column + n <= Width)
            {
                WinogradPlane.Apply<InputMap, W, V, T>(from + ((nint)row * Width + column) * Channels, (nint)Width * Channels, Channels, to, n * plane, plane, Channels, room);
            }
            else
            {
                ConvBorder.Copy(from, Height, Width, Channels, Channels, row, column, n, n, patch);
                WinogradPlane.Apply<InputMap, W, V, T>(patch, (nint)n * Channels, Channels, to, n * plane, plane, Channels, room);
            }
        }
    }

    /// <summary>to[point, tile, :] = A·dy·Aᵀ of some tiles and <paramref name="width"/> channels; rows of to are a stride apart.</summary>
    public void Slopes<W, V, T>(T* dy, int first, int count, int channel, int width, T* to, nint plane, nint stride, T* room)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var patch = room + WinogradPlane.Room;
        for (var t = first; t < first + count; t++, to += stride)
        {
            Place(t, out var image, out var row, out var column);
            var from = dy + (nint)image * OutHeight * OutWidth * OutChannels + channel;
            if (row + Size <= OutHeight && column + Size <= OutWidth)
            {
                WinogradPlane.Apply<SlopeMap, W, V, T>(from + ((nint)row * OutWidth + column) * OutChannels, (nint)OutWidth * OutChannels, OutChannels, to, W.Points * plane, plane, width, room);
            }
            else
            {
                ConvBorder.Copy(from, OutHeight, OutWidth, OutChannels, width, row, column, Size, Size, patch);
                WinogradPlane.Apply<SlopeMap, W, V, T>(patch, (nint)Size * width, width, to, W.Points * plane, plane, width, room);
            }
        }
    }

    /// <summary>y (+)= Aᵀ·from·A (+ bias) of some tiles and <paramref name="width"/> channels; rows of from are a stride apart.</summary>
    public void Outputs<W, V, T>(T* from, nint plane, nint stride, int first, int count, T* y, int channel, int width, T* bias, bool add, T* room)
        where W : struct, IWinograd where V : struct, ILanes<V, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var patch = room + WinogradPlane.Room;
        for (var t = first; t < first + count; t++, from += stride)
        {
            Place(t, out var image, out var row, out var column);
            var to = y + (((nint)image * OutHeight + row) * OutWidth + column) * OutChannels + channel;
            if (bias == null && !add && row + Size <= OutHeight && column + Size <= OutWidth)
            {
                WinogradPlane.Apply<OutputMap, W, V, T>(from, W.Points * plane, plane, to, (nint)OutWidth * OutChannels, OutChannels, width, room);
                continue;
            }

            WinogradPlane.Apply<OutputMap, W, V, T>(from, W.Points * plane, plane, patch, (nint)Size * width, width, width, room);
            for (var i = 0; i < Math.Min(Size, OutHeight - row); i++)
                for (var j = 0; j < Math.Min(Size, OutWidth - column); j++)
                    ConvBorder.Put<V, T>(patch + ((nint)i * Size + j) * width, to + ((nint)i * OutWidth + j) * OutChannels, width, bias, add);
        }
    }

    private void Place(int tile, out int image, out int row, out int column)
    {
        image = tile / (High * Wide);
        var rest = tile % (High * Wide);
        row = rest / Wide * Size;
        column = rest % Wide * Size;
    }
}
