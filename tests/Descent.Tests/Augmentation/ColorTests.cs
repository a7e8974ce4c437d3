using Xunit;

namespace Descent.Tests.Augmenting;

/// <summary>Colours, noise and holes against formulas and statistics.</summary>
public sealed class ColorTests
{
    private const int Height = 40, Width = 50, Pixels = Height * Width;

    [Fact]
    public void Exposure_multiplies_light()
    {
        var image = Grey(80);
        var exposure = new Exposure(2);
        for (var sample = 0; sample < 10; sample++)
        {
            var stops = exposure.Draw(new ImageRandom(1, 0, 0, sample), new(Height, Width))[0];
            Assert.InRange(stops, -2f, 2f);
            var expected = Math.Min(255, 255 * Math.Pow(Math.Pow(80 / 255.0, 2.2) * Math.Pow(2, stops), 1 / 2.2));
            Assert.All(Apply(image, sample, exposure), b => Assert.InRange(b - expected, -0.51, 0.51));
        }
    }

    [Fact]
    public void A_colour_shift_adds_a_number_to_each_channel()
    {
        var image = Grey(100);
        var shift = new ColorShift(30);
        for (var sample = 0; sample < 10; sample++)
        {
            var drawn = shift.Draw(new ImageRandom(1, 0, 0, sample), new(Height, Width));
            var got = Apply(image, sample, shift);
            for (var i = 0; i < got.Length; i++) Assert.InRange(got[i] - (100 + drawn[i % 3]), -0.51f, 0.51f);
            Assert.True(drawn[0] != drawn[1] && drawn[1] != drawn[2]);
        }
    }

    [Fact]
    public void Noise_is_normal_and_its_own_in_every_channel()
    {
        var image = Grey(128);
        var noise = Enumerable.Range(0, 20).SelectMany(sample => Apply(image, sample, new GaussianNoise(20))).Select(b => b - 128.0).ToArray();
        var (n, deviation) = (noise.Length, 20.0);
        Assert.InRange(noise.Average(), -5 * deviation / Math.Sqrt(n), 5 * deviation / Math.Sqrt(n));
        var variance = noise.Average(v => v * v) - 1 / 12.0; // rounding to bytes adds its own
        Assert.InRange(variance / (deviation * deviation), 1 - 5 * Math.Sqrt(2.0 / n), 1 + 5 * Math.Sqrt(2.0 / n));
        // Shares beyond one, two and three deviations, at the half levels between bytes.
        foreach (var (limit, share) in new[] { (20.5, 0.30536), (40.5, 0.04286), (60.5, 0.002484) })
            Assert.InRange(noise.Count(v => Math.Abs(v) > limit) / (double)n, share - 5 * Math.Sqrt(share / n), share + 5 * Math.Sqrt(share / n));
        var products = Enumerable.Range(0, n / 3).Average(i => noise[3 * i] * noise[3 * i + 1]);
        Assert.InRange(products / (deviation * deviation), -5 / Math.Sqrt(n / 3.0), 5 / Math.Sqrt(n / 3.0));

        var grey = Apply(image, 0, new GaussianNoise(20, perChannel: false));
        for (var i = 0; i < Pixels; i++) Assert.True(grey[3 * i] == grey[3 * i + 1] && grey[3 * i] == grey[3 * i + 2]);
    }

    [Fact]
    public void Salt_and_pepper_hit_the_share_asked_for()
    {
        var image = Grey(128);
        var got = Enumerable.Range(0, 20).SelectMany(sample => Apply(image, sample, new SaltAndPepper(0.1))).Where((_, i) => i % 3 == 0).ToArray();
        foreach (var value in new byte[] { 0, 255 }) Assert.InRange(got.Count(b => b == value) / (double)got.Length, 0.05 - 0.006, 0.05 + 0.006);
        Assert.All(got, b => Assert.True(b is 0 or 128 or 255));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Erasing_covers_a_rectangle_and_nothing_else(bool withNoise)
    {
        var image = Grey(128);
        var erasing = new Erasing((0.05, 0.3), (0.5, 2), withNoise ? null : (byte)7, probability: 1);
        var shares = new List<double>();
        for (var sample = 0; sample < 200; sample++)
        {
            var drawn = erasing.Draw(new ImageRandom(1, 0, 0, sample), new(Height, Width));
            var (left, top, width, height) = ((int)drawn[0], (int)drawn[1], (int)drawn[2], (int)drawn[3]);
            Assert.InRange(width * height / (double)Pixels, 0.04, 0.32);
            shares.Add(width * height / (double)Pixels);
            var got = Apply(image, sample, erasing);
            var covered = new List<byte>();
            for (var i = 0; i < got.Length; i++)
            {
                var (x, y) = (i / 3 % Width, i / 3 / Width);
                if (x >= left && x < left + width && y >= top && y < top + height) covered.Add(got[i]);
                else Assert.Equal(128, got[i]);
            }

            if (withNoise) Assert.InRange(covered.Average(b => b), 100, 155);
            else Assert.All(covered, b => Assert.Equal(7, b));
        }

        Assert.InRange(shares.Average(), 0.16, 0.19); // uniform over 0.05 … 0.3
    }

    [Fact]
    public void Cutout_covers_squares_around_its_points()
    {
        var image = Grey(128);
        var cutout = new Cutout(9, holes: 2, value: 0);
        for (var sample = 0; sample < 50; sample++)
        {
            var drawn = cutout.Draw(new ImageRandom(1, 0, 0, sample), new(Height, Width));
            var got = Apply(image, sample, cutout);
            for (var i = 0; i < Pixels; i++)
            {
                var (x, y) = (i % Width, i / Width);
                var isCovered = Enumerable.Range(0, 2).Any(h => Math.Abs(x - drawn[2 * h]) <= 4 && Math.Abs(y - drawn[2 * h + 1]) <= 4);
                Assert.Equal(isCovered ? 0 : 128, got[3 * i]);
            }
        }
    }

    [Fact]
    public void A_grid_mask_covers_a_grid()
    {
        var image = Grey(128);
        var mask = new GridMask((0.2, 0.4), kept: 0.6, probability: 1);
        for (var sample = 0; sample < 30; sample++)
        {
            var drawn = mask.Draw(new ImageRandom(1, 0, 0, sample), new(Height, Width));
            var (period, side) = ((int)drawn[0], (int)drawn[1]);
            Assert.InRange(period, 8, 16);
            Assert.Equal((int)MathF.Round(period * 0.4f), side);
            var got = Apply(image, sample, mask);
            var rows = Enumerable.Range(0, Height).Count(y => Enumerable.Range(0, Width).Any(x => got[3 * (y * Width + x)] == 0));
            for (var i = 0; i < Pixels; i++)
            {
                var (x, y) = (i % Width, i / Width);
                Assert.Equal((x + (int)drawn[2]) % period < side && (y + (int)drawn[3]) % period < side ? 0 : 128, got[3 * i]);
            }
        }
    }

    private static byte[] Apply(byte[] image, int sample, ImageTransform transform)
    {
        var result = new byte[image.Length];
        new Augmentation(transform).Apply(image, [Height, Width, 3], result, 1, 0, sample);
        return result;
    }

    private static byte[] Grey(byte level) => [.. Enumerable.Repeat(level, Pixels * 3)];
}
