using System.Text;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats;

/// <summary>BMP and Netpbm's formats.</summary>
public class BitmapTests
{
    private static readonly JsonElement[] s_files = [.. Golden.File("bitmaps.json").GetProperty("files").EnumerateArray()];

    [Fact]
    public void Every_kind_of_file_has_exactly_the_pixels_that_Pillow_decodes()
    {
        foreach (var golden in s_files)
        {
            var name = golden.GetProperty("name").GetString()!;
            var file = golden.GetProperty("file").GetBytesFromBase64();
            IImageDecoder decoder = name.StartsWith("bmp", StringComparison.Ordinal) ? new BmpDecoder() : new PnmDecoder();
            foreach (var image in new[] { decoder.Decode("x", file), new ImageDecoder().Decode("x", file) })
            {
                Assert.Equal((name, golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32(), golden.GetProperty("channels").GetInt32()), (name, image.Height, image.Width, image.Channels));
                Assert.True(golden.GetProperty("pixels").GetBytesFromBase64().AsSpan().SequenceEqual(image.Pixels), name);
            }
        }
    }

    [Fact]
    public void A_file_cut_short_is_refused_at_every_length()
    {
        foreach (var golden in s_files)
        {
            var (name, file) = (golden.GetProperty("name").GetString()!, golden.GetProperty("file").GetBytesFromBase64());
            for (var length = 0; length < file.Length; length++)
            {
                // The last number of a text may lose digits and still be one.
                if (length >= file.Length - 4 && name[..2] is "P2" or "P3") break;
                Assert.StartsWith("a/x.y: ", Assert.Throws<DataFormatException>(() => new ImageDecoder().Decode("a/x.y", file.AsSpan(0, length))).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void What_is_damaged_is_refused_with_path_and_reason()
    {
        Refused("it begins as a TIFF file does;", "II*\0"u8.ToArray());
        Refused("it begins as a WebP file does;", "RIFF1234WEBPVP8"u8.ToArray());
        Refused("it is empty.", []);

        Pnm("its width is not a number.", "P5 x");
        Pnm("it ends before its height; it is cut short.", "P5 3 ");
        Pnm("its width has more than 9 digits.", "P5 1234567890 1 255 ");
        Pnm("its largest value is 0; it must be 1 to 65535.", "P5 1 1 0 a");
        Pnm("its largest value is 65536; it must be 1 to 65535.", "P5 1 1 65536 a");
        Pnm("it has 100000 × 1000 pixels; at most", "P5 100000 1000 255 a");
        Pnm("it claims 1000 × 1000 pixels, more than its bytes can hold; it is cut short, or damaged.", "P4 1000 1000 a");
        Pnm("its pixels take 8 bytes, but only 5 follow its header; it is cut short.", "P5 2 2 300 abcde");
        Pnm("a space must stand between its header and its pixels.", "P5 2 2 255abcdef");
        Pnm("a sample is 9, but the largest value is said to be 7.", "P2 1 1 7 9");
        Pnm("sample 1 is neither 0 nor 1.", "P1 3 1 1a1");

        var bmp = File("bmp 8");
        Bmp("it has 0 × 6 pixels; an image has at least one.", 18, 0, 0, 0, 0);
        Bmp("it has 65547 × 65542 pixels; at most", (20, 1), (24, 1));
        Bmp("its pixels take 99912 bytes, but only", 18, 11, 0x41, 0, 0);
        Bmp("it has 9 bits a pixel; 1, 4, 8, 16, 24 and 32 are read.", 28, 9);
        Bmp("its second header has 41 bytes; 12 and 40 to 124 are known.".Replace("41", "39", StringComparison.Ordinal), 14, 39);
        Bmp("its compression is 4; none (0), run lengths (1, 2) and masks (3, 6) are read.", 30, 4);
        Bmp("its compression 3 does not go with 8 bits a pixel.", 30, 3);
        Bmp("its pixels would begin at byte", 12, 200);
        var runs = File("bmp runs of 8");
        runs[^12] = 255;
        Refused("its run lengths leave the image at row 5 from the bottom, pixel 11; it is damaged.", runs);
        var masks = File("bmp 16 masks 40");
        masks[54] = 1;
        masks[55] = 0x80;
        Refused("a mask of its colours is 00008001, which is not bits side by side within a pixel.", masks);
        var few = File("bmp 8 short palette");
        few[^1] = few[^4] = few[^3] = few[^2] = few[^5] = few[^12] = 9;
        Refused("a pixel has colour 9, but its palette has only 5; it is damaged.", few);

        void Pnm(string reason, string text) => Refused(reason, Encoding.Latin1.GetBytes(text));

        void Bmp(string reason, params object[] changes)
        {
            var bytes = (byte[])bmp.Clone();
            if (changes[0] is int at) for (var i = 1; i < changes.Length; i++) bytes[at + i - 1] = (byte)(int)changes[i];
            else foreach (var (place, value) in changes.Cast<(int, int)>()) bytes[place] = (byte)value;
            Refused(reason, bytes);
        }

        static void Refused(string reason, byte[] bytes) =>
            Assert.StartsWith($"photos/x: {reason}", Assert.Throws<DataFormatException>(() => new ImageDecoder().Decode("photos/x", bytes)).Message, StringComparison.Ordinal);
    }

    private static byte[] File(string name) => s_files.Single(f => f.GetProperty("name").GetString() == name).GetProperty("file").GetBytesFromBase64();
}
