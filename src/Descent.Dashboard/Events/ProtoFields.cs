using System.Buffers.Binary;

namespace Descent.Dashboard;

/// <summary>
/// Walks the fields of a protocol buffers message (protobuf.dev, "Encoding") without making objects. Bytes may be anything: a message that
/// does not hold what it declares ends the walk, and <see cref="IsDamaged"/> says so.
/// </summary>
internal ref struct ProtoFields(ReadOnlySpan<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, Blob = 2, Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;
    private int _wireType;
    private ulong _number;

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    public bool IsDamaged { get; private set; }

    /// <summary>The field's bytes; empty if it is a number.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The field as a whole number; 0 if it is something else.</summary>
    public readonly long Integer => _wireType == Varint ? (long)_number : 0;

    /// <summary>The field as a number of 8 bytes; NaN if it is something else.</summary>
    public readonly double Double => _wireType == Fixed64 ? BitConverter.UInt64BitsToDouble(_number) : double.NaN;

    /// <summary>The field as a number of 4 bytes; NaN if it is something else.</summary>
    public readonly float Float => _wireType == Fixed32 ? BitConverter.UInt32BitsToSingle((uint)_number) : float.NaN;

    public readonly bool IsFloat => _wireType == Fixed32;

    /// <summary>Goes to the next field; false at the end, or where the message is damaged.</summary>
    public bool Next()
    {
        Bytes = default;
        if (_rest.IsEmpty) return false;
        if (!TryVarint(out var tag)) return Damaged();
        (Field, _wireType) = ((int)(tag >> 3 & int.MaxValue), (int)(tag & 7));
        switch (_wireType)
        {
            case Varint:
                return TryVarint(out _number) || Damaged();
            case Fixed64 when _rest.Length >= sizeof(ulong):
                _number = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[sizeof(ulong)..];
                return true;
            case Fixed32 when _rest.Length >= sizeof(uint):
                _number = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[sizeof(uint)..];
                return true;
            case Blob when TryVarint(out var length) && length <= (ulong)_rest.Length:
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            default:
                return Damaged();
        }
    }

    /// <summary>The numbers of a packed field of doubles.</summary>
    public static double[] Doubles(ReadOnlySpan<byte> packed)
    {
        var values = new double[packed.Length / sizeof(double)];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(packed[(i * sizeof(double))..]);
        return values;
    }

    private bool Damaged()
    {
        IsDamaged = true;
        _rest = default;
        return false;
    }

    /// <summary>Seven bits a byte, the lowest first; the eighth says whether another follows.</summary>
    private bool TryVarint(out ulong value)
    {
        value = 0;
        var length = Math.Min(_rest.Length, 10);
        for (var i = 0; i < length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] > 0x7F) continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }
}
