using System.Buffers.Binary;
using System.IO.Compression;

namespace Descent;

/// <summary>
/// Reads IDX files, the format MNIST comes in (Y. LeCun): two zero bytes, the element type, the number of axes, each axis as a big-endian
/// 32-bit number, then the elements. Plain, or compressed with gzip where the name ends in .gz.
/// </summary>
internal static class IdxFile
{
    private const byte UnsignedByte = 0x08;

    /// <summary>What one array holds, and so the most that is read.</summary>
    private const int MaxElements = 0x7FFFFFC7;

    /// <summary>Deflate makes a byte of at most this many (zlib's documentation: 1032 : 1).</summary>
    private const int MaxExpansion = 1032;

    /// <summary>What is allocated before any element was seen; the array doubles as elements arrive.</summary>
    private const int FirstPiece = 1 << 20;

    /// <summary>Reads an array of unsigned bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rank">How many axes it must have.</param>
    /// <exception cref="DataFormatException">It is no IDX file, or not of that kind, or its size is not what its header says.</exception>
    /// <exception cref="DataException">It cannot be opened.</exception>
    public static (int[] Axes, byte[] Elements) Read(string path, int rank)
    {
        using var file = Open(path);
        try
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return Read(path, file, rank, file.Length);
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            return Read(path, unzipped, rank, file.Length > long.MaxValue / MaxExpansion ? long.MaxValue : file.Length * MaxExpansion);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, $"it is not compressed with gzip, or damaged: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new DataException($"{path}: the file cannot be read: {e.Message}", e) { Path = path };
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path}: the file cannot be opened: {e.Message}", e) { Path = path };
        }
    }

    private static (int[] Axes, byte[] Elements) Read(string path, Stream stream, int rank, long atMost)
    {
        var header = new byte[4 + 4 * rank];
        var length = stream.ReadAtLeast(header.AsSpan(0, 4), 4, throwOnEndOfStream: false);
        if (length < 4 || header[0] != 0 || header[1] != 0)
            throw new DataFormatException(path, "it does not begin with the two zero bytes of an IDX file.");
        if (header[2] != UnsignedByte) throw new DataFormatException(path, $"its elements are of type 0x{header[2]:X2}; only unsigned bytes (0x08) are read, which images and labels have.");
        if (header[3] != rank) throw new DataFormatException(path, $"it has {header[3]} axes where {rank} are expected: images have 3 (count, height, width), labels 1.");
        if (stream.ReadAtLeast(header.AsSpan(4), 4 * rank, throwOnEndOfStream: false) < 4 * rank) throw new DataFormatException(path, "it ends inside its header.");
        var axes = new int[rank];
        var count = 1L;
        for (var i = 0; i < rank; i++)
        {
            var axis = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            if (axis == 0 || axis > MaxElements || (count *= axis) > MaxElements)
                throw new DataFormatException(path, $"axis {i} has {axis} elements{(axis == 0 ? "" : ", which makes more than one array can hold")}.");
            axes[i] = (int)axis;
        }

        if (count + header.Length > atMost) throw new DataFormatException(path, $"its header promises {count} elements [{string.Join(", ", axes)}], more than the file can hold; it is cut short.");
        return (axes, ReadElements(path, stream, (int)count));
    }

    /// <summary>Reads as many bytes as the header says, and makes sure that no more follow. Memory grows with what is really there.</summary>
    private static byte[] ReadElements(string path, Stream stream, int count)
    {
        var elements = new byte[Math.Min(count, FirstPiece)];
        var read = 0;
        while (true)
        {
            read += stream.ReadAtLeast(elements.AsSpan(read), elements.Length - read, throwOnEndOfStream: false);
            if (read < elements.Length) throw new DataFormatException(path, $"it ends after {read} of {count} elements; it is cut short.");
            if (read == count) break;
            Array.Resize(ref elements, (int)Math.Min(count, 2L * elements.Length));
        }

        return stream.ReadByte() < 0 ? elements : throw new DataFormatException(path, $"more bytes follow its {count} elements.");
    }
}
