using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit;

namespace Descent.Tests.Data;

public sealed class DigitsTests
{
    [Fact]
    public void There_are_1797_digits_in_the_published_counts()
    {
        var data = Digits.Load();
        Assert.Equal(1797, data.Count);
        Assert.Equal(new Shape(64), data.InputShape);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], data.Target.Names);
        var counts = new int[10];
        for (var i = 0; i < data.Count; i++) counts[data.ReadClass(i)]++;
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], counts);
    }

    // The hash is of scikit-learn's array: load_digits().data.astype('<f4') / 16, then the labels as '<i4'.
    [Fact]
    public void Every_pixel_and_label_is_scikit_learns()
    {
        var data = Digits.Load();
        var pixels = new float[data.Count * 64];
        var labels = new int[data.Count];
        for (var i = 0; i < data.Count; i++)
        {
            data.ReadInput(i, pixels.AsSpan(i * 64, 64));
            labels[i] = data.ReadClass(i);
        }

        byte[] bytes = [.. MemoryMarshal.AsBytes(pixels.AsSpan()), .. MemoryMarshal.AsBytes(labels.AsSpan())];
        Assert.Equal("cf7e26e57b05ca0df6c8c74907284c3304259880cb7ebc523919b068a1ba6454", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Images_are_the_same_pixels_with_height_width_and_channel()
    {
        var (vectors, images) = (Digits.Load(), Digits.LoadImages());
        Assert.Equal(new Shape(8, 8, 1), images.InputShape);
        var (vector, image) = (new float[64], new float[64]);
        vectors.ReadInput(17, vector);
        images.ReadInput(17, image);
        Assert.Equal(vector, image);
        Assert.Equal([0f, 0, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0, 0], Row(vectors, 0));
    }

    private static float[] Row(Dataset data, int index)
    {
        var image = new float[64];
        data.ReadInput(index, image);
        return image[..8];
    }
}
