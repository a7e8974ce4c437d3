using System.IO.Compression;

namespace Descent.Tests.Support;

/// <summary>Small files of images for tests: IDX, CIFAR-10's records, JPEG.</summary>
internal static class ImageFixtures
{
    /// <summary>An IDX file of bytes: the header for the axes, then the elements.</summary>
    public static byte[] Idx(int[] axes, byte[] elements) =>
        [0, 0, 8, (byte)axes.Length, .. axes.SelectMany(a => new[] { (byte)(a >> 24), (byte)(a >> 16), (byte)(a >> 8), (byte)a }), .. elements];

    public static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest)) zip.Write(bytes);
        return target.ToArray();
    }

    /// <summary>
    /// The four files of an MNIST-like set, compressed, in a folder: class c is a bright bar in row c (or column, above half), with noise, so that it can be learned.
    /// </summary>
    public static void WriteIdxFolder(string folder, int train, int test, int side = 28, int classes = 10)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, count, seed) in new[] { ("train", train, 1), ("t10k", test, 2) })
        {
            var (pixels, labels) = Bars(count, side, side, 1, classes, seed);
            File.WriteAllBytes(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz"), Gzip(Idx([count, side, side], pixels)));
            File.WriteAllBytes(Path.Combine(folder, $"{name}-labels-idx1-ubyte.gz"), Gzip(Idx([count], labels)));
        }
    }

    /// <summary>Images of bars, and their classes: 0, 1, 2, … in turn.</summary>
    public static (byte[] Pixels, byte[] Labels) Bars(int count, int height, int width, int channels, int classes, int seed)
    {
        var random = new Random(seed);
        var (pixels, labels) = (new byte[count * height * width * channels], new byte[count]);
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++) pixels[i] /= 4;
        for (var image = 0; image < count; image++)
        {
            var label = image % classes;
            labels[image] = (byte)label;
            var row = (2 * label + 1) * height / (2 * classes);
            pixels.AsSpan((image * height + row) * width * channels, width * channels).Fill(220);
        }

        return (pixels, labels);
    }

    /// <summary>A JPEG file that Pillow wrote: 18 × 13 pixels (width × height).</summary>
    public static byte[] Jpeg(string name = "color 4:2:0") => Golden.File("jpeg.json").GetProperty("files").EnumerateArray()
        .Single(f => f.GetProperty("name").GetString() == name).GetProperty("file").GetBytesFromBase64();
}
