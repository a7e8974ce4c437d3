namespace Descent.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution over channels-last images: x [images, height, width, channels],
/// w [kernelHeight, kernelWidth, channels / groups, outChannels], y [images, outHeight, outWidth, outChannels].
/// Output pixel (i, j) sees x at (i·stride − top + u·dilation, j·stride − left + v·dilation) through w[u, v]; outside x there are zeros.
/// </summary>
internal readonly record struct ConvShape(
    int Images, int Height, int Width, int Channels,
    int OutHeight, int OutWidth, int OutChannels,
    int KernelHeight, int KernelWidth,
    int StrideHeight, int StrideWidth,
    int Top, int Left,
    int DilationHeight, int DilationWidth,
    int Groups)
{
    public int GroupChannels => Channels / Groups;

    public int GroupOutputs => OutChannels / Groups;

    public int Taps => KernelHeight * KernelWidth;

    public nint Pixels => (nint)Images * Height * Width;

    public nint OutPixels => (nint)Images * OutHeight * OutWidth;

    /// <summary>Multiply-adds of the direct algorithm.</summary>
    public long MultiplyAdds => (long)OutPixels * OutChannels * GroupChannels * Taps;

    public bool IsDepthwise => GroupChannels == 1 && GroupOutputs == 1;

    /// <summary>A matrix product and nothing else: one tap, every pixel, no border.</summary>
    public bool IsPointwise => Taps == 1 && StrideHeight == 1 && StrideWidth == 1 && Top == 0 && Left == 0 && Groups == 1 && OutHeight == Height && OutWidth == Width;

    public bool Is3x3Stride1 => KernelHeight == 3 && KernelWidth == 3 && StrideHeight == 1 && StrideWidth == 1 && DilationHeight == 1 && DilationWidth == 1;
}
