using System.Buffers.Binary;

namespace Descent;

/// <summary>
/// How a camera was held, as JPEG files say in their Exif part (JEITA CP-3451, tag 274): 1 upright, 2 mirrored, 3 upside down, 4 that and mirrored,
/// 5 mirrored at the diagonal from the upper left, 6 to be turned to the right, 7 mirrored at the other diagonal, 8 to be turned to the left.
/// </summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const ushort Tag = 274, Short = 3;
    private const int StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1, Entry = 12;

    private static ReadOnlySpan<byte> Name => "Exif\0\0"u8;

    /// <summary>Whether height and width change places.</summary>
    public static bool Turns(int orientation) => orientation >= 5;

    /// <summary>Finds it in a JPEG file. What is not there, or not as it should be, is upright: the image does not depend on it.</summary>
    public static int Find(ReadOnlySpan<byte> file)
    {
        for (var rest = file[2..]; rest.Length >= 4 && rest[0] == 0xFF;)
        {
            int marker = rest[1], length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (marker == 0xFF)
            {
                rest = rest[1..]; // bytes of 255 may fill the space before a marker
                continue;
            }

            if (marker is StartOfScan or EndOfImage || length < 2 || length + 2 > rest.Length) break;
            var segment = rest.Slice(4, length - 2);
            if (marker == App1 && segment.StartsWith(Name)) return InTiff(segment[Name.Length..]);
            rest = rest[(length + 2)..];
        }

        return Upright;
    }

    /// <summary>Turns and mirrors an image so that it stands upright.</summary>
    public static DecodedImage Apply(DecodedImage image, int orientation)
    {
        if (orientation == Upright) return image;
        var (height, width, channels) = (image.Height, image.Width, image.Channels);
        var last = height * width - 1;

        // Which pixel comes first, and how far it is to the next in a column and in a row of the result.
        var (first, down, right) = orientation switch
        {
            2 => (width - 1, width, -1),
            3 => (last, -width, -1),
            4 => (last - width + 1, -width, 1),
            5 => (0, 1, width),
            6 => (last - width + 1, 1, -width),
            7 => (last, -1, -width),
            _ => (width - 1, -1, width),
        };
        if (Turns(orientation)) (height, width) = (width, height);
        var (source, target) = (image.Pixels, GC.AllocateUninitializedArray<byte>(image.Pixels.Length));
        for (int y = 0, to = 0; y < height; y++)
        {
            var from = first + y * down;
            for (var x = 0; x < width; x++, from += right)
                for (var channel = 0; channel < channels; channel++) target[to++] = source[from * channels + channel];
        }

        return new DecodedImage(height, width, channels, target);
    }

    /// <summary>The first directory of a TIFF file: a count of entries, each of tag, type, count and value.</summary>
    private static int InTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return Upright;
        var isBig = tiff.StartsWith("MM\0*"u8);
        if (!isBig && !tiff.StartsWith("II*\0"u8)) return Upright;
        var start = isBig ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (start > tiff.Length - 2) return Upright;
        var directory = tiff[(int)start..];
        var count = Short16(directory);
        for (directory = directory[2..]; count > 0 && directory.Length >= Entry; count--, directory = directory[Entry..])
            if (Short16(directory) == Tag && Short16(directory[2..]) == Short) return Short16(directory[8..]) is >= Upright and <= 8 and var value ? value : Upright;
        return Upright;

        int Short16(ReadOnlySpan<byte> at) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
    }
}
