using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Descent;

/// <summary>
/// A file that TensorBoard reads: TFRecords, each an Event message (tensorflow/core/util/event.proto). A record is its length, the length's checksum, the
/// message, its checksum. It is written as it grows, so a torn end costs the last record.
/// </summary>
internal sealed class EventFile : IDisposable
{
    // Fields of Event, Summary.Value and the messages in them, by their numbers in event.proto and summary.proto.
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SessionLog = 7;
    private const int Value = 1, Tag = 1, SimpleValue = 2, ImageValue = 4, HistogramValue = 5;

    /// <summary>SessionLog.Status.START: what an earlier file says of later steps is void.</summary>
    private const int SessionStart = 1;

    private readonly FileStream _file;

    /// <summary>Makes a new file in a folder, which is made if it is not there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public EventFile(string folder)
    {
        Directory.CreateDirectory(folder);

        // TensorBoard finds files by "tfevents" and reads them in the order of their names. The host's name, which TensorFlow adds, is nobody's business.
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (var number = 0; ; number++)
        {
            Path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{time:D10}.{number:D3}.descent"));
            try
            {
                _file = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
                break;
            }
            catch (IOException) when (File.Exists(Path) && number < 999)
            {
            }
        }

        Write(Event().Text(FileVersion, "brain.Event:2"));
    }

    public string Path { get; }

    /// <summary>The CRC-32C of bytes (Castagnoli), as records carry it: turned by 15 bits and moved, since a checksum of a checksum says little.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        crc ^= uint.MaxValue;
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8;
    }

    /// <summary>Says that a run goes on with a step: what was written of it and of later ones is void.</summary>
    public void Restart(long step) => Write(Event().Integer(Step, step).Message(SessionLog, new ProtoMessage().Integer(1, SessionStart)));

    public void Scalar(string tag, double value, long step) => WriteValue(step, new ProtoMessage().Text(Tag, tag).Float(SimpleValue, (float)value));

    public void Histogram(string tag, in Histogram histogram, long step) => WriteValue(step, new ProtoMessage().Text(Tag, tag).Message(HistogramValue, new ProtoMessage()
        .Double(1, histogram.Min).Double(2, histogram.Max).Double(3, histogram.Count).Double(4, histogram.Sum).Double(5, histogram.SumOfSquares)
        .Packed(6, histogram.Limits).Packed(7, histogram.Buckets)));

    /// <param name="tag">The name.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="channels">1 grey, 2 grey and opacity, 3 red, green and blue, 4 these and opacity.</param>
    /// <param name="pixels">[height, width, channels].</param>
    /// <param name="step">The update.</param>
    public void Image(string tag, int height, int width, int channels, ReadOnlySpan<byte> pixels, long step)
    {
        using var png = new MemoryStream();
        PngEncoder.Write(png, height, width, channels, pixels);
        WriteValue(step, new ProtoMessage().Text(Tag, tag).Message(ImageValue, new ProtoMessage()
            .Integer(1, height).Integer(2, width).Integer(3, channels).Blob(4, png.GetBuffer().AsSpan(0, (int)png.Length))));
    }

    /// <summary>Hands what was written to the system, so that TensorBoard sees it.</summary>
    public void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private static ProtoMessage Event() => new ProtoMessage().Double(WallTime, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds);

    private void WriteValue(long step, ProtoMessage value) => Write(Event().Integer(Step, step).Message(Summary, new ProtoMessage().Message(Value, value)));

    private void Write(ProtoMessage message)
    {
        Span<byte> head = stackalloc byte[12], tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)message.Written.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedChecksum(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedChecksum(message.Written));
        _file.Write(head);
        _file.Write(message.Written);
        _file.Write(tail);
    }
}
