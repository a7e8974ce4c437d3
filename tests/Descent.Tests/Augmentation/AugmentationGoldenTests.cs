using System.Runtime.InteropServices;
using System.Text.Json;
using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Augmenting;

/// <summary>Transforms with fixed settings against what Pillow and torchvision make of the same picture (Golden/make_augment.py).</summary>
public sealed class AugmentationGoldenTests
{
    private static readonly JsonElement s_file = Golden.File("augment.json");
    private static readonly Dictionary<string, JsonElement> s_cases = s_file.GetProperty("cases").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);

    private static readonly Dictionary<string, ImageTransform[]> s_transforms = new()
    {
        ["rotation 7"] = [new Rotation(Exactly(7))],
        ["rotation -40, fill 90"] = [new Rotation(Exactly(-40), Fill.Of(90))],
        ["rotation 33, grey"] = [new Rotation(Exactly(33))],
        ["shear"] = [new Shear(Exactly(0.3), default, null)],
        ["translation"] = [new Translation(Exactly(0.125), Exactly(-0.25), null)],
        ["affine"] = [new Rotation(Exactly(20)), new Translation(Exactly(0.1), Exactly(0.05), null)],
        ["resize up"] = [new Resize(new ImageSize(30, 41))],
        ["resize down, bilinear"] = [new Resize(new ImageSize(7, 9), Interpolation.Bilinear)],
        ["resize up, bilinear"] = [new Resize(new ImageSize(30, 41), Interpolation.Bilinear)],
        ["resize narrower and higher, bilinear"] = [new Resize(new ImageSize(20, 4), Interpolation.Bilinear)],
        ["resize, grey, bilinear"] = [new Resize(new ImageSize(11, 6), Interpolation.Bilinear)],
        ["resize, flip and crop, bilinear"] = [new Resize(10, Interpolation.Bilinear), new Flip(probability: 1), new CenterCrop(new(8, 9))],
        ["resize down, bicubic"] = [new Resize(new ImageSize(7, 9), Interpolation.Bicubic)],
        ["resize up, bicubic"] = [new Resize(new ImageSize(30, 41), Interpolation.Bicubic)],
        ["resize narrower and higher, bicubic"] = [new Resize(new ImageSize(20, 4), Interpolation.Bicubic)],
        ["resize, grey, bicubic"] = [new Resize(new ImageSize(11, 6), Interpolation.Bicubic)],
        ["resize, flip and crop, bicubic"] = [new Resize(10, Interpolation.Bicubic), new Flip(probability: 1), new CenterCrop(new(8, 9))],
        ["flip"] = [new Flip(probability: 1)],
        ["flip, vertical"] = [new Flip(FlipAxis.Vertical, 1)],
        ["center crop"] = [new CenterCrop(new(10, 12))],
        ["center crop, larger"] = [new CenterCrop(new(16, 21))],
        ["brightness 1.3"] = [new Brightness(Exactly(1.3))],
        ["contrast 0.6"] = [new Contrast(Exactly(0.6))],
        ["contrast 1.7"] = [new Contrast(Exactly(1.7))],
        ["saturation 1.8"] = [new Saturation(Exactly(1.8))],
        ["saturation 0.3"] = [new Saturation(Exactly(0.3))],
        ["hue 0.1"] = [new Hue(Exactly(0.1))],
        ["hue -0.45"] = [new Hue(Exactly(-0.45))],
        ["gamma 0.6"] = [new Gamma(0.6, 0.6)],
        ["gamma 2.5"] = [new Gamma(2.5, 2.5)],
        ["grayscale"] = [new Grayscale(probability: 1)],
        ["color jitter"] = [new Brightness(Exactly(1.2)), new Contrast(Exactly(0.8)), new Saturation(Exactly(1.5)), new Hue(Exactly(0.05))],
        ["posterize 3"] = [new Posterize(3, 1)],
        ["solarize 100"] = [new Solarize(100, 1)],
        ["invert"] = [new Invert(1)],
        ["equalize"] = [new Equalize(1)],
        ["auto contrast"] = [new AutoContrast(1)],
        ["sharpness 2"] = [new Sharpness(Exactly(2))],
        ["sharpness 0.2"] = [new Sharpness(Exactly(0.2))],
        ["blur 1.2"] = [new Blur(1.2, 1.2, 1)],
    };

    public static TheoryData<string> Names => [.. s_transforms.Keys];

    private static byte[] Picture { get; } = s_file.GetProperty("picture").GetBytesFromBase64();

    private static int Height { get; } = s_file.GetProperty("height").GetInt32();

    private static int Width { get; } = s_file.GetProperty("width").GetInt32();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_transform_gives_what_Pillow_or_torchvision_gives(string name)
    {
        var golden = s_cases[name];
        var channels = name.Contains("grey", StringComparison.Ordinal) ? 1 : 3;
        var source = name == "auto contrast" ? s_cases["narrow"].GetProperty("bytes").GetBytesFromBase64() : channels == 3 ? Picture : [.. Picture.Where((_, i) => i % 3 == 0)];
        var result = new byte[golden.GetProperty("height").GetInt32() * golden.GetProperty("width").GetInt32() * channels];
        new Augmentation(s_transforms[name]).Apply(source, [Height, Width, channels], result, 1, 0, 0);
        if (new Augmentation(s_transforms[name]).Interpolation == Interpolation.Fast) AssertClose(golden, result);
        else Assert.Equal(golden.GetProperty("bytes").GetBytesFromBase64(), result); // Pillow's arithmetic
    }

    [Fact]
    public void A_perspective_gives_what_Pillow_gives()
    {
        var golden = s_cases["perspective"];
        var map = new PixelMap(1.1, 0.08, -1.5, 0.05, 0.95, 0.7, 0.004, -0.003, 1);
        AssertClose(golden, Resampled(Picture, 3, map, new(Height, Width)));
    }

    [Fact]
    public unsafe void Boxes_are_averaged_as_Pillow_averages_them()
    {
        var golden = s_cases["reduce 3 x 2"];
        int height = golden.GetProperty("height").GetInt32(), width = golden.GetProperty("width").GetInt32();
        var result = new byte[height * width * 3];
        var sums = new uint[Width * 3];
        fixed (byte* source = Picture, target = result)
        fixed (uint* row = sums)
            BoxReduction.Run(new((nint)source, Height, Width, 3), 2, 3, row, new((nint)target, height, width, 3));
        AssertClose(golden, result); // ours rounds halves up, Pillow's truncated factors leave some of them down
    }

    [Fact]
    public void Every_case_of_the_file_is_used() =>
        Assert.Equal(s_cases.Keys.Order(), s_transforms.Keys.Concat(["perspective", "reduce 3 x 2", "narrow"]).Order());

    internal static unsafe byte[] Resampled(byte[] source, int channels, PixelMap map, ImageSize size)
    {
        var result = new byte[size.Height * size.Width * channels + Resample.Slack];
        fixed (byte* from = source, to = result)
            Resample.Run(new((nint)from, source.Length / channels / Width, Width, channels), map, Surroundings.Constant, 0, new((nint)to, size.Height, size.Width, channels));
        return result[..^Resample.Slack];
    }

    private static Amount Exactly(double value) => new((float)value, (float)value);

    /// <summary>Bytes within a level (Pillow interpolates in fixed point), floats within a rounding.</summary>
    private static void AssertClose(JsonElement golden, byte[] result)
    {
        if (golden.TryGetProperty("floats", out var floats))
        {
            var expected = MemoryMarshal.Cast<byte, float>(floats.GetBytesFromBase64());
            Assert.Equal(expected.Length, result.Length);
            for (var i = 0; i < result.Length; i++) Assert.InRange(result[i], expected[i] - 0.56, expected[i] + 0.56);
        }
        else
        {
            var expected = golden.GetProperty("bytes").GetBytesFromBase64();
            Assert.Equal(expected.Length, result.Length);
            for (var i = 0; i < result.Length; i++) Assert.InRange(result[i], expected[i] - 1, expected[i] + 1);
        }
    }
}
