namespace Descent;

/// <summary>Unpacks the run lengths of bitmap files (RLE8 and RLE4) into rows as unpacked files have them. What is skipped has colour 0.</summary>
internal static class BmpRuns
{
    private const int EndOfRow = 0, EndOfImage = 1, Move = 2;

    public static byte[] Unpack(string path, ReadOnlySpan<byte> data, BmpHeader header, int rowBytes)
    {
        var rows = new byte[rowBytes * header.Height];
        var isHalf = header.Compression == BmpHeader.Runs4;
        var (x, y) = (0, 0);
        while (true)
        {
            if (data.Length < 2) throw new DataFormatException(path, $"its run lengths end in row {y} of {header.Height} from the bottom; it is cut short.");
            int count = data[0], value = data[1];
            data = data[2..];
            if (count > 0)
            {
                // A run: one byte again and again; with two pixels in a byte, these two in turn.
                for (var i = 0; i < count; i++) Put(isHalf ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
                continue;
            }

            if (value == EndOfImage) return rows;
            if (value == EndOfRow)
            {
                (x, y) = (0, y + 1);
                continue;
            }

            var bytes = value == Move ? 2 : isHalf ? (value + 1) / 2 : value;
            var padded = value == Move ? 2 : (bytes + 1) / 2 * 2;
            if (data.Length < bytes) throw new DataFormatException(path, $"its run lengths end in row {y} of {header.Height} from the bottom; it is cut short.");
            if (value == Move) (x, y) = (x + data[0], y + data[1]);
            else for (var i = 0; i < value; i++) Put(isHalf ? (i % 2 == 0 ? data[i / 2] >> 4 : data[i / 2] & 15) : data[i]);
            data = data[Math.Min(padded, data.Length)..];
        }

        void Put(int color)
        {
            if (x >= header.Width || y >= header.Height) throw new DataFormatException(path, $"its run lengths leave the image at row {y} from the bottom, pixel {x}; it is damaged.");
            var at = y * rowBytes + (isHalf ? x / 2 : x);
            rows[at] = (byte)(isHalf && x % 2 == 0 ? color << 4 : rows[at] | color);
            x++;
        }
    }
}
