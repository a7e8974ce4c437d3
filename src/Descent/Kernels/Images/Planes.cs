using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>
/// Between images as they lie in memory, pixel after pixel, and as vector loops want them: a plane of numbers for each channel. The loops for three
/// channels shuffle 16 bytes at a time whatever the lane width is set to, because they move values and compute none but one sum, rounded once.
/// </summary>
internal static unsafe class Planes
{
    /// <summary>planes[c·stride + i] = pixels[i·channels + c], as numbers from 0 to 255.</summary>
    public static void Split(byte* pixels, int channels, float* planes, int stride, int count)
    {
        var done = channels == 3 && Vector128.IsHardwareAccelerated && LaneWidth.Bits > 1 ? SplitColors(pixels, planes, stride, count) : 0;
        for (var channel = 0; channel < channels; channel++)
            for (var i = done; i < count; i++) planes[channel * stride + i] = pixels[i * channels + channel];
    }

    /// <summary>numbers[i·channels + c] = planes[c·stride + i]·scale[c] + shift[c].</summary>
    public static void Join(float* planes, int stride, int channels, float* scale, float* shift, float* numbers, int count)
    {
        var done = channels == 3 && Vector128.IsHardwareAccelerated && LaneWidth.Bits > 1 ? JoinColors(planes, stride, scale, shift, numbers, count) : 0;
        for (var channel = 0; channel < channels; channel++)
            for (var i = done; i < count; i++) numbers[i * channels + channel] = MathF.FusedMultiplyAdd(planes[channel * stride + i], scale[channel], shift[channel]);
    }

    /// <summary>pixels[i·channels + c] = planes[c·stride + i], to the nearest byte, halves to even.</summary>
    public static void Join(float* planes, int stride, int channels, byte* pixels, int count)
    {
        for (var channel = 0; channel < channels; channel++)
            for (var i = 0; i < count; i++) pixels[i * channels + channel] = (byte)(int)MathF.Round(Math.Clamp(planes[channel * stride + i], 0, 255));
    }

    /// <summary>16 pixels at a time: channel c of pixel i lies in byte 3i + c of the 48. Returns how many it did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int SplitColors(byte* pixels, float* planes, int stride, int count)
    {
        var i = 0;
        for (; i <= count - 16; i += 16, pixels += 48)
        {
            Vector128<byte> a = Vector128.Load(pixels), b = Vector128.Load(pixels + 16), c = Vector128.Load(pixels + 32);
            const byte No = 255; // gives 0
            Widen(Vector128.Shuffle(a, Vector128.Create((byte)0, 3, 6, 9, 12, 15, No, No, No, No, No, No, No, No, No, No))
                | Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, No, 2, 5, 8, 11, 14, No, No, No, No, No))
                | Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 1, 4, 7, 10, 13)), planes + i);
            Widen(Vector128.Shuffle(a, Vector128.Create((byte)1, 4, 7, 10, 13, No, No, No, No, No, No, No, No, No, No, No))
                | Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, 0, 3, 6, 9, 12, 15, No, No, No, No, No))
                | Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 2, 5, 8, 11, 14)), planes + stride + i);
            Widen(Vector128.Shuffle(a, Vector128.Create((byte)2, 5, 8, 11, 14, No, No, No, No, No, No, No, No, No, No, No))
                | Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, 1, 4, 7, 10, 13, No, No, No, No, No, No))
                | Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, 0, 3, 6, 9, 12, 15)), planes + 2 * stride + i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector128<byte> bytes, float* numbers)
    {
        var (low, high) = Vector128.Widen(bytes);
        Vector128.ConvertToSingle(Vector128.WidenLower(low).AsInt32()).Store(numbers);
        Vector128.ConvertToSingle(Vector128.WidenUpper(low).AsInt32()).Store(numbers + 4);
        Vector128.ConvertToSingle(Vector128.WidenLower(high).AsInt32()).Store(numbers + 8);
        Vector128.ConvertToSingle(Vector128.WidenUpper(high).AsInt32()).Store(numbers + 12);
    }

    /// <summary>Four pixels at a time: r0 g0 b0 r1, g1 b1 r2 g2, b2 r3 g3 b3. Returns how many it did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int JoinColors(float* planes, int stride, float* scale, float* shift, float* numbers, int count)
    {
        Vector128<float> sr = Vector128.Create(scale[0]), sg = Vector128.Create(scale[1]), sb = Vector128.Create(scale[2]);
        Vector128<float> tr = Vector128.Create(shift[0]), tg = Vector128.Create(shift[1]), tb = Vector128.Create(shift[2]);
        var second = Vector128.Create(0, -1, 0, 0).AsSingle();
        var third = Vector128.Create(0, 0, -1, 0).AsSingle();
        var fourth = Vector128.Create(0, 0, 0, -1).AsSingle();
        var i = 0;
        for (; i <= count - 4; i += 4, numbers += 12)
        {
            var r = Vector128.FusedMultiplyAdd(Vector128.Load(planes + i), sr, tr);
            var g = Vector128.FusedMultiplyAdd(Vector128.Load(planes + stride + i), sg, tg);
            var b = Vector128.FusedMultiplyAdd(Vector128.Load(planes + 2 * stride + i), sb, tb);
            Pick(Vector128.Shuffle(r, Vector128.Create(0, 0, 0, 1)), Vector128.Shuffle(g, Vector128.Create(0, 0, 0, 0)), second, Vector128.Shuffle(b, Vector128.Create(0, 0, 0, 0)), third).Store(numbers);
            Pick(Vector128.Shuffle(g, Vector128.Create(1, 1, 1, 2)), Vector128.Shuffle(b, Vector128.Create(1, 1, 1, 1)), second, Vector128.Shuffle(r, Vector128.Create(2, 2, 2, 2)), third).Store(numbers + 4);
            Pick(Vector128.Shuffle(b, Vector128.Create(2, 2, 2, 2)), Vector128.Shuffle(r, Vector128.Create(3, 3, 3, 3)), second, Vector128.Shuffle(g, Vector128.Create(3, 3, 3, 3)), third, b, fourth).Store(numbers + 8);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pick(Vector128<float> value, Vector128<float> first, Vector128<float> where, Vector128<float> second, Vector128<float> there) =>
        Vector128.ConditionalSelect(there, second, Vector128.ConditionalSelect(where, first, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pick(Vector128<float> value, Vector128<float> first, Vector128<float> where, Vector128<float> second, Vector128<float> there, Vector128<float> last, Vector128<float> end) =>
        Vector128.ConditionalSelect(end, last, Pick(value, first, where, second, there));
}
