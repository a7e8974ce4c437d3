using System.Diagnostics;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Data;

/// <summary>Image files of several sizes, decoded when they are read.</summary>
public sealed class ImageFileStoreTests : IDisposable
{
    private static readonly Augmentation s_prepare = new(new Resize(12), new CenterCrop(new(10, 10)));

    private readonly string _folder = Directory.CreateTempSubdirectory("descent-images-").FullName;

    public ImageFileStoreTests()
    {
        var random = new Random(3);
        for (var i = 0; i < 24; i++)
        {
            var (height, width, channels) = (random.Next(8, 40), random.Next(8, 40), i % 5 == 4 ? 1 : 3);
            var pixels = new byte[height * width * channels];
            random.NextBytes(pixels);
            var path = Path.Combine(_folder, i < 20 ? "train" : "test", i % 2 == 0 ? "even" : "odd", $"{i:00}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = File.Create(path);
            PngEncoder.Write(file, height, width, channels, pixels);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Images_of_any_size_become_those_of_the_pipeline_whatever_is_kept_and_however_many_read()
    {
        var augmentation = new Augmentation(new RandomResizedCrop(new(10, 10)), new Flip(), new ColorJitter(0.2, 0.2, 0.2, 0.05));
        float[][]? expected = null;
        foreach (var cache in new[] { 0L, 2000, 1 << 20 })
            foreach (var readers in new[] { 1, 2, 7 })
            {
                var images = ImageFolder.Load(_folder, new() { Prepare = s_prepare, CacheBytes = cache });
                Assert.Equal([10, 10, 3], images.Train.InputShape);
                Assert.Equal((20, 4), (images.Train.Count, images.Test!.Count));
                using var loader = new DataLoader(augmentation.Apply(images.Train, seed: 1), 6, seed: 1) { Readers = readers };
                float[][] seen = [.. loader.Epoch(3).Select(b => b.Inputs.ToArray<float>()), Plain(images.Test!)];
                expected ??= seen;
                Assert.Equal(expected.Length, seen.Length);
                for (var i = 0; i < seen.Length; i++) Assert.Equal(expected[i], seen[i]);
            }
    }

    [Fact]
    public void Evaluation_sees_the_prepared_image_and_grey_ones_are_coloured()
    {
        var train = ImageFolder.Load(_folder, new() { Prepare = s_prepare }).Train;
        var decoder = new ImageDecoder();
        foreach (var (index, name) in new[] { (0, "even/00.png"), (2, "even/04.png") })
        {
            var path = Path.Combine(_folder, "train", name);
            var image = decoder.Decode(path, File.ReadAllBytes(path));
            var pixels = image.Channels == 3 ? image.Pixels : [.. image.Pixels.SelectMany(p => new[] { p, p, p })];
            var expected = new byte[300];
            s_prepare.Apply(pixels, [image.Height, image.Width, 3], expected, 0, 0, 0);
            Assert.Equal(expected, train.Pixels(index).ToArray());
            var numbers = new float[300];
            train.ReadInput(index, numbers);
            for (var i = 0; i < 300; i++) Assert.Equal(expected[i] / 255.0, numbers[i], 1e-6);
        }
    }

    [Fact]
    public void A_pipeline_that_ends_in_another_size_or_in_several_is_refused()
    {
        Assert.StartsWith("ImageDataset: the images have several sizes; bring them to one, with new Augmentation(",
            Assert.Throws<DataException>(() => ImageFolder.Load(_folder, new() { Prepare = new Augmentation(new Resize(12)) })).Message, StringComparison.Ordinal);
        var train = ImageFolder.Load(_folder, new() { Prepare = s_prepare }).Train;
        Assert.Equal("Augmentation: augmented images have 9 × 8 pixels (width × height), but those of evaluation 10 × 10; bring both to the same size.",
            Assert.Throws<ArgumentException>(() => new Augmentation(new RandomCrop(0, size: new(8, 9))).Apply(train, 1)).Message);
    }

    [Fact]
    public void A_file_cut_anywhere_stops_the_run_or_is_left_out_and_is_always_named()
    {
        var path = Path.Combine(_folder, "train", "odd", "03.png");
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 60))
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith($"{path}: ", Assert.Throws<DataFormatException>(() => ImageFolder.Load(_folder, new() { Prepare = s_prepare })).Message, StringComparison.Ordinal);
            var parts = ImageFolder.Load(_folder, new() { Prepare = s_prepare, SkipAtMost = 1 });
            Assert.Equal((19, path), (parts.Train.Count, Assert.Single(parts.Skipped).Path));
            Assert.NotEmpty(parts.Skipped[0].Reason);
        }

        var other = Path.Combine(_folder, "train", "odd", "05.png");
        File.WriteAllBytes(other, [1, 2, 3]);
        Assert.StartsWith($"{other}: 2 of 24 files cannot be read, this one among them, and at most 1 may be left out: ",
            Assert.Throws<DataException>(() => ImageFolder.Load(_folder, new() { Prepare = s_prepare, SkipAtMost = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_damaged_later_ends_the_epoch_with_its_path_and_index()
    {
        var train = ImageFolder.Load(_folder, new() { Prepare = s_prepare, CacheBytes = 0 }).Train;
        var path = Path.Combine(_folder, "train", "even", "06.png");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..30]);
        using var loader = new DataLoader(train, 4, shuffle: false);
        var clock = Stopwatch.StartNew();
        var error = Assert.Throws<DataException>(() => loader.Epoch(0).Count());
        Assert.Equal(3, error.Sample);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5); // a second on a machine of its own
    }

    private static float[] Plain(Dataset data)
    {
        using var loader = new DataLoader(data, data.Count, shuffle: false) { Augment = false };
        return loader.Epoch(0).First().Inputs.ToArray<float>();
    }
}
