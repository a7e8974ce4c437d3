using System.Buffers;
using System.IO.Compression;

namespace Descent;

/// <summary>
/// The rows of a PNG in the order of the file, unpacked and without their filters. An interlaced image has seven passes (Adam7), each an image
/// of its own of every 8th, 4th or 2nd pixel.
/// </summary>
internal sealed class PngRows : IDisposable
{
    /// <summary>Bytes unpacked at a time, if a row is not longer: they stay in the cache.</summary>
    private const int Piece = 32 << 10;

    /// <summary>Where each pass begins, and the steps between its pixels (ISO/IEC 15948, clause 8.2).</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly string _path;
    private readonly PngHeader _header;
    private readonly byte[] _packed;
    private readonly ZLibStream _unpacked;
    private readonly byte[] _buffer;
    private byte[] _row, _above;
    private int _bufferStart, _bufferEnd;
    private (int X, int Y, int StepX, int StepY) _next;
    private int _pass = -1;
    private int _rowBytes;

    public PngRows(string path, PngHeader header, ReadOnlySpan<byte> file)
    {
        (_path, _header) = (path, header);
        _packed = ArrayPool<byte>.Shared.Rent(header.PackedLength);
        var length = 0;
        foreach (var (start, count) in header.Pieces)
        {
            file.Slice(start, count).CopyTo(_packed.AsSpan(length));
            length += count;
        }

        _unpacked = new ZLibStream(new MemoryStream(_packed, 0, length, writable: false), CompressionMode.Decompress);
        var longest = header.RowBytes(header.Width) + 1;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(longest, (int)Math.Min((long)longest * header.Height, Piece)) + PngFilters.Slack);
        _row = ArrayPool<byte>.Shared.Rent(longest + PngFilters.Slack);
        _above = ArrayPool<byte>.Shared.Rent(longest + PngFilters.Slack);
        NextPass();
    }

    /// <summary>The bytes of the row that <see cref="Next"/> went to.</summary>
    public ReadOnlySpan<byte> Row => _row.AsSpan(0, _rowBytes);

    /// <summary>Where the row's first pixel lies in the image, and how far from each other its pixels do.</summary>
    public (int X, int Y, int Step) Place { get; private set; }

    /// <summary>Pixels of the row.</summary>
    public int Width { get; private set; }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        while (_next.Y >= _header.Height || Width == 0)
            if (!NextPass()) return false;
        (_row, _above) = (_above, _row);
        Fill(_rowBytes + 1);
        var filter = _buffer[_bufferStart];
        if (filter > PngFilters.MaxFilter) throw new DataFormatException(_path, $"row {_next.Y} has filter {filter}; there are 0 to {PngFilters.MaxFilter}.");
        PngFilters.Undo(filter, _header.FilterStep, ref _buffer[_bufferStart + 1], ref _above[0], _rowBytes, ref _row[0]);
        _bufferStart += _rowBytes + 1;
        Place = (_next.X, _next.Y, _next.StepX);
        _next.Y += _next.StepY;
        return true;
    }

    public void Dispose()
    {
        _unpacked.Dispose();
        foreach (var array in new[] { _packed, _buffer, _row, _above }) ArrayPool<byte>.Shared.Return(array);
    }

    private bool NextPass()
    {
        if (++_pass >= (_header.IsInterlaced ? s_passes.Length : 1))
        {
            // Reading on compares the checksum behind the pixels. What else follows is passed over, as libpng does: some writers leave bytes there.
            _ = Unpack(_buffer.AsSpan(0, 1));
            return false;
        }

        _next = _header.IsInterlaced ? s_passes[_pass] : (0, 0, 1, 1);
        Width = (_header.Width - _next.X + _next.StepX - 1) / _next.StepX;
        _rowBytes = _header.RowBytes(Width);
        _row.AsSpan().Clear(); // it becomes the row above the first
        return true;
    }

    /// <summary>Unpacks until so many bytes lie in the buffer.</summary>
    private void Fill(int count)
    {
        if (_bufferEnd - _bufferStart >= count) return;
        _buffer.AsSpan(_bufferStart, _bufferEnd - _bufferStart).CopyTo(_buffer);
        _bufferEnd -= _bufferStart;
        _bufferStart = 0;
        while (_bufferEnd < count)
        {
            var read = Unpack(_buffer.AsSpan(_bufferEnd, _buffer.Length - PngFilters.Slack - _bufferEnd));
            if (read == 0) throw new DataFormatException(_path, $"its pixels end in row {_next.Y} of {_header.Height}; it is cut short, or damaged.");
            _bufferEnd += read;
        }
    }

    private int Unpack(Span<byte> target)
    {
        try
        {
            return _unpacked.Read(target);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataFormatException(_path, $"its compressed pixels are damaged, near row {Math.Min(_next.Y, _header.Height - 1)} of {_header.Height}.", e);
        }
    }
}
