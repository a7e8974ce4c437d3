using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats;

public class PngTests
{
    private static readonly JsonElement[] s_files = [.. Golden.File("png.json").GetProperty("files").EnumerateArray()];

    [Fact]
    public void Every_kind_of_file_has_exactly_the_pixels_that_Pillow_decodes()
    {
        foreach (var golden in s_files)
        {
            var name = golden.GetProperty("name").GetString();
            var (file, pixels) = (golden.GetProperty("file").GetBytesFromBase64(), golden.GetProperty("pixels").GetBytesFromBase64());
            var image = new PngDecoder().Decode("x.png", file);
            Assert.Equal((name, golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32(), golden.GetProperty("channels").GetInt32()), (name, image.Height, image.Width, image.Channels));
            Assert.True(pixels.AsSpan().SequenceEqual(image.Pixels), name);

            // With opacity, if there is one, as the last channel.
            var full = new PngDecoder { KeepsOpacity = true }.Decode("x.png", file);
            var opacity = golden.TryGetProperty("opacity", out var some) ? some.GetBytesFromBase64() : null;
            Assert.Equal((name, image.Channels + (opacity is null ? 0 : 1)), (name, full.Channels));
            for (var i = 0; i < image.Height * image.Width; i++)
            {
                Assert.True(full.Pixels.AsSpan(i * full.Channels, image.Channels).SequenceEqual(pixels.AsSpan(i * image.Channels, image.Channels)), name);
                if (opacity is not null) Assert.Equal((name, opacity[i]), (name, full.Pixels[i * full.Channels + image.Channels]));
            }
        }
    }

    [Fact]
    public void Samples_of_16_bits_are_read_whole_and_others_as_they_are()
    {
        foreach (var golden in s_files)
        {
            var samples = PngDecoder.ReadSamples("x.png", golden.GetProperty("file").GetBytesFromBase64());
            Assert.Equal((golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32(), golden.GetProperty("bits").GetInt32()), (samples.Height, samples.Width, samples.Bits));
            if (golden.TryGetProperty("samples", out var expected)) Assert.Equal(expected.GetBytesFromBase64(), MemoryMarshal.AsBytes(samples.Values.AsSpan()).ToArray());
            else if (golden.GetProperty("name").GetString()!.StartsWith("grey 4", StringComparison.Ordinal))
                Assert.Equal(golden.GetProperty("pixels").GetBytesFromBase64(), samples.Values.Select(v => (byte)(v * 17)));
        }

        Assert.Contains(s_files, f => f.TryGetProperty("samples", out _));
    }

    [Fact]
    public void What_the_encoder_writes_is_decoded_to_the_same_pixels()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var (height, width, channels) = (random.Next(1, 20), random.Next(1, 70), 1 + i % 4);
            var pixels = new byte[height * width * channels];
            for (var at = 0; at < pixels.Length; at++) pixels[at] = (byte)(at / 3 + random.Next(1 + i));
            using var file = new MemoryStream();
            PngEncoder.Write(file, height, width, channels, pixels);
            var image = new PngDecoder { KeepsOpacity = true }.Decode("x.png", file.ToArray());
            Assert.Equal((height, width, channels), (image.Height, image.Width, image.Channels));
            Assert.Equal(pixels, image.Pixels);
        }

        Assert.Equal("PngEncoder: 5 channels; an image has 1 to 4. (Parameter 'channels')", Assert.Throws<ArgumentException>(() => PngEncoder.Write(Stream.Null, 1, 1, 5, new byte[5])).Message);
        Assert.Equal("PngEncoder: 5 samples for 2 × 3 pixels of 1 channels; there must be 6, and at least one. (Parameter 'pixels')", Assert.Throws<ArgumentException>(() => PngEncoder.Write(Stream.Null, 2, 3, 1, new byte[5])).Message);
    }

    [Fact]
    public void What_is_no_PNG_or_damaged_is_refused_with_path_and_reason()
    {
        var good = File("palette 4");
        Refused("it does not begin as a PNG file does.", []);
        Refused("it does not begin as a PNG file does.", [0xFF, 0xD8, 0xFF]);
        Refused("it ends after byte 40, where another chunk must begin; it is cut short.", good[..40]);
        Refused("its IEND chunk at byte", good[..^12].Concat(Chunk("IEND", 0, 0)).ToArray()[..^1].Append((byte)1).ToArray());
        for (var length = 0; length < good.Length; length++) Refused("", good[..length]);
        for (var at = 0; at < good.Length; at++)
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= 0x10;
            Refused("", bytes); // each byte is under a checksum, or one of it
        }

        Refused("its first chunk is IDAT; it must be IHDR.", Png(Chunk("IDAT", 1)));
        Refused("its header (IHDR) has 2 bytes; it must have 13.", Png(Chunk("IHDR", 1, 2)));
        Refused("it has 0 × 1 pixels; an image has at least one.", Png(Header(0, 1, 8, 0)));
        Refused($"it has 8193 × 8192 pixels; at most {DecodedImage.MaxPixels} are read. Make the image smaller.", Png(Header(8193, 8192, 8, 0)));
        Refused("it has 4294967295 × 4294967295 pixels;", Png(Header(uint.MaxValue, uint.MaxValue, 8, 0)));
        Refused("it claims 8000 × 8000 pixels, more than its bytes can hold; it is cut short, or damaged.", Png(Header(8000, 8000, 8, 0), Chunk("IDAT", 1, 2, 3), Chunk("IEND")));
        Refused("its colour type is 5; there are 0, 2, 3, 4 and 6.", Png(Header(1, 1, 8, 5)));
        Refused("its samples have 4 bits, which colour type 2 cannot have.", Png(Header(1, 1, 4, 2)));
        Refused("its interlacing is 2; there are 0 and 1.", Png(Header(1, 1, 8, 0, interlace: 2)));
        Refused("it has two headers (IHDR).", Png(Header(1, 1, 8, 0), Header(1, 1, 8, 0)));
        Refused("it has no pixels: there is no IDAT chunk.", Png(Header(1, 1, 8, 0), Chunk("IEND")));
        Refused("it has no palette (PLTE) before its pixels.", Png(Header(1, 1, 8, 3), Chunk("IDAT", 1)));
        Refused("its palette (PLTE) has 4 bytes; it must have 3 for each of 1 to 256 colours.", Png(Header(1, 1, 8, 3), Chunk("PLTE", 1, 2, 3, 4)));
        Refused("it is grey and has a palette (PLTE), which cannot be.", Png(Header(1, 1, 8, 0), Chunk("PLTE", 1, 2, 3)));
        Refused("its transparency (tRNS) has 3 bytes, which does not go with colour type 2", Png(Header(1, 1, 8, 2), Chunk("tRNS", 1, 2, 3)));
        Refused("its chunk ABCD is unknown, and a reader may not pass it over.", Png(Header(1, 1, 8, 0), Chunk("ABCD")));
        Refused("its IDAT chunks do not follow each other.", Png(Header(1, 1, 8, 0), Chunk("IDAT", 1), Chunk("teXt", 1), Chunk("IDAT", 1)));
        Refused("its compressed pixels are damaged, near row 0 of 1.", Png(Header(1, 1, 8, 0), Chunk("IDAT", 1, 2, 3), Chunk("IEND")));
        Refused("its pixels end in row 1 of 2; it is cut short, or damaged.", Png(Header(1, 2, 8, 0), Chunk("IDAT", Packed([0, 7])), Chunk("IEND")));
        Refused("row 0 has filter 5; there are 0 to 4.", Png(Header(1, 1, 8, 0), Chunk("IDAT", Packed([5, 7])), Chunk("IEND")));
        Refused("a pixel has colour 7, but its palette has only 1; it is damaged.", Png(Header(1, 1, 8, 3), Chunk("PLTE", 1, 2, 3), Chunk("IDAT", Packed([0, 7])), Chunk("IEND")));
        var wrong = Packed([0, 7]);
        wrong[^1] ^= 1;
        Refused("its compressed pixels are damaged, near row 0 of 1.", Png(Header(1, 1, 8, 0), Chunk("IDAT", wrong), Chunk("IEND")));
        Assert.Equal([7], new PngDecoder().Decode("x.png", Png(Header(1, 1, 8, 0), Chunk("IDAT", Packed([0, 7, 9, 9])), Chunk("IEND"))).Pixels);

        static void Refused(string reason, byte[] bytes)
        {
            var error = Assert.Throws<DataFormatException>(() => new PngDecoder().Decode("photos/x.png", bytes));
            Assert.StartsWith($"photos/x.png: {reason}", error.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Png(params byte[][] chunks) => [.. PngHeader.Signature, .. chunks.SelectMany(c => c)];

    private static byte[] Header(uint width, uint height, byte depth, byte color, byte interlace = 0) =>
        Chunk("IHDR", [.. BigEndian(width), .. BigEndian(height), depth, color, 0, 0, interlace]);

    private static byte[] Chunk(string name, params byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(name), .. data];
        return [.. BigEndian((uint)data.Length), .. body, .. BigEndian(Crc32.Of(body))];
    }

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Packed(byte[] rows)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal)) zlib.Write(rows);
        return target.ToArray();
    }

    private static byte[] File(string name) => s_files.Single(f => f.GetProperty("name").GetString() == name).GetProperty("file").GetBytesFromBase64();
}
