using System.Runtime.InteropServices;

namespace Descent.Benchmarks;

/// <summary>Pictures to work on: smooth like photographs, with some grain.</summary>
internal static unsafe partial class Pictures
{
    /// <summary>[height, width, 3].</summary>
    public static byte[] Smooth(int height, int width, int seed)
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, 12).Select(_ => (X: (random.NextDouble() - 0.5) * 16 / width, Y: (random.NextDouble() - 0.5) * 16 / height, Phase: random.NextDouble() * 6, Channel: random.Next(3))).ToArray();
        var pixels = new byte[height * width * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var value = 128.0 + random.Next(-3, 4);
                    foreach (var wave in waves) value += (wave.Channel == channel ? 30 : 8) * Math.Sin(x * wave.X + y * wave.Y + wave.Phase);
                    pixels[(y * width + x) * 3 + channel] = (byte)Math.Clamp(value, 0, 255);
                }

        return pixels;
    }

    /// <summary>A JPEG file of a picture, by the library that decodes them.</summary>
    /// <exception cref="InvalidOperationException">libjpeg-turbo is not there.</exception>
    public static byte[] Jpeg(byte[] pixels, int height, int width, int quality)
    {
        const int RgbPixels = 0, HalfColors = 2;
        var compressor = Open();
        try
        {
            byte* file = null;
            var length = new CULong(0);
            fixed (byte* source = pixels)
                if (compressor == 0 || Compress(compressor, source, width, 3 * width, height, RgbPixels, &file, &length, HalfColors, quality, 0) != 0)
                    throw new InvalidOperationException("libjpeg-turbo cannot compress; on Debian: apt-get install libturbojpeg0.");
            var bytes = new ReadOnlySpan<byte>(file, (int)length.Value).ToArray();
            Free(file);
            return bytes;
        }
        finally
        {
            if (compressor != 0) _ = Close(compressor);
        }
    }

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjInitCompress")]
    private static partial nint Open();

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjCompress2")]
    private static partial int Compress(nint compressor, byte* pixels, int width, int pitch, int height, int format, byte** file, CULong* length, int subsampling, int quality, int flags);

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjFree")]
    private static partial void Free(byte* file);

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjDestroy")]
    private static partial int Close(nint compressor);
}
