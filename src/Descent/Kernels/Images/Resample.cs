using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>
/// Draws an image anew through a map. A place between pixels is interpolated from the four around it; the image reaches half a pixel beyond
/// the centres of its outermost pixels, and what lies further out is its surroundings.
/// </summary>
internal static unsafe class Resample
{
    /// <summary>Pixels whose places are computed at once: 2 × 256 numbers stay in the first-level cache.</summary>
    private const int Chunk = 256;

    /// <summary>Bytes that are written beyond the result, which must have room for them: pixels are stored four bytes at a time.</summary>
    public const int Slack = 4;

    /// <param name="source">The image.</param>
    /// <param name="map">From the result's pixels to places in the source.</param>
    /// <param name="outside">What lies around the source.</param>
    /// <param name="fill">The value of what lies around, where that is one value.</param>
    /// <param name="target">The result, with the source's channels and <see cref="Slack"/> bytes behind it.</param>
    public static void Run(in PixelArgs source, in PixelMap map, Surroundings outside, byte fill, in PixelArgs target)
    {
        if (map.IsWhole) ResampleWhole.Run(source, map, outside, fill, target);
        else
        {
            switch (LaneWidth.Bits)
            {
                case 512: Rows<Lanes512<float>>(source, map, outside, fill, target); break;
                case 256: Rows<Lanes256<float>>(source, map, outside, fill, target); break;
                case 128: Rows<Lanes128<float>>(source, map, outside, fill, target); break;
                default: Rows<Lanes1<float>>(source, map, outside, fill, target); break;
            }
        }
    }

    /// <summary>Where a coordinate outside 0 … <paramref name="size"/> − 1 finds its pixel; −1 for the fill.</summary>
    public static int Index(int at, int size, Surroundings outside)
    {
        if ((uint)at < (uint)size) return at;
        if (outside == Surroundings.Constant) return -1;
        if (outside == Surroundings.Edge || size == 1) return at < 0 ? 0 : size - 1;
        var period = 2 * (size - 1);
        at = (int)(((long)at % period + period) % period);
        return at < size ? at : period - at;
    }

    private static void Rows<V>(in PixelArgs source, in PixelMap map, Surroundings outside, byte fill, in PixelArgs target)
        where V : struct, ILanes<V, float>
    {
        float* x = stackalloc float[Chunk], y = stackalloc float[Chunk], right = stackalloc float[Chunk], down = stackalloc float[Chunk], steps = stackalloc float[Chunk];
        var places = new Places { Column = x, Line = y, Right = right, Down = down };
        for (var i = 0; i < Chunk; i++) steps[i] = i;
        for (var line = 0; line < target.Height; line++)
            for (var column = 0; column < target.Width; column += Chunk)
            {
                var count = Math.Min(Chunk, target.Width - column);

                // The chunk's first pixel is placed in double; from there a float's steps are far below what an interpolation shows.
                double u = map.A * column + map.B * line + map.C, v = map.D * column + map.E * line + map.F, w = map.G * column + map.H * line + map.I;
                if (map.IsAffine)
                {
                    Affine<V>(steps, (float)(map.A / map.I), (float)(u / map.I), x, count);
                    Affine<V>(steps, (float)(map.D / map.I), (float)(v / map.I), y, count);
                }
                else
                {
                    Perspective<V>(steps, (float)map.A, (float)u, (float)map.G, (float)w, x, count);
                    Perspective<V>(steps, (float)map.D, (float)v, (float)map.G, (float)w, y, count);
                }

                Divide<V>(x, right, source.Width, outside, count);
                Divide<V>(y, down, source.Height, outside, count);
                var to = target.Data + line * (nint)target.Row + column * target.Channels;
                if (source.Channels == 3 && Vector128.IsHardwareAccelerated && V.Count > 1) Colors(source, places, fill, to, count);
                else Plain(source, places, 0, fill, to, count);
            }
    }

    /// <summary>place = step·i + first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Affine<V>(float* i, float step, float first, float* place, int count)
        where V : struct, ILanes<V, float>
    {
        V a = V.All(step), c = V.All(first);
        for (var at = 0; at < count; at += V.Count) V.Store(V.Fma(a, V.Load(i + at), c), place + at); // Chunk is a multiple of every width
    }

    /// <summary>place = (step·i + first)/(depthStep·i + depth).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Perspective<V>(float* i, float step, float first, float depthStep, float depth, float* place, int count)
        where V : struct, ILanes<V, float>
    {
        V a = V.All(step), c = V.All(first), g = V.All(depthStep), w = V.All(depth);
        for (var at = 0; at < count; at += V.Count)
        {
            var x = V.Load(i + at);
            V.Store(V.Fma(a, x, c) / V.Fma(g, x, w), place + at);
        }
    }

    /// <summary>
    /// Divides places into the pixel before, of which there is one after, and the part of the way to that; −1 as the pixel says that the place lies
    /// outside, where the fill is seen. Elsewhere it is brought inside first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Divide<V>(float* place, float* part, int size, Surroundings outside, int count)
        where V : struct, ILanes<V, float>
    {
        float last = size - 1, period = Math.Max(2 * last, 1);
        V zero = V.All(0), half = V.All(0.5f), none = V.All(-1), top = V.All(last), border = V.All(last + 0.5f), most = V.All(Math.Max(last - 1, 0));
        V whole = V.All(period), inverse = V.All(1 / period);
        for (var at = 0; at < count; at += V.Count)
        {
            var x = V.Load(place + at);
            var isInside = V.LessOrEqual(-half, x);
            var isBefore = V.Less(x, border);
            if (outside == Surroundings.Reflect) x = V.Abs(x - whole * V.Round(x * inverse)); // from the nearest multiple of the period, either way
            x = V.MinNative(V.MaxNative(x, zero), top);

            // The integer before; of an integer it may be the one before that, and the part is then 1.
            var pixel = V.MaxNative(V.MinNative(V.Round(x - half), most), zero);
            V.Store(x - pixel, part + at);
            if (outside == Surroundings.Constant) pixel = V.Select(isInside, V.Select(isBefore, pixel, none), none);
            V.Store(pixel, place + at);
        }
    }

    /// <summary>Three channels, one vector a pixel: red, green, blue, and a fourth number that nobody reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Colors(in PixelArgs source, Places places, byte fill, byte* target, int count)
    {
        var data = source.Data;
        nint row = source.Row, dx = source.Width > 1 ? 3 : 0, dy = source.Height > 1 ? row : 0;
        var end = row * source.Height - 4 - dx - dy; // a pixel is read as four bytes
        var half = Vector128.Create(0.5f);
        for (var i = 0; i < count; i++, target += 3)
        {
            // float.ConvertToIntegerNative is one instruction; a cast looks for NaN and overflow, which cannot be here.
            int column = float.ConvertToIntegerNative<int>(places.Column[i]), line = float.ConvertToIntegerNative<int>(places.Line[i]);
            if ((column | line) < 0)
            {
                target[0] = target[1] = target[2] = fill;
                continue;
            }

            var at = line * row + column * 3;
            if (at > end)
            {
                Plain(source, places, i, fill, target, 1);
                continue;
            }

            var p = data + at;
            Vector128<float> a = Load(p), b = Load(p + dx), c = Load(p + dy), d = Load(p + dy + dx);
            Vector128<float> fx = Vector128.Create(places.Right[i]), fy = Vector128.Create(places.Down[i]);
            var above = Vector128.FusedMultiplyAdd(b - a, fx, a);
            var below = Vector128.FusedMultiplyAdd(d - c, fx, c);
            var value = Vector128.FusedMultiplyAdd(below - above, fy, above) + half;
            var bytes = Vector128.Shuffle(Vector128.ConvertToInt32Native(value).AsByte(), Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            Unsafe.WriteUnaligned(target, bytes.AsUInt32().ToScalar()); // the fourth byte is the next pixel's, which overwrites it
        }
    }

    /// <summary>Any number of channels, one number at a time: the same bits as <see cref="Colors"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Plain(in PixelArgs source, Places places, int first, byte fill, byte* target, int count)
    {
        var channels = source.Channels;
        nint row = source.Row, dx = source.Width > 1 ? channels : 0, dy = source.Height > 1 ? row : 0;
        for (var i = first; i < first + count; i++, target += channels)
        {
            int column = float.ConvertToIntegerNative<int>(places.Column[i]), line = float.ConvertToIntegerNative<int>(places.Line[i]);
            float fx = places.Right[i], fy = places.Down[i];
            if ((column | line) < 0)
            {
                for (var channel = 0; channel < channels; channel++) target[channel] = fill;
                continue;
            }

            var p = source.Data + line * row + column * channels;
            for (var channel = 0; channel < channels; channel++, p++)
            {
                float a = *p, c = p[dy];
                var above = MathF.FusedMultiplyAdd(p[dx] - a, fx, a);
                var below = MathF.FusedMultiplyAdd(p[dy + dx] - c, fx, c);
                target[channel] = (byte)float.ConvertToIntegerNative<int>(MathF.FusedMultiplyAdd(below - above, fy, above) + 0.5f);
            }
        }
    }

    /// <summary>Where a chunk's pixels lie in the source: the pixel before, and how far they are on the way to the next.</summary>
    private struct Places
    {
        public float* Column, Line, Right, Down;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load(byte* pixel) => Sse41.IsSupported
        ? Vector128.ConvertToSingle(Sse41.ConvertToVector128Int32(pixel))
        : Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(pixel)).AsByte())).AsInt32());
}
