using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats.Fuzzing;

/// <summary>
/// Promise R19: nothing is allocated from a size that a file declares beyond what its bytes can hold. Each of these small files claims, or unpacks
/// to, much more than it may.
/// </summary>
public sealed class BombTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-bombs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pictures_that_claim_more_than_they_hold_are_refused_at_once()
    {
        Refused("it claims 8192 × 8192 pixels, more than its bytes can hold", file => new PngDecoder().Decode("bomb", file), Png(8192, 8192, new byte[1000]));
        Refused("it has 4294967295 × 4294967295 pixels; at most", file => new PngDecoder().Decode("bomb", file), Png(uint.MaxValue, uint.MaxValue, new byte[1000]));

        // Much behind the last row, and in a text nobody asked for, is never unpacked.
        var zeros = new byte[20 << 20];
        foreach (var file in new[] { Png(1, 1, zeros), Png(1, 1, new byte[2], [.. "a\0\0"u8, .. Packed(zeros)]) })
            Assert.Equal(1, Taking(1 << 20, () => new PngDecoder().Decode("bomb", file).Pixels.Length, file.Length));

        var jpeg = ImageFixtures.Jpeg();
        var frame = jpeg.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt32BigEndian(jpeg.AsSpan(frame + 5), 0x1FFF1FFF);
        Refused("it claims 8191 × 8191 pixels, more than its bytes can hold", file => new JpegDecoder().Decode("bomb", file), jpeg);
        Refused("it claims 8000 × 8000 pixels, more than its bytes can hold", file => new PnmDecoder().Decode("bomb", file), "P4 8000 8000 abc"u8.ToArray());
        Refused("it claims 60000 × 1000 pixels, more than its bytes can hold", file => new PnmDecoder().Decode("bomb", file), "P1 60000 1000 1 0 1"u8.ToArray());
        Refused("it claims 8000 × 8000 pixels, more than its bytes can hold", file => new BmpDecoder().Decode("bomb", file), Bmp(8000, 8000, 8, 1));
        Refused("its pixels take 64000000 bytes, but only", file => new BmpDecoder().Decode("bomb", file), Bmp(8000, 8000, 8, 0));
    }

    [Fact]
    public void A_JPEG_of_thousands_of_scans_is_refused_within_a_second()
    {
        // A progressive image's last scan, again and again: each goes through the whole image.
        var file = ImageFixtures.Jpeg("progressive");
        var scan = file.AsSpan().LastIndexOf((byte[])[0xFF, 0xDA]);
        byte[] bomb = [.. file[..^2], .. Enumerable.Repeat(file[scan..^2], 20_000).SelectMany(s => s), .. file[^2..]];
        var start = ThreadClock.Seconds;
        Refused("more than 500 scans", bytes => new JpegDecoder().Decode("bomb", bytes), bomb);
        Assert.InRange(ThreadClock.Seconds - start, 0, 2); // it is decoded twice
    }

    [Fact]
    public void Arrays_that_claim_or_unpack_to_more_than_they_may_are_refused_at_once()
    {
        Refused("its header promises 1000000000 elements", file => IdxFile.Read(Put("bomb.gz", file), 3), ImageFixtures.Gzip(ImageFixtures.Idx([1000, 1000, 1000], new byte[50])), "bomb.gz");
        Refused("more bytes follow its 8 elements", file => IdxFile.Read(Put("bomb.gz", file), 3), ImageFixtures.Gzip([.. ImageFixtures.Idx([2, 2, 2], new byte[8]), .. new byte[20 << 20]]), "bomb.gz");
        Refused("its array, Float32 [500000000], takes 2000000000 bytes, but 8 follow the header", file => Npy.Read(new MemoryStream(file), "bomb"), Array("(500000000,)", 8));

        // A thousand zeros in a byte: of an array that says so, and of one that does not.
        Refused("its arrays take", file => Npz.Read(new MemoryStream(file), "bomb"), Zip(("a.npy", Array("(20971520,)", 80 << 20))));
        Refused("a.npy: its array, Float32 [2], takes 8 bytes, but 20971520 follow the header", file => Npz.Read(new MemoryStream(file), "bomb"), Zip(("a.npy", Array("(2,)", 20 << 20))));

        // An entry whose sizes are lies: in the list at the end, where they are read.
        var lies = Zip(("a.npy", Array("(2,)", 8)));
        var list = lies.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(lies.AsSpan(list + 24), 2_000_000_000);
        Refused("'a.npy' claims 2000000000 bytes, more than its", file => Npz.Read(new MemoryStream(file), "bomb"), lies);
    }

    [Fact]
    public void Headers_of_weights_take_little_more_than_themselves()
    {
        var header = new byte[17 << 20];
        header.AsSpan().Fill((byte)'[');
        Refused("its header has 17825792 bytes; at most 16777216 are read.", file => Safetensors.Read(new MemoryStream(file), "bomb"), Weights(header));
        Refused("its header begins with byte 91", file => Safetensors.Read(new MemoryStream(file), "bomb"), Weights(header[..(16 << 20)]));
        Refused("its header is not JSON", file => Safetensors.Read(new MemoryStream(file), "bomb"), Weights([.. "{\"a\":{\"shape\":"u8, .. header[..(15 << 20)]]));
        Refused("its __metadata__ has more than 65536 texts", file => Safetensors.Read(new MemoryStream(file), "bomb"), Weights(Encoding.ASCII.GetBytes("{\"__metadata__\":{" + string.Join(',', Enumerable.Range(0, 1_200_000).Select(i => $"\"{i}\":\"\"")) + "}}")));
        Refused("its header lists more than 65536 tensors", file => Safetensors.Read(new MemoryStream(file), "bomb"), Weights(Encoding.ASCII.GetBytes("{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}")), times: 10); // each of 65,536 is an object, under 1 KB
    }

    [Fact]
    public void A_run_file_that_stands_for_gigabytes_is_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 40; i++) text.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        var error = Assert.Throws<ConfigurationException>(() => RunConfig.Load(Put("bomb.yaml", Encoding.ASCII.GetBytes($"{text}")), []));
        Assert.Contains("anchors (&name) are not used in run files", error.Message, StringComparison.Ordinal);
    }

    /// <param name="times">How many times the file its reading may allocate, and 2 MB.</param>
    private void Refused<T>(string reason, Func<byte[], T> read, byte[] file, string name = "bomb", int times = 5)
    {
        Assert.ThrowsAny<DataFormatException>(() => read(file)); // what only a first call allocates
        var error = Taking((times - 1L) * file.Length + (2 << 20), () => Assert.ThrowsAny<DataFormatException>(() => read(file)), file.Length);
        var path = name == "bomb" ? "bomb" : Path.Combine(_folder, name);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static T Taking<T>(long most, Func<T> act, long length)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = act();
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken <= most + length, $"{taken} bytes were allocated for a file of {length}");
        return result;
    }

    private string Put(string name, byte[] file)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    private static byte[] Weights(byte[] header)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header];
    }

    private static byte[] Array(string shape, int bytes)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[bytes]];
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest)) zlib.Write(bytes);
        return target.ToArray();
    }

    /// <summary>A grey PNG of any claims.</summary>
    private static byte[] Png(uint width, uint height, byte[] rows, byte[]? text = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [.. PngHeader.Signature, .. Chunk("IHDR", header), .. text is null ? [] : Chunk("zTXt", text), .. Chunk("IDAT", Packed(rows)), .. Chunk("IEND", [])];

        static byte[] Chunk(string name, byte[] data)
        {
            var chunk = new byte[12 + data.Length];
            BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
            Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
            data.CopyTo(chunk, 8);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Of(chunk.AsSpan(4, 4 + data.Length)));
            return chunk;
        }
    }

    private static byte[] Bmp(int width, int height, byte bits, byte compression)
    {
        var file = new byte[54 + 1024 + 20];
        (file[0], file[1], file[14], file[26], file[28], file[30]) = ((byte)'B', (byte)'M', 40, 1, bits, compression);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54 + 1024);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        return file;
    }
}
