using System.Buffers.Binary;
using Google.Protobuf;

namespace Descent.Tests.Support;

/// <summary>A value of an event file.</summary>
internal sealed record TensorBoardValue(long Step, string Tag, float? Scalar, Dictionary<int, object>? Image, Dictionary<int, object>? Histogram);

/// <summary>
/// Reads event files by another hand: records and their checksums bit by bit from the definitions, and messages with Google's own reader of
/// the wire format.
/// </summary>
internal sealed class TensorBoardEvents
{
    private const uint Castagnoli = 0x82F63B78; // the polynomial, its bits reversed

    public string Version { get; private set; } = "";

    public List<TensorBoardValue> Values { get; } = [];

    /// <summary>Steps from which a session says it goes on.</summary>
    public List<long> Restarts { get; } = [];

    public IEnumerable<(long Step, float Value)> Scalars(string tag) => Values.Where(v => v.Tag == tag).Select(v => (v.Step, v.Scalar!.Value));

    /// <summary>Reads one file to its end; throws where anything is not as it should be.</summary>
    public static TensorBoardEvents Read(string path)
    {
        var events = new TensorBoardEvents();
        var bytes = File.ReadAllBytes(path).AsSpan();
        for (var first = true; bytes.Length > 0; first = false)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            Expect(BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), Masked(bytes[..8]), "a length's checksum");
            var data = bytes.Slice(12, length);
            Expect(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]), Masked(data), "a record's checksum");
            bytes = bytes[(16 + length)..];
            var message = Fields(data.ToArray());
            if (first) events.Version = Text(message[3]);
            else events.Take(message);
        }

        return events;
    }

    public static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ Castagnoli : crc >> 1;
        }

        return ~crc;
    }

    /// <summary>The numbers of a packed field.</summary>
    public static double[] Doubles(object packed)
    {
        var bytes = ((ByteString)packed).ToByteArray();
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BitConverter.ToDouble(bytes, 8 * i))];
    }

    private static string Text(object field) => ((ByteString)field).ToStringUtf8();

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Crc(data);
        return unchecked((crc >> 15 | crc << 17) + 0xA282EAD8);
    }

    private static void Expect(uint actual, uint expected, string what)
    {
        if (actual != expected) throw new InvalidDataException($"{what} is {actual:X8}, expected {expected:X8}");
    }

    /// <summary>The fields of a message by number: long, double, float or bytes.</summary>
    private static Dictionary<int, object> Fields(byte[] message)
    {
        using var input = new CodedInputStream(message);
        var fields = new Dictionary<int, object>();
        while (input.ReadTag() is not 0 and var tag)
        {
            fields.Add(WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadInt64(),
                WireFormat.WireType.Fixed64 => input.ReadDouble(),
                WireFormat.WireType.Fixed32 => input.ReadFloat(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                var other => throw new InvalidDataException($"wire type {other}"),
            });
        }

        return fields;
    }

    private void Take(Dictionary<int, object> message)
    {
        if ((double)message[1] is < 1.6e9 or > 1e11) throw new InvalidDataException($"the time is {message[1]}");
        var step = (long)message.GetValueOrDefault(2, 0L);
        if (message.TryGetValue(7, out var session))
        {
            if ((long)Fields(((ByteString)session).ToByteArray())[1] != 1) throw new InvalidDataException("a session does not start");
            Restarts.Add(step);
            return;
        }

        var summary = Fields(((ByteString)message[5]).ToByteArray());
        var value = Fields(((ByteString)summary[1]).ToByteArray());
        Values.Add(new(step, Text(value[1]), value.TryGetValue(2, out var scalar) ? (float)scalar : null, Inner(4), Inner(5)));

        Dictionary<int, object>? Inner(int field) => value.TryGetValue(field, out var inner) ? Fields(((ByteString)inner).ToByteArray()) : null;
    }
}
