using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Augmenting;

/// <summary>What holds for every transform, whatever it does.</summary>
[Collection(nameof(ProcessSettings))]
public sealed class TransformContractTests
{
    private const int Side = 16;

    public static IEnumerable<object[]> Names => TransformSamples.Names;

    [Fact]
    public void Every_transform_has_a_sample_and_a_reference()
    {
        var types = typeof(ImageTransform).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ImageTransform)) && !t.IsAbstract);
        Assert.Equal("", string.Join(", ", types.Select(t => t.Name).Except(TransformSamples.All.Select(s => s.Typical.GetType().Name))));
        var tests = GetType().Assembly.GetTypes().Where(t => t.Namespace == GetType().Namespace).SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttributes(typeof(FactAttribute), false).Length > 0).Select(m => m.Name).ToHashSet();
        Assert.Equal("", string.Join(", ", TransformSamples.All.Select(s => s.Reference).Where(r => !tests.Contains(r)).Distinct()));
    }

    [Fact]
    public void Every_transform_can_be_named_in_a_run_file_and_on_its_page()
    {
        var page = File.ReadAllText(Path.Combine(CommandFolder.Examples, "..", "docs", "augmentation.md"));
        var entries = Descent.Cli.Transforms.Table.Select(e => e.Name).ToArray();
        Assert.Equal("", string.Join(", ", TransformSamples.All.Select(s => s.Typical.Name).Except(entries)));
        Assert.Equal("", string.Join(", ", entries.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Settings_that_ask_for_nothing_give_the_identical_image(string name)
    {
        if (TransformSamples.Get(name).Identity is not { } identity) return;
        foreach (var channels in new[] { 1, 3, 4 })
        {
            var image = Image(channels, 5);
            for (var sample = 0; sample < 5; sample++) Assert.Equal(image, Apply(image, channels, sample, 0, 1, identity));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_does_is_a_function_of_seed_epoch_and_sample_alone(string name)
    {
        var (transform, isRandom) = (TransformSamples.Get(name).Typical, TransformSamples.Get(name).IsRandom);
        var image = Image(3, 6);
        var alone = Enumerable.Range(0, 40).Select(sample => Apply(image, 3, sample, 0, 1, transform)).ToArray();
        foreach (var threads in new[] { 1, 2, 7 })
        {
            var again = new byte[alone.Length][];
            Parallel.For(0, alone.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => again[alone.Length - 1 - i] = Apply(image, 3, alone.Length - 1 - i, 0, 1, transform));
            for (var i = 0; i < alone.Length; i++) Assert.Equal(alone[i], again[i]);
        }

        var epochs = Enumerable.Range(0, 40).Count(sample => !alone[sample].SequenceEqual(Apply(image, 3, sample, 1, 1, transform)));
        var seeds = Enumerable.Range(0, 40).Count(sample => !alone[sample].SequenceEqual(Apply(image, 3, sample, 0, 2, transform)));
        if (isRandom) Assert.True(epochs > 10 && seeds > 10, $"{epochs} of 40 samples differ between epochs, {seeds} between seeds");
        else Assert.Equal((0, 0), (epochs, seeds));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_lane_width_gives_the_same_image(string name)
    {
        // Sums over an image are added up in lanes: a last bit may move a pixel that lies between two levels.
        var transform = TransformSamples.Get(name).Typical;
        foreach (var channels in new[] { 1, 3 })
        {
            var image = Image(channels, 7);
            byte[]? first = null;
            Widths.ForEach(bits =>
            {
                var all = Enumerable.Range(0, 10).SelectMany(sample => Apply(image, channels, sample, 0, 3, transform)).ToArray();
                first ??= all;
                for (var i = 0; i < all.Length; i++) Assert.InRange(all[i] - first[i], -1, 1);
                Assert.True(all.Zip(first).Count(p => p.First != p.Second) <= all.Length / 500, $"{bits} bits");
            });
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Images_of_any_shape_and_channels_are_changed_without_touching_what_lies_around(string name)
    {
        var transform = TransformSamples.Get(name).Typical;
        foreach (var (height, width, channels) in new[] { (1, 1, 1), (1, 1, 3), (1, 7, 3), (9, 1, 1), (2, 2, 4), (33, 5, 2), (17, 70, 3), (40, 40, 1) })
        {
            var random = new Random(height * 100 + width);
            var image = new byte[height * width * channels];
            random.NextBytes(image);
            var augmentation = new Augmentation(transform);
            var after = augmentation.SizeAfter(new(height, width));
            var room = new byte[after.Height * after.Width * channels + 16];
            for (var sample = 0; sample < 8; sample++)
            {
                Array.Fill(room, (byte)171);
                augmentation.Apply(image, [height, width, channels], room.AsSpan(8, room.Length - 16), 1, 0, sample);
                Assert.True(room[..8].Concat(room[^8..]).All(b => b == 171));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_drawn_is_told(string name)
    {
        var transform = TransformSamples.Get(name).Typical;
        var told = Enumerable.Range(0, 20).SelectMany(sample => new Augmentation(transform).Explain(new(Side, Side), 1, 0, sample)).ToArray();
        Assert.NotEmpty(told);
        Assert.All(told, step => Assert.Contains(step.Name, TransformSamples.All.Select(s => s.Typical.Name)));
        Assert.StartsWith(transform.GetType().Name, transform.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_named_with_what_is_possible()
    {
        Refused("Blur: the deviation is 2 … 1; give the smaller number first.", () => new Blur(2, 1));
        Refused("Gamma: the exponent is 0; give 0.05 to 20.", () => new Gamma(0, 1));
        Refused("GaussianNoise: the deviation is 20 … 10; give the smaller number first.", () => new GaussianNoise((20, 10)));
        Refused("GridMask: the period is 2; give 0.01 to 1.", () => new GridMask((0.5, 2)));
        Refused("RandomAffine: the scale is 1.2 … 0.8; give the smaller number first.", () => new RandomAffine(scale: (1.2, 0.8)));
        Refused("Erasing: the ratio is 3 … 0.3; give the smaller number first.", () => new Erasing(ratio: (3, 0.3)));
        Refused("RandomResizedCrop: the scale is 1.5; give 1E-06 to 1.", () => new RandomResizedCrop(new(8, 8), (0.1, 1.5)));
        Refused("Rotation: the angle is NaN; give 0 to 180.", () => new Rotation(double.NaN));
        Refused("Contrast: the strength is -1; give 0 to 10.", () => new Contrast(-1));
        Refused("Resize: the size is 0 × 0 pixels (width × height); each side is 1 to 16384.", () => new Resize(0));

        static void Refused(string message, Func<ImageTransform> make) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_has_one_fill()
    {
        var error = Assert.Throws<ArgumentException>(() => new Augmentation(new Rotation(5), new Flip(), new RandomCrop(2, Fill.Edge)));
        Assert.Equal("Augmentation: rotation fills what lies around the image with 0, random_crop with edge; they are drawn in one pass, which has one fill. Give both the same.", error.Message);
        _ = new Augmentation(new Rotation(5, Fill.Edge), new Flip(), new RandAugment(fill: Fill.Edge));
    }

    [Fact]
    public void A_pipeline_has_one_interpolation()
    {
        var error = Assert.Throws<ArgumentException>(() => new Augmentation(new Resize(16, Interpolation.Bicubic), new RandomResizedCrop(new(8, 8), interpolation: Interpolation.Bilinear)));
        Assert.Equal("Augmentation: resize finds numbers between pixels with bicubic, random_resized_crop with bilinear; they are drawn in one pass, which has one interpolation. Give both the same.", error.Message);
        Assert.Equal(Interpolation.Bicubic, new Augmentation(new Resize(16, Interpolation.Bicubic), new RandomResizedCrop(new(8, 8))).Interpolation);
        Assert.Equal(Interpolation.Fast, new Augmentation(new Resize(16)).Interpolation);
    }

    private static byte[] Apply(byte[] image, int channels, int sample, int epoch, ulong seed, ImageTransform transform)
    {
        var augmentation = new Augmentation(transform);
        var size = augmentation.SizeAfter(new(Side, Side));
        var result = new byte[size.Height * size.Width * channels];
        augmentation.Apply(image, [Side, Side, channels], result, seed, epoch, sample);
        return result;
    }

    private static byte[] Image(int channels, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Side * Side * channels).Select(_ => (byte)random.Next(20, 230))]; // not all values: contrast can be stretched
    }
}
