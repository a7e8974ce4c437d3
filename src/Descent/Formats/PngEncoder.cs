using System.Buffers.Binary;
using System.IO.Compression;

namespace Descent;

/// <summary>Writes PNG files (ISO/IEC 15948) of 8 bits a sample: signature, header, one compressed block of rows, end.</summary>
public static class PngEncoder
{
    /// <summary>Writes a file, which appears only once it is complete.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="channels">1 grey, 2 grey and opacity, 3 red, green and blue, 4 these and opacity.</param>
    /// <param name="pixels">[<paramref name="height"/>, <paramref name="width"/>, <paramref name="channels"/>]; 0 is black.</param>
    /// <exception cref="ArgumentException">There are not so many pixels, or no such channels.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, int height, int width, int channels, ReadOnlySpan<byte> pixels)
    {
        using var file = new MemoryStream();
        Write(file, height, width, channels, pixels);
        AtomicFile.Write(path, file.Length, file.WriteTo);
    }

    /// <summary>Writes to a stream what <see cref="Write(string, int, int, int, ReadOnlySpan{byte})"/> writes to a file.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="channels">1 grey, 2 grey and opacity, 3 red, green and blue, 4 these and opacity.</param>
    /// <param name="pixels">[<paramref name="height"/>, <paramref name="width"/>, <paramref name="channels"/>]; 0 is black.</param>
    /// <exception cref="ArgumentException">There are not so many pixels, or no such channels.</exception>
    public static void Write(Stream stream, int height, int width, int channels, ReadOnlySpan<byte> pixels)
    {
        if (channels is < 1 or > 4) throw new ArgumentException($"PngEncoder: {channels} channels; an image has 1 to 4.", nameof(channels));
        if (height < 1 || width < 1 || pixels.Length != (long)height * width * channels)
            throw new ArgumentException($"PngEncoder: {pixels.Length} samples for {height} × {width} pixels of {channels} channels; there must be {(long)height * width * channels}, and at least one.", nameof(pixels));
        stream.Write(PngHeader.Signature);
        Span<byte> header = stackalloc byte[13]; // compression, filter method and interlacing are 0
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)(channels switch { 1 => PngColor.Grey, 2 => PngColor.GreyAlpha, 3 => PngColor.Rgb, _ => PngColor.RgbAlpha });
        WriteChunk(stream, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) WriteRows(zlib, width * channels, channels, pixels);
        WriteChunk(stream, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    /// <summary>Writes each row with the filter that leaves the least, as the standard advises (clause 12.8): the sum of the bytes' sizes, read as signed.</summary>
    private static void WriteRows(Stream target, int rowBytes, int step, ReadOnlySpan<byte> pixels)
    {
        var rows = new byte[PngFilters.MaxFilter + 1][];
        for (var filter = 0; filter < rows.Length; filter++)
        {
            rows[filter] = new byte[rowBytes + 1];
            rows[filter][0] = (byte)filter;
        }

        ReadOnlySpan<byte> above = new byte[rowBytes];
        for (; pixels.Length > 0; pixels = pixels[rowBytes..])
        {
            var row = pixels[..rowBytes];
            var (best, least) = (0, long.MaxValue);
            for (var filter = 0; filter < rows.Length; filter++)
            {
                var sum = Filter(filter, step, row, above, rows[filter].AsSpan(1));
                if (sum < least) (best, least) = (filter, sum);
            }

            target.Write(rows[best]);
            above = row;
        }
    }

    /// <summary>Applies a filter: what <see cref="PngFilters"/> undoes, plainly written.</summary>
    /// <returns>How much it leaves.</returns>
    private static long Filter(int filter, int step, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> target)
    {
        var sum = 0L;
        for (var i = 0; i < row.Length; i++)
        {
            int a = i < step ? 0 : row[i - step], b = above[i], c = i < step ? 0 : above[i - step];
            var guess = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => Paeth(a, b, c) };
            target[i] = (byte)(row[i] - guess);
            sum += Math.Abs((int)(sbyte)target[i]);
        }

        return sum;
    }

    private static int Paeth(int a, int b, int c)
    {
        var (byA, byB, byC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
        return byA <= byB && byA <= byC ? a : byB <= byC ? b : c;
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(type, data));
        stream.Write(number);
    }
}
