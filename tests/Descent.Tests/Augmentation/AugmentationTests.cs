using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Augmenting;

public class AugmentationTests
{
    public static TheoryData<int, int, int> Shapes => new() { { 1, 1, 1 }, { 4, 1, 3 }, { 5, 7, 1 }, { 3, 2, 3 }, { 32, 32, 3 }, { 6, 9, 2 }, { 8, 8, 4 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Flip_mirrors_every_pixel_and_twice_is_the_image_again(int height, int width, int channels)
    {
        var image = Image(height, width, channels);
        foreach (var axis in new[] { FlipAxis.Horizontal, FlipAxis.Vertical })
        {
            var once = Apply(new Augmentation(new Flip(axis, probability: 1)), image, height, width, channels);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    for (var c = 0; c < channels; c++)
                    {
                        var (row, column) = axis == FlipAxis.Horizontal ? (y, width - 1 - x) : (height - 1 - y, x);
                        Assert.Equal(image[(row * width + column) * channels + c], once[(y * width + x) * channels + c]);
                    }

            Assert.Equal(image, Apply(new Augmentation(new Flip(axis, 1), new Flip(axis, 1)), image, height, width, channels));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Settings_that_ask_for_nothing_give_the_image_itself(int height, int width, int channels)
    {
        var image = Image(height, width, channels);
        Assert.Equal(image, Apply(new Augmentation(), image, height, width, channels));
        Assert.Equal(image, Apply(new Augmentation(new Flip(probability: 0), new RandomCrop(0)), image, height, width, channels));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Crop_is_a_piece_of_the_padded_image_and_every_place_comes_up(int height, int width, int channels)
    {
        const int Padding = 2;
        const byte Fill = 77;
        var image = Image(height, width, channels);
        var pieces = new List<byte[]>();
        for (var down = -Padding; down <= Padding; down++)
            for (var right = -Padding; right <= Padding; right++) pieces.Add(Piece(down, right));
        var seen = new HashSet<int>();
        for (var sample = 0; sample < 400; sample++)
        {
            var got = Apply(new Augmentation(new RandomCrop(Padding, Fill)), image, height, width, channels, sample: sample);
            var place = pieces.FindIndex(p => p.AsSpan().SequenceEqual(got));
            Assert.True(place >= 0, $"sample {sample} is no piece");
            seen.Add(place);
        }

        if (height > 4 && width > 4) Assert.Equal(25, seen.Count);

        byte[] Piece(int down, int right)
        {
            var piece = new byte[image.Length];
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    for (var c = 0; c < channels; c++)
                    {
                        var inside = y + down >= 0 && y + down < height && x + right >= 0 && x + right < width;
                        piece[(y * width + x) * channels + c] = inside ? image[((y + down) * width + x + right) * channels + c] : Fill;
                    }

            return piece;
        }
    }

    [Fact]
    public void Flips_come_about_as_often_as_asked()
    {
        var image = Image(2, 3, 1);
        foreach (var probability in new[] { 0.1, 0.5, 0.9 })
        {
            var flipped = Enumerable.Range(0, 4000).Count(i => !Apply(new Augmentation(new Flip(probability: probability)), image, 2, 3, 1, sample: i).SequenceEqual(image));
            Assert.InRange(flipped / 4000.0, probability - 0.03, probability + 0.03); // four deviations of a count
        }
    }

    [Fact]
    public void An_image_in_an_epoch_is_a_function_of_seed_epoch_and_index_alone()
    {
        var train = TrainingSet(seed: 3);
        var expected = Enumerable.Range(0, train.Count).Select(i => Read(train, i, epoch: 4)).ToArray();
        foreach (var index in Enumerable.Range(0, train.Count).Reverse()) Assert.Equal(expected[index], Read(train, index, epoch: 4));
        foreach (var readers in new[] { 1, 2, 7 })
        {
            using var loader = new DataLoader(train, 5, seed: 9) { Readers = readers };
            var seen = 0;
            foreach (var batch in loader.Epoch(4))
            {
                for (var i = 0; i < batch.Count; i++) Assert.Equal(expected[batch.Indices[i]], batch.Inputs.ToArray<float>().AsSpan(i * 192, 192).ToArray());
                seen += batch.Count;
            }

            Assert.Equal(train.Count, seen);
        }

        Assert.NotEqual(expected, Enumerable.Range(0, train.Count).Select(i => Read(train, i, epoch: 5)));
        Assert.NotEqual(expected, Enumerable.Range(0, train.Count).Select(i => Read(TrainingSet(seed: 4), i, epoch: 4)));

        // A part of the data sees the same images under their own indices.
        var part = new Subset(train, [11, 2]);
        var numbers = new float[192];
        part.ReadTrainingInput(0, 4, numbers);
        Assert.Equal(expected[11], numbers);
    }

    [Fact]
    public void Only_training_sees_augmented_images()
    {
        var train = TrainingSet(seed: 3);
        var plain = new float[192];
        train.ReadInput(6, plain);
        using var loader = new DataLoader(train, train.Count, shuffle: false) { Augment = false };
        Assert.Equal(plain, loader.Epoch(0).First().Inputs.ToArray<float>().AsSpan(6 * 192, 192).ToArray());

        var model = new Sequential(new Flatten(), new Linear(192, 3));
        model.Initialize(1);
        var trainer = new Trainer(model, new CrossEntropy(), new SGD(0.1));
        var same = new Trainer(model, new CrossEntropy(), new SGD(0.1)).Evaluate(Images());
        Assert.Equal(same["loss"], trainer.Evaluate(train)["loss"]);
    }

    [Fact]
    public void Settings_and_images_that_do_not_fit_are_explained()
    {
        Assert.StartsWith("Flip: the probability is 1.5; give a number from 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new Flip(probability: 1.5)).Message, StringComparison.Ordinal);
        Assert.StartsWith("RandomCrop: the padding is -1 pixels; give 0 to 65536.", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomCrop(-1)).Message, StringComparison.Ordinal);
        Assert.Equal("Augmentation: the image becomes 2 × 2 pixels (width × height), which takes 4 bytes; room for 3 was given.",
            Assert.Throws<ArgumentException>(() => new Augmentation(new Flip()).Apply(new byte[4], [2, 2, 1], new byte[3], 1, 0, 0)).Message);
    }

    private static byte[] Apply(Augmentation augmentation, byte[] image, int height, int width, int channels, int epoch = 0, int sample = 0)
    {
        var target = new byte[image.Length];
        target.AsSpan().Fill(123);
        augmentation.Apply(image, [height, width, channels], target, seed: 1, epoch, sample);
        return target;
    }

    private static byte[] Image(int height, int width, int channels) => [.. Enumerable.Range(0, height * width * channels).Select(i => (byte)(i * 37 + i / 251))];

    private static ImageDataset Images()
    {
        var (pixels, labels) = ImageFixtures.Bars(23, 8, 8, 3, 3, seed: 2);
        return new ImageDataset(pixels, [8, 8, 3], Array.ConvertAll(labels, l => (int)l), ["a", "b", "c"]);
    }

    private static Dataset TrainingSet(ulong seed) => new Augmentation(new Flip(), new Flip(FlipAxis.Vertical), new RandomCrop(2)).Apply(Images(), seed);

    private static float[] Read(Dataset data, int index, int epoch)
    {
        var numbers = new float[data.InputShape.Size];
        data.ReadTrainingInput(index, epoch, numbers);
        return numbers;
    }
}
