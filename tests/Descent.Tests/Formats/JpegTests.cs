using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats;

public class JpegTests
{
    private static readonly JsonElement[] s_files = [.. Golden.File("jpeg.json").GetProperty("files").EnumerateArray()];

    [Theory]
    [InlineData("color 4:2:0")]
    [InlineData("color 4:4:4")]
    [InlineData("progressive")]
    [InlineData("grey")]
    [InlineData("inks")]
    [InlineData("transformed inks")]
    [InlineData("orientation 1")]
    [InlineData("orientation 2")]
    [InlineData("orientation 3")]
    [InlineData("orientation 4")]
    [InlineData("orientation 5")]
    [InlineData("orientation 6")]
    [InlineData("orientation 7")]
    [InlineData("orientation 8")]
    public void Pixels_are_within_one_level_of_what_Pillow_decodes(string name)
    {
        var golden = Find(name);
        var image = new JpegDecoder().Decode("x.jpg", golden.GetProperty("file").GetBytesFromBase64());
        var expected = golden.GetProperty("pixels").GetBytesFromBase64();
        Assert.Equal((golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32(), golden.GetProperty("channels").GetInt32()), (image.Height, image.Width, image.Channels));
        Assert.Equal(expected.Length, image.Pixels.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(image.Pixels[i] - expected[i], -1, 1);
    }

    [Fact]
    public void A_smaller_image_is_the_smallest_that_is_large_enough_as_libjpeg_turbo_decodes_it()
    {
        var root = Golden.File("jpeg.json");
        var file = root.GetProperty("scaled_file").GetBytesFromBase64();
        JsonElement[] scales = [.. root.GetProperty("scaled").EnumerateArray()];
        Assert.Equal(5, scales.Length);
        for (var i = 0; i < scales.Length; i++)
        {
            var golden = scales[i];
            var size = new ImageSize(golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32());
            var below = i == 0 ? new ImageSize(0, 0) : new ImageSize(scales[i - 1].GetProperty("height").GetInt32(), scales[i - 1].GetProperty("width").GetInt32());
            foreach (var asked in new[] { size, size with { Width = below.Width + 1 }, size with { Height = below.Height + 1 }, size with { Width = 1 } })
            {
                var image = new JpegDecoder().Decode("x.jpg", file, asked);
                Assert.Equal(size, new ImageSize(image.Height, image.Width));
                var expected = golden.GetProperty("pixels").GetBytesFromBase64();
                for (var at = 0; at < expected.Length; at++) Assert.InRange(image.Pixels[at] - expected[at], -1, 1);
            }
        }

        var whole = new JpegDecoder().Decode("x.jpg", file, new ImageSize(1000, 1));
        Assert.Equal((37, 45), (whole.Height, whole.Width));
        Assert.Equal(new JpegDecoder().Decode("x.jpg", file).Pixels, whole.Pixels);

        // What is asked for counts for the image as it stands upright: 18 high, 13 wide.
        var turned = new JpegDecoder().Decode("x.jpg", File("orientation 6"), new ImageSize(9, 2));
        Assert.Equal((9, 7), (turned.Height, turned.Width));
    }

    [Fact]
    public void An_orientation_that_is_not_as_it_should_be_counts_as_upright()
    {
        var upright = new JpegDecoder().Decode("x.jpg", File("orientation 1")).Pixels;
        var file = File("orientation 3");
        var at = file.AsSpan().IndexOf("Exif\0\0"u8);
        var length = file[at - 2] << 8 | file[at - 1];
        Assert.NotEqual(upright, new JpegDecoder().Decode("x.jpg", file).Pixels);
        for (var i = at; i < at + length - 2; i++)
        {
            // Whatever a byte of it becomes, the image is one of eight, and nothing is read from outside.
            foreach (var value in new byte[] { 0, 0x7F, 0xFF })
            {
                var changed = (byte[])file.Clone();
                changed[i] = value;
                Assert.Equal(upright.Length, new JpegDecoder().Decode("x.jpg", changed).Pixels.Length);
            }
        }

        file[file.AsSpan().IndexOf("II*\0"u8) is var tiff and >= 0 ? tiff : file.AsSpan().IndexOf("MM\0*"u8)] = (byte)'X';
        Assert.Equal(upright, new JpegDecoder().Decode("x.jpg", file).Pixels);
    }

    [Fact]
    public void What_is_no_JPEG_or_damaged_is_refused_with_path_and_reason()
    {
        var good = File("color 4:2:0");
        Refused("it does not begin as a JPEG file does.", []);
        Refused("it does not begin as a JPEG file does.", "\x89PNG\r\n"u8.ToArray());
        Refused("it cannot be decoded: ", good[..(good.Length / 2)]);
        Refused("it ends before its image begins.", good[..40]);

        // 65,500 pixels each way, said by the frame header, would take 12 GB.
        var huge = (byte[])good.Clone();
        var frame = huge.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (huge[frame + 5], huge[frame + 6], huge[frame + 7], huge[frame + 8]) = (0xFF, 0xDC, 0xFF, 0xDC);
        Refused($"it has 65500 × 65500 pixels; at most {DecodedImage.MaxPixels} are read. Make the image smaller.", huge);

        static void Refused(string reason, byte[] bytes)
        {
            var error = Assert.Throws<DataFormatException>(() => new JpegDecoder().Decode("photos/x.jpg", bytes));
            Assert.StartsWith($"photos/x.jpg: {reason}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_advice_where_the_library_is_missing_names_each_systems_package()
    {
        Assert.True(JpegDecoder.IsAvailable, TurboJpeg.Missing);
        foreach (var word in new[] { "apt-get install libturbojpeg0", "brew install jpeg-turbo", "winget install", "dnf install turbojpeg" })
            Assert.Contains(word, TurboJpeg.Missing, StringComparison.Ordinal);
    }

    private static JsonElement Find(string name) => s_files.Single(f => f.GetProperty("name").GetString() == name);

    private static byte[] File(string name) => Find(name).GetProperty("file").GetBytesFromBase64();
}
