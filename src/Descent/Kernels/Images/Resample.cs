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
        float* u = stackalloc float[Chunk], v = stackalloc float[Chunk], steps = stackalloc float[Chunk];
        for (var i = 0; i < Chunk; i++) steps[i] = i;
        for (var y = 0; y < target.Height; y++)
            for (var x = 0; x < target.Width; x += Chunk)
            {
                var count = Math.Min(Chunk, target.Width - x);

                // The chunk's first pixel is placed in double; from there a float's steps are far below what an interpolation shows.
                double cu = map.A * x + map.B * y + map.C, cv = map.D * x + map.E * y + map.F, cw = map.G * x + map.H * y + map.I;
                if (map.IsAffine)
                {
                    Places<V>(steps, (float)(map.A / map.I), (float)(cu / map.I), u, count);
                    Places<V>(steps, (float)(map.D / map.I), (float)(cv / map.I), v, count);
                }
                else
                {
                    Perspective<V>(steps, (float)map.A, (float)cu, (float)map.G, (float)cw, u, count);
                    Perspective<V>(steps, (float)map.D, (float)cv, (float)map.G, (float)cw, v, count);
                }

                if (outside == Surroundings.Reflect)
                {
                    Mirror<V>(u, source.Width, count);
                    Mirror<V>(v, source.Height, count);
                }

                var to = target.Data + y * (nint)target.Row + x * target.Channels;
                if (source.Channels == 3 && Vector128.IsHardwareAccelerated && V.Count > 1) Colors(source, u, v, outside == Surroundings.Constant, fill, to, count);
                else Plain(source, u, v, outside == Surroundings.Constant, fill, to, count);
            }
    }

    /// <summary>place = step·i + first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Places<V>(float* i, float step, float first, float* place, int count)
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

    /// <summary>Places outside 0 … size − 1 are brought inside as by mirrors at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Mirror<V>(float* place, int size, int count)
        where V : struct, ILanes<V, float>
    {
        float last = size - 1, period = Math.Max(2 * last, 1);
        V top = V.All(last), whole = V.All(period), inverse = V.All(1 / period);
        for (var at = 0; at < count; at += V.Count)
        {
            var x = V.Abs(V.Load(place + at));
            var rest = V.Abs(x - whole * V.Round(x * inverse)); // from the nearest multiple of the period, either way
            V.Store(V.Min(rest, top), place + at);
        }
    }

    /// <summary>Three channels, one vector a pixel: red, green, blue, and a fourth number that nobody reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Colors(in PixelArgs source, float* u, float* v, bool isConstant, byte fill, byte* target, int count)
    {
        var data = source.Data;
        nint row = source.Row;
        float right = source.Width - 1, bottom = source.Height - 1;
        nint dx = source.Width > 1 ? 3 : 0, dy = source.Height > 1 ? row : 0;
        int lastX = Math.Max(source.Width - 2, 0), lastY = Math.Max(source.Height - 2, 0);
        var end = row * source.Height - 4; // a pixel is read as four bytes
        var half = Vector128.Create(0.5f);
        for (var i = 0; i < count; i++, target += 3)
        {
            float x = u[i], y = v[i];
            if (isConstant && !(x >= -0.5f && x < right + 0.5f && y >= -0.5f && y < bottom + 0.5f))
            {
                target[0] = target[1] = target[2] = fill;
                continue;
            }

            x = Math.Min(Math.Max(x, 0), right);
            y = Math.Min(Math.Max(y, 0), bottom);
            int column = Math.Min((int)x, lastX), line = Math.Min((int)y, lastY);
            var at = line * row + column * 3;
            if (at + dy + dx > end)
            {
                float one = x, other = y;
                Plain(source, &one, &other, isConstant, fill, target, 1);
                continue;
            }

            var p = data + at;
            Vector128<float> a = Load(p), b = Load(p + dx), c = Load(p + dy), d = Load(p + dy + dx);
            Vector128<float> fx = Vector128.Create(x - column), fy = Vector128.Create(y - line);
            var above = Vector128.FusedMultiplyAdd(b - a, fx, a);
            var below = Vector128.FusedMultiplyAdd(d - c, fx, c);
            var value = Vector128.FusedMultiplyAdd(below - above, fy, above) + half;
            var bytes = Vector128.Shuffle(Vector128.ConvertToInt32Native(value).AsByte(), Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            Unsafe.WriteUnaligned(target, bytes.AsUInt32().ToScalar()); // the fourth byte is the next pixel's, which overwrites it
        }
    }

    /// <summary>Any number of channels, one number at a time: the same bits as <see cref="Colors"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Plain(in PixelArgs source, float* u, float* v, bool isConstant, byte fill, byte* target, int count)
    {
        var data = source.Data;
        var channels = source.Channels;
        nint row = source.Row;
        float right = source.Width - 1, bottom = source.Height - 1;
        nint dx = source.Width > 1 ? channels : 0, dy = source.Height > 1 ? row : 0;
        int lastX = Math.Max(source.Width - 2, 0), lastY = Math.Max(source.Height - 2, 0);
        for (var i = 0; i < count; i++, target += channels)
        {
            float x = u[i], y = v[i];
            if (isConstant && !(x >= -0.5f && x < right + 0.5f && y >= -0.5f && y < bottom + 0.5f))
            {
                for (var channel = 0; channel < channels; channel++) target[channel] = fill;
                continue;
            }

            x = Math.Min(Math.Max(x, 0), right);
            y = Math.Min(Math.Max(y, 0), bottom);
            int column = Math.Min((int)x, lastX), line = Math.Min((int)y, lastY);
            float fx = x - column, fy = y - line;
            var p = data + line * row + column * channels;
            for (var channel = 0; channel < channels; channel++, p++)
            {
                float a = *p, c = p[dy];
                var above = MathF.FusedMultiplyAdd(p[dx] - a, fx, a);
                var below = MathF.FusedMultiplyAdd(p[dy + dx] - c, fx, c);
                target[channel] = (byte)(int)(MathF.FusedMultiplyAdd(below - above, fy, above) + 0.5f);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load(byte* pixel) => Sse41.IsSupported
        ? Vector128.ConvertToSingle(Sse41.ConvertToVector128Int32(pixel))
        : Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(pixel)).AsByte())).AsInt32());
}
