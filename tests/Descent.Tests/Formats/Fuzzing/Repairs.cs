using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Descent.Tests.Formats.Fuzzing;

/// <summary>Make the lengths and checksums of a damaged file right again, as far as it still has the form for them.</summary>
internal static class Repairs
{
    /// <summary>The checksum of each chunk; a length that leads outside becomes what is there.</summary>
    public static byte[] Png(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                length = (uint)(file.Length - at - 12);
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), length);
            }

            var end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(end), Crc32.Of(file.AsSpan(at + 4, (int)length + 4)));
            at = end + 4;
        }

        return file;
    }

    /// <summary>The header's length, up to its last brace.</summary>
    public static byte[] Safetensors(byte[] file)
    {
        var end = file.Length < 10 ? -1 : file.AsSpan(8).LastIndexOf((byte)'}');
        if (end >= 0) BinaryPrimitives.WriteInt64LittleEndian(file, end + 1);
        return file;
    }

    /// <summary>The header's length, up to the first line break.</summary>
    public static byte[] Npy(byte[] file)
    {
        var start = file.Length > 6 && file[6] > 1 ? 12 : 10;
        var end = file.Length < start ? -1 : file.AsSpan(start).IndexOf((byte)'\n');
        if (end >= 0) BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(end + 1));
        return file;
    }

    /// <summary>The checksums and sizes of stored entries, in both of their headers, as the list at the end places them.</summary>
    public static byte[] Zip(byte[] file)
    {
        for (var at = 0; at + 46 <= file.Length; at++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) != 0x02014B50) continue;
            var (size, start) = (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 20)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 42)));
            if (file[at + 10] != 0 || start + 30L > file.Length) continue;
            var local = file.AsSpan((int)start);
            var data = 30 + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
            if (data + (long)size > local.Length) continue;
            var crc = Crc32.Of(local.Slice(data, (int)size));
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 16), crc);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 24), size);
            BinaryPrimitives.WriteUInt32LittleEndian(local[14..], crc);
        }

        return file;
    }

    /// <summary>The hash that a manifest ends with.</summary>
    public static byte[] Manifest(byte[] file)
    {
        var end = file.AsSpan().LastIndexOf(",\n  \"sha256\": \""u8);
        if (end < 0) return file;
        var body = file.AsSpan(0, end);
        return [.. body, .. ",\n  \"sha256\": \""u8, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))), .. "\"\n}\n"u8];
    }
}
