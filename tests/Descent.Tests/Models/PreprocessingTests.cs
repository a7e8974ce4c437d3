using System.Security.Cryptography;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Models;

/// <summary>What networks with published weights expect of images, against torchvision's presets (Golden/make_preprocessing.py).</summary>
public sealed class PreprocessingTests
{
    private static readonly JsonElement s_golden = Golden.File("preprocessing.json");

    public static TheoryData<string> Networks => [.. LibraryModel.All.Where(m => m.Preprocessing is not null).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Photographs_are_prepared_as_torchvision_prepares_them_to_the_byte(string name)
    {
        var golden = s_golden.GetProperty(name);
        var preprocessing = LibraryModel.Find(name)!.Preprocessing!;
        Assert.Equal(
            (golden.GetProperty("resize").GetInt32(), golden.GetProperty("crop").GetInt32(), golden.GetProperty("interpolation").GetString()),
            (preprocessing.Resize, preprocessing.Crop, preprocessing.Interpolation.ToString().ToLowerInvariant()));
        Assert.Equal(golden.GetProperty("mean").EnumerateArray().Select(v => v.GetDouble()), preprocessing.Mean);
        Assert.Equal(golden.GetProperty("std").EnumerateArray().Select(v => v.GetDouble()), preprocessing.Deviation);
        foreach (var picture in golden.GetProperty("pictures").EnumerateArray())
        {
            var (height, width) = (picture.GetProperty("height").GetInt32(), picture.GetProperty("width").GetInt32());
            var result = new byte[preprocessing.Crop * preprocessing.Crop * 3];
            preprocessing.Sizing.Apply(Picture(height, width), [height, width, 3], result, seed: 1, epoch: 0, sample: 0);
            Assert.True(picture.GetProperty("sha256").GetString() == Convert.ToHexStringLower(SHA256.HashData(result)), $"a picture of {width} × {height} became another than torchvision's");
        }
    }

    /// <summary>The golden file's pictures: smooth, but for stripes of two pixels in blue.</summary>
    private static byte[] Picture(int height, int width)
    {
        var pixels = new byte[height * width * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(x * y / 97), (byte)(3 * x + 5 * y + x * x / 64), (byte)(255 * ((x / 2 + y / 3) % 2)));
            }

        return pixels;
    }
}
