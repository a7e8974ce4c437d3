using System.Buffers;
using System.Buffers.Binary;

namespace Descent.Dashboard;

/// <summary>An event file that is not what TensorBoard's writers write.</summary>
internal sealed class DamagedEventsException(string message) : Exception(message);

/// <summary>
/// Reads the records of an event file in pieces, from a place to wherever the file ends now: a record that is not whole yet is waited for.
/// A record is its length (8 bytes), the length's checksum (4), the message, its checksum (4): TFRecord, tensorflow/core/lib/io/record_writer.h.
/// </summary>
internal static class EventRecords
{
    /// <summary>Takes one message, which stands in the file from an offset on; false ends the reading behind it.</summary>
    public delegate bool Receiver(ReadOnlySpan<byte> message, long offset);

    /// <summary>The longest message that is read: sixteen times a large picture's.</summary>
    public const int MaxMessage = 16 << 20;

    /// <summary>Bytes of a record before its message, and behind it.</summary>
    public const int Head = 12, Tail = 4;

    /// <summary>Large enough that calls of the system are nothing beside the reading, small enough for the cache of a core.</summary>
    private const int Piece = 256 << 10;

    /// <summary>Reads from a place on, and says where the first record starts that was not given to the receiver.</summary>
    /// <exception cref="DamagedEventsException">A checksum is wrong, or a record is longer than any that is written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long Read(string path, long from, Receiver receive, CancellationToken cancel = default)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var (start, filled) = (from, 0); // the buffer holds the file's bytes from start on
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var count = RandomAccess.Read(file, buffer.AsSpan(filled), start + filled);
                filled += count;
                var used = 0;
                while (TakeLength(buffer.AsSpan(used, filled - used), path, start + used) is { } length && filled - used >= Head + length + Tail)
                {
                    var message = buffer.AsSpan(used + Head, length);
                    if (EventFile.MaskedChecksum(message) != BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(used + Head + length)))
                        throw Damaged(path, start + used, "its checksum is wrong");
                    used += Head + length + Tail;
                    if (!receive(message, start + used - length - Tail)) return start + used;
                }

                if (count == 0) return start + used;
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                (start, filled) = (start + used, filled - used);
                if (TakeLength(buffer.AsSpan(0, filled), path, start) is { } longer && Head + longer + Tail > buffer.Length) buffer = Grow(buffer, filled, Head + longer + Tail);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The length of the record that the bytes begin with; null if they are too few to tell.</summary>
    private static int? TakeLength(ReadOnlySpan<byte> bytes, string path, long offset)
    {
        if (bytes.Length < Head) return null;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (EventFile.MaskedChecksum(bytes[..8]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..])) throw Damaged(path, offset, "the checksum of its length is wrong");
        if (length > MaxMessage) throw Damaged(path, offset, $"it is {length >> 20} MiB long, and no writer's is above {MaxMessage >> 20}");
        return (int)length;
    }

    private static byte[] Grow(byte[] buffer, int filled, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static DamagedEventsException Damaged(string path, long offset, string what) =>
        new($"{Path.GetFileName(path)}: the record at byte {offset} is damaged ({what}). What stands before it is shown.");
}
