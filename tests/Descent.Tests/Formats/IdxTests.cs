using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats;

public sealed class IdxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-idx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_and_labels_are_read_plain_and_compressed(bool compressed)
    {
        var pixels = Enumerable.Range(0, 3 * 2 * 4).Select(i => (byte)(i * 10)).ToArray();
        var images = Write("images", ImageFixtures.Idx([3, 2, 4], pixels), compressed);
        var labels = Write("labels", ImageFixtures.Idx([3], [2, 0, 1]), compressed);
        var data = Idx.Load(images, labels);
        Assert.Equal((3, 3), (data.Count, data.Target.Count));
        Assert.Equal([2, 4, 1], data.InputShape);
        Assert.Equal(["0", "1", "2"], data.Target.Names);
        Assert.Equal([2, 0, 1], Enumerable.Range(0, 3).Select(data.ReadClass));
        Assert.Equal(pixels.AsSpan(8, 8), data.Pixels(1));
        var numbers = new float[8];
        data.ReadInput(1, numbers);
        for (var i = 0; i < 8; i++) Assert.Equal(pixels[8 + i] / 255.0, numbers[i], 1e-7);
    }

    [Fact]
    public void Files_that_are_not_what_they_should_be_are_refused_with_path_and_reason()
    {
        var good = ImageFixtures.Idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
        Refused("it does not begin with the two zero bytes of an IDX file.", []);
        Refused("it does not begin with the two zero bytes of an IDX file.", [1, 0, 8, 3]);
        Refused("its elements are of type 0x0D; only unsigned bytes (0x08) are read, which images and labels have.", [0, 0, 0x0D, 3]);
        Refused("it has 1 axes where 3 are expected: images have 3 (count, height, width), labels 1.", ImageFixtures.Idx([8], new byte[8]));
        Refused("it ends inside its header.", good[..10]);
        Refused("axis 1 has 0 elements.", ImageFixtures.Idx([2, 0, 2], []));
        Refused("axis 1 has 65536 elements, which makes more than one array can hold.", ImageFixtures.Idx([65536, 65536, 1], []));
        Refused("its header promises 1000000000 elements [1000, 1000, 1000], more than the file can hold; it is cut short.", ImageFixtures.Idx([1000, 1000, 1000], new byte[50]));
        Refused("its header promises 8 elements [2, 2, 2], more than the file can hold; it is cut short.", good[..^1]);
        Refused("more bytes follow its 8 elements.", [.. good, 9]);
        Refused("it is not compressed with gzip, or damaged: ", good, ".gz");
        Refused("it ends after 7 of 8 elements; it is cut short.", ImageFixtures.Gzip(good[..^1]), ".gz");
        Refused("more bytes follow its 8 elements.", ImageFixtures.Gzip([.. good, 9]), ".gz");
        Refused("its header promises 1000000000 elements [1000, 1000, 1000], more than the file can hold; it is cut short.", ImageFixtures.Gzip(ImageFixtures.Idx([1000, 1000, 1000], new byte[50])), ".gz");

        void Refused(string reason, byte[] bytes, string ending = "")
        {
            var path = Path.Combine(_folder, $"file{ending}");
            File.WriteAllBytes(path, bytes);
            var error = Assert.Throws<DataFormatException>(() => IdxFile.Read(path, rank: 3));
            Assert.StartsWith($"{path}: {reason}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_that_do_not_fit_each_other_are_explained()
    {
        var images = Write("images", ImageFixtures.Idx([2, 1, 1], [1, 2]), false);
        var labels = Write("labels", ImageFixtures.Idx([3], [0, 1, 2]), false);
        Assert.Equal($"{labels}: it has 3 labels, but {images} has 2 images; the two files do not belong together.", Assert.Throws<DataException>(() => Idx.Load(images, labels)).Message);
        labels = Write("labels", ImageFixtures.Idx([2], [0, 2]), false);
        Assert.Equal($"{labels}: image 1 has label 2, but there are 2 class names, so labels are 0 … 1.", Assert.Throws<DataException>(() => Idx.Load(images, labels, ["a", "b"])).Message);
        Assert.Contains("there is neither this file nor train-images-idx3-ubyte.gz", Assert.Throws<DataException>(() => Idx.LoadFolder(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("the file cannot be opened", Assert.Throws<DataException>(() => IdxFile.Read(Path.Combine(_folder, "none"), 1)).Message, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] bytes, bool compressed)
    {
        var path = Path.Combine(_folder, compressed ? name + ".gz" : name);
        File.WriteAllBytes(path, compressed ? ImageFixtures.Gzip(bytes) : bytes);
        return path;
    }
}
