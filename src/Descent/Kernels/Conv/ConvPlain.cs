using System.Numerics;

namespace Descent.Kernels;

/// <summary>
/// Convolution and its gradients as their definitions say, summed in double: slow, obvious, and the oracle of every other path.
/// </summary>
internal static unsafe class ConvPlain
{
    /// <summary>y (+)= the convolution of x with w.</summary>
    public static void Forward<T>(in ConvShape s, T* x, T* w, T* y, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var n = 0; n < s.Images; n++)
            for (var i = 0; i < s.OutHeight; i++)
                for (var j = 0; j < s.OutWidth; j++)
                    for (var o = 0; o < s.OutChannels; o++)
                    {
                        var sum = 0.0;
                        for (var u = 0; u < s.KernelHeight; u++)
                            for (var v = 0; v < s.KernelWidth; v++)
                            {
                                if (!Sees(s, i, j, u, v, out var row, out var column)) continue;
                                for (var c = 0; c < s.GroupChannels; c++)
                                    sum += double.CreateTruncating(x[Input(s, n, row, column, o, c)]) * double.CreateTruncating(w[Weight(s, u, v, c, o)]);
                            }

                        Put(y + (((nint)n * s.OutHeight + i) * s.OutWidth + j) * s.OutChannels + o, sum, add);
                    }
    }

    /// <summary>dx (+)= the gradient of x, given y's.</summary>
    public static void InputGradient<T>(in ConvShape s, T* dy, T* w, T* dx, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[s.Pixels * s.Channels];
        for (var n = 0; n < s.Images; n++)
            for (var i = 0; i < s.OutHeight; i++)
                for (var j = 0; j < s.OutWidth; j++)
                    for (var u = 0; u < s.KernelHeight; u++)
                        for (var v = 0; v < s.KernelWidth; v++)
                        {
                            if (!Sees(s, i, j, u, v, out var row, out var column)) continue;
                            for (var o = 0; o < s.OutChannels; o++)
                            {
                                var slope = double.CreateTruncating(dy[(((nint)n * s.OutHeight + i) * s.OutWidth + j) * s.OutChannels + o]);
                                for (var c = 0; c < s.GroupChannels; c++)
                                    sums[Input(s, n, row, column, o, c)] += slope * double.CreateTruncating(w[Weight(s, u, v, c, o)]);
                            }
                        }

        for (nint i = 0; i < sums.Length; i++) Put(dx + i, sums[i], add);
    }

    /// <summary>dw (+)= the gradient of w, given y's.</summary>
    public static void FilterGradient<T>(in ConvShape s, T* x, T* dy, T* dw, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var u = 0; u < s.KernelHeight; u++)
            for (var v = 0; v < s.KernelWidth; v++)
                for (var c = 0; c < s.GroupChannels; c++)
                    for (var o = 0; o < s.OutChannels; o++)
                    {
                        var sum = 0.0;
                        for (var n = 0; n < s.Images; n++)
                            for (var i = 0; i < s.OutHeight; i++)
                                for (var j = 0; j < s.OutWidth; j++)
                                {
                                    if (!Sees(s, i, j, u, v, out var row, out var column)) continue;
                                    sum += double.CreateTruncating(x[Input(s, n, row, column, o, c)])
                                        * double.CreateTruncating(dy[(((nint)n * s.OutHeight + i) * s.OutWidth + j) * s.OutChannels + o]);
                                }

                        Put(dw + Weight(s, u, v, c, o), sum, add);
                    }
    }

    private static bool Sees(in ConvShape s, int i, int j, int u, int v, out int row, out int column)
    {
        row = i * s.StrideHeight - s.Top + u * s.DilationHeight;
        column = j * s.StrideWidth - s.Left + v * s.DilationWidth;
        return row >= 0 && row < s.Height && column >= 0 && column < s.Width;
    }

    // Output channel o belongs to group o / GroupOutputs, which sees that group's channels only.
    private static nint Input(in ConvShape s, int n, int row, int column, int o, int c) =>
        (((nint)n * s.Height + row) * s.Width + column) * s.Channels + o / s.GroupOutputs * s.GroupChannels + c;

    private static nint Weight(in ConvShape s, int u, int v, int c, int o) =>
        (((nint)u * s.KernelWidth + v) * s.GroupChannels + c) * s.OutChannels + o;

    private static void Put<T>(T* to, double sum, bool add)
        where T : unmanaged, IFloatingPointIeee754<T> => *to = add ? *to + T.CreateTruncating(sum) : T.CreateTruncating(sum);
}
