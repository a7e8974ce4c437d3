using System.Buffers.Binary;

namespace Descent;

/// <summary>Turns rows of a PNG into pixels of a byte a sample.</summary>
internal sealed class PngPixels
{
    private readonly string _path;
    private readonly PngHeader _header;
    private readonly bool _withOpacity;

    /// <summary>Samples of a pixel in the file, without opacity.</summary>
    private readonly int _colors;

    /// <summary>Turns a sample of fewer than 8 bits into 0 … 255, evenly.</summary>
    private readonly int _stretch;

    public PngPixels(string path, PngHeader header, bool keepsOpacity)
    {
        (_path, _header) = (path, header);
        _colors = header.Color is PngColor.Rgb or PngColor.RgbAlpha ? 3 : 1;
        _withOpacity = keepsOpacity && (header.Transparency is not null || header.Color is PngColor.GreyAlpha or PngColor.RgbAlpha);
        _stretch = header.Depth < 8 ? 255 / ((1 << header.Depth) - 1) : 1;
        Channels = (header.Color is PngColor.Grey or PngColor.GreyAlpha ? 1 : 3) + (_withOpacity ? 1 : 0);
    }

    /// <summary>Samples of a pixel as it becomes.</summary>
    public int Channels { get; }

    /// <summary>A sample of a row, as it is in the file.</summary>
    public static ushort Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),

        // Several in a byte, the first in its highest bits.
        _ => (ushort)((row[index * depth / 8] >> (8 - depth - index * depth % 8)) & ((1 << depth) - 1)),
    };

    /// <summary>Converts a row of so many pixels.</summary>
    public void Convert(ReadOnlySpan<byte> row, int width, Span<byte> target)
    {
        if (_header.Color == PngColor.Palette) LookUp(row, width, target);
        else if (_header.Depth == 8 && _header.Samples == Channels) row.CopyTo(target);
        else if (_header.Depth == 8 && Channels == 3) DropFourth(row, target);
        else Stretch(row, width, target);
    }

    private static void DropFourth(ReadOnlySpan<byte> row, Span<byte> target)
    {
        for (; target.Length >= 3; row = row[4..], target = target[3..]) (target[0], target[1], target[2]) = (row[0], row[1], row[2]);
    }

    private void LookUp(ReadOnlySpan<byte> row, int width, Span<byte> target)
    {
        var palette = _header.Palette.AsSpan();
        var opacities = _header.Transparency.AsSpan();
        for (var i = 0; i < width; i++)
        {
            int index = Sample(row, i, _header.Depth);
            if (3 * index >= palette.Length) throw new DataFormatException(_path, $"a pixel has colour {index}, but its palette has only {palette.Length / 3}; it is damaged.");
            palette.Slice(3 * index, 3).CopyTo(target[(i * Channels)..]);
            if (_withOpacity) target[i * Channels + 3] = index < opacities.Length ? opacities[index] : byte.MaxValue;
        }
    }

    private void Stretch(ReadOnlySpan<byte> row, int width, Span<byte> target)
    {
        var depth = _header.Depth;
        for (var i = 0; i < width; i++)
        {
            var from = i * _header.Samples;
            for (var channel = 0; channel < _colors; channel++)
            {
                var sample = Sample(row, from + channel, depth);
                target[i * Channels + channel] = (byte)(depth == 16 ? sample >> 8 : sample * _stretch);
            }

            if (_withOpacity) target[i * Channels + _colors] = Opacity(row, from);
        }
    }

    /// <summary>Opacity that is stored, or that of all colours but the transparent one.</summary>
    private byte Opacity(ReadOnlySpan<byte> row, int from)
    {
        if (_header.Samples > _colors) return (byte)(Sample(row, from + _colors, _header.Depth) >> (_header.Depth - 8));
        for (var channel = 0; channel < _colors; channel++)
            if (Sample(row, from + channel, _header.Depth) != BinaryPrimitives.ReadUInt16BigEndian(_header.Transparency.AsSpan(2 * channel))) return byte.MaxValue;
        return 0;
    }
}
