using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Descent.Tests.Formats.Fuzzing;

/// <summary>
/// Makes damaged files of good ones: bits, numbers at the edges of their types in either byte order, digits of texts, ranges removed, copied and
/// repeated, words of the format put anywhere, files cut and joined. Most are then repaired on the surface (lengths, checksums), so that a reader's
/// inside is reached. The n-th file depends on n alone.
/// </summary>
/// <param name="seeds">Good files, small ones: what is damaged is then what matters.</param>
/// <param name="words">What the format knows: keys, markers, signs.</param>
/// <param name="repair">Makes lengths and checksums right again where that can be done; null if the format has none.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> words, Func<byte[], byte[]>? repair = null)
{
    private static readonly long[] s_edges = [0, 1, 2, -1, 7, 8, 63, 64, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 1 << 24, 1 << 26, 1 << 30, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue];

    private static readonly byte[][] s_numbers = [.. new[] { "0", "1", "-1", "255", "256", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807", "99999999999999999999", "1e999", "0.5", "-0", "1e-400", "NaN", "00", "" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>The words of a format that are texts.</summary>
    public static byte[][] Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    public byte[] Make(int round)
    {
        var random = new Random(round);
        List<byte> bytes = [.. seeds[random.Next(seeds.Count)]];
        var changes = 1;
        while (changes < 8 && random.Next(2) == 0) changes++;
        for (; changes > 0; changes--) Change(random, bytes);
        return repair is null || random.Next(4) == 0 ? [.. bytes] : repair([.. bytes]);
    }

    private void Change(Random random, List<byte> bytes)
    {
        if (bytes.Count == 0) bytes.Add(0);
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 17), bytes.Count - at);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] += (byte)random.Next(-16, 17);
                break;
            case 3:
                PutNumber(random, bytes, at);
                break;
            case 4:
                ReplaceDigits(random, bytes, at);
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 7 when words.Count > 0:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 8:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 9:
                var piece = bytes.GetRange(at, length);
                for (var times = random.Next(1, 30); times > 0; times--) bytes.InsertRange(at, piece);
                break;
            case 10:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                var other = seeds[random.Next(seeds.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(Math.Min(at, other.Length)));
                break;
        }
    }

    private static void PutNumber(Random random, List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[8];
        var size = 1 << random.Next(4);
        BinaryPrimitives.WriteInt64LittleEndian(number, s_edges[random.Next(s_edges.Length)]);
        number = number[..Math.Min(size, bytes.Count - at)];
        if (random.Next(2) == 0) number.Reverse();
        number.CopyTo(CollectionsMarshal.AsSpan(bytes)[at..]);
    }

    /// <summary>Replaces the next number that is written in digits.</summary>
    private static void ReplaceDigits(Random random, List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
        if (start < 0) return;
        var end = bytes.FindIndex(start, b => !char.IsAsciiDigit((char)b));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, s_numbers[random.Next(s_numbers.Length)]);
    }
}
