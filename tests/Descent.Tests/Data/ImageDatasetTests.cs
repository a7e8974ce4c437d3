using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Data;

public class ImageDatasetTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 3)]
    [InlineData(28, 28, 1)]
    [InlineData(9, 32, 3)]
    [InlineData(2, 37, 2)]
    public void Pixels_become_their_distance_from_the_mean_in_deviations(int height, int width, int channels)
    {
        var (pixels, labels) = ImageFixtures.Bars(5, height, width, channels, 3, seed: 4);
        var data = Make(pixels, [height, width, channels], labels, 3);
        var mean = Enumerable.Range(0, channels).Select(c => 0.3 + 0.1 * c).ToArray();
        var deviation = Enumerable.Range(0, channels).Select(c => 0.25 - 0.05 * c).ToArray();
        var normalized = (data.Encoding with { Mean = mean, Deviation = deviation }).Apply(data);
        var numbers = new float[height * width * channels];
        for (var image = 0; image < 5; image++)
        {
            normalized.ReadInput(image, numbers);
            for (var i = 0; i < numbers.Length; i++)
            {
                var expected = (pixels[image * numbers.Length + i] / 255.0 - mean[i % channels]) / deviation[i % channels];
                Assert.InRange(numbers[i] - expected, -1e-6, 1e-6);
            }
        }
    }

    [Fact]
    public void Statistics_are_those_of_the_part_given_whatever_its_order()
    {
        var (pixels, labels) = ImageFixtures.Bars(40, 6, 7, 3, 4, seed: 5);
        pixels[2] = 255;
        var data = Make(pixels, [6, 7, 3], labels, 4);
        var fitted = ImageEncoding.Fit(new Subset(data, [3, 0, 7]));
        var part = new[] { 0, 3, 7 };
        for (var channel = 0; channel < 3; channel++)
        {
            var values = part.SelectMany(i => Enumerable.Range(0, 42).Select(p => pixels[(i * 42 + p) * 3 + channel] / 255.0)).ToArray();
            var mean = values.Average();
            Assert.Equal(mean, fitted.Mean[channel], 1e-12);
            Assert.Equal(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), fitted.Deviation[channel], 1e-12);
        }

        var same = ImageEncoding.Fit(new Subset(data, part));
        Assert.Equal(fitted.Mean.Concat(fitted.Deviation), same.Mean.Concat(same.Deviation));
        Assert.Equal([1.0], ImageEncoding.Fit(Make(new byte[8], [2, 2, 1], [0, 0], 1)).Deviation);
    }

    [Fact]
    public void An_encoding_survives_its_text_and_damaged_ones_are_refused()
    {
        var encoding = ImageEncoding.Fit(Make(ImageFixtures.Bars(4, 3, 3, 1, 2, 1).Pixels, [3, 3, 1], [0, 1, 0, 1], 2));
        var again = ImageEncoding.FromJson(encoding.ToJson());
        Assert.Equal(encoding.Mean.Concat(encoding.Deviation), again.Mean.Concat(again.Deviation));
        Assert.Equal((encoding.Shape, "c0, c1"), (again.Shape, string.Join(", ", again.Classes)));
        var good = encoding.ToJson();
        foreach (var (from, to) in new[] { ("\"height\": 3", "\"height\": 0"), ("\"width\": 3", "\"width\": 2000000000"), ("\"channels\": 1", "\"channels\": 3"), ("\"c1\"", "\"c0\""), ("\"c1\"", "null"), ("{", "["), ("\"mean\"", "\"means\"") })
            Assert.Throws<DataException>(() => ImageEncoding.FromJson(good.Replace(from, to, StringComparison.Ordinal)));
        Assert.Throws<DataException>(() => ImageEncoding.FromJson("null"));
    }

    [Fact]
    public void What_does_not_fit_is_explained()
    {
        Refused<DataException>(() => Make(new byte[7], [2, 2, 1], [0, 1], 2), "ImageDataset: 7 bytes were given; 2 images of shape [2, 2, 1] have 8.");
        Refused<DataException>(() => Make(new byte[8], [2, 2], [0, 1], 2), "ImageDataset: the images' shape is [2, 2]; give [height, width, channels], each at least 1.");
        Refused<DataException>(() => Make(new byte[8], [2, 2, 1], [0, 2], 2), "ImageDataset: image 1 has class 2, but there are 2 class names, so classes are 0 … 1.");
        Refused<ArgumentException>(() => ImageEncoding.Fit(Digits.Load()), "ImageEncoding: InMemoryDataset has no images; give an ImageDataset, or a part of one.");
        var (one, other) = (Make(new byte[8], [2, 2, 1], [0, 1], 2), Make(new byte[12], [2, 3, 1], [0, 1], 2));
        Refused<ArgumentException>(() => one.Encoding.Apply(other), "ImageEncoding: it is for images [2, 2, 1] of 2 classes (c0, c1); these are [2, 3, 1] of 2 (c0, c1).");
        Refused<ArgumentException>(() => new Augmentation(new Flip()).Apply(Digits.Load(), 1), "Augmentation: InMemoryDataset has no images; give an ImageDataset, or a part of one.");
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Pixels(2).Length);

        static void Refused<T>(Func<object> make, string message)
            where T : Exception => Assert.Equal(message, Assert.Throws<T>(make).Message);
    }

    [Fact]
    public void One_transform_alone_does_what_it_does_among_the_others_and_always()
    {
        var (pixels, labels) = ImageFixtures.Bars(12, 9, 9, 3, 4, seed: 8);
        var plain = Make(pixels, [9, 9, 3], labels, 4);
        var train = (ImageDataset)new Augmentation(new Flip(probability: 0.5), new RandomCrop(2), new Brightness(0.5, probability: 0.3)).Apply(plain, seed: 6);
        Assert.Equal(3, train.Augmentation!.Transforms.Count);
        Assert.Null(plain.Augmentation);
        var (alone, seen) = (new byte[243], new byte[243]);
        for (var image = 0; image < 12; image++)
        {
            var drawn = train.Explain(image, epoch: 2);
            Assert.Equal(pixels.AsSpan(image * 243, 243).ToArray(), train.ReadOriginal(image).Pixels);
            for (var transform = 0; transform < 3; transform++)
            {
                var own = Assert.Single(train.Only(transform).Explain(image, 2));
                Assert.Equal(train.Augmentation.Transforms[transform].Name, own.Name);
                if (drawn.Any(d => d.Name == own.Name)) Assert.Contains(own, drawn);
            }

            // Where chance applies nothing but the crop, the crop alone is the whole.
            train.Only(1).ReadPixels(image, 2, alone);
            train.ReadPixels(image, 2, seen);
            Assert.Equal(drawn.Count == 1, alone.AsSpan().SequenceEqual(seen));
            Assert.Null(train.PathOf(image));
        }

        Assert.Contains(Enumerable.Range(0, 12), i => train.Explain(i, 2).Count == 1);
        Assert.Equal("ImageDataset: transform 3 was asked for; training has 3, 0 … 2. (Parameter 'transform')", Assert.Throws<ArgumentOutOfRangeException>(() => train.Only(3)).Message);
        Assert.Contains("training has 0.", Assert.Throws<ArgumentOutOfRangeException>(() => plain.Only(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_transform_alone_keeps_what_brings_images_to_their_size()
    {
        var (pixels, labels) = ImageFixtures.Bars(3, 20, 20, 1, 3, seed: 9);
        var prepared = Make(pixels, [20, 20, 1], labels, 3).Prepare(new Augmentation(new Resize(new ImageSize(8, 8))));
        var train = (ImageDataset)new Augmentation(new Flip(), new RandomResizedCrop(new(12, 12)), new CenterCrop(new(8, 8)), new RandomCrop(0, size: new(6, 6)), new Resize(new ImageSize(8, 8))).Apply(prepared, seed: 1);
        Assert.Equal(["resize", "flip"], train.Only(0).Explain(0, 0).Select(s => s.Name)); // as evaluation sees it
        Assert.Equal(["random_resized_crop", "center_crop", "resize"], train.Only(1).Explain(0, 0).Select(s => s.Name));
        Assert.Equal(["center_crop", "random_crop", "resize"], train.Only(3).Explain(0, 0).Select(s => s.Name));
        var other = (ImageDataset)new Augmentation(new RandomResizedCrop(new(12, 12)), new RandomCrop(0, size: new(8, 8))).Apply(prepared, seed: 1);
        Assert.Equal(["random_resized_crop", "resize"], other.Only(0).Explain(0, 0).Select(s => s.Name)); // brought to the size that the crop would have given
        var pixelsSeen = new byte[64];
        other.Only(0).ReadPixels(2, 1, pixelsSeen);
        Assert.NotEqual(new byte[64], pixelsSeen);
    }

    private static ImageDataset Make(byte[] pixels, Shape shape, byte[] labels, int classes) =>
        new(pixels, shape, Array.ConvertAll(labels, l => (int)l), [.. Enumerable.Range(0, classes).Select(c => $"c{c}")]);
}
