using Descent.Kernels;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Augmenting;

/// <summary>Drawing through a projection against plain loops in double.</summary>
[Collection(nameof(ProcessSettings))]
public sealed class GeometryTests
{
    public static TheoryData<int, int, int> Shapes => new() { { 1, 1, 1 }, { 1, 9, 3 }, { 7, 1, 1 }, { 2, 2, 3 }, { 12, 19, 3 }, { 19, 12, 1 }, { 9, 8, 4 }, { 300, 270, 3 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Drawing_equals_the_formula_in_double(int height, int width, int channels)
    {
        var size = new ImageSize(height, width);
        var image = Noise(height * width * channels);
        (Projection Projection, ImageSize Result)[] cases =
        [
            (Projection.Rotate(size, 17), size),
            (Projection.AroundCentre(size, 1.3, 0.4, -0.2, 0.9).Then(Projection.Move(1.3, -0.7)), new(height + 3, width + 2)),
            (Projection.Window(0.3 * width, 0.2 * height, 0.6 * width, 0.7 * height, new(11, 23)), new(11, 23)),
            (Projection.Perspective(size, [(-0.1 * width, 0.1 * height), (1.1 * width, -0.2 * height), (0.9 * width, height), (0.1 * width, 1.1 * height)]), size),
            (Projection.Affine(-1, 0, width - 1, 0, 1, 0).Then(Projection.Move(2, 1)), size), // by whole pixels
            (Projection.Affine(1, 0, -3, 0, -1, height + 1), new(height + 4, width + 5)),
        ];
        foreach (var (projection, result) in cases)
            foreach (var fill in new[] { Fill.Of(77), Fill.Edge, Fill.Reflect })
                Widths.ForEach(_ =>
                {
                    var got = Draw(image, size, channels, projection, fill, result);
                    for (var i = 0; i < got.Length; i++)
                    {
                        var (x, y, channel) = (i / channels % result.Width, i / channels / result.Width, i % channels);
                        var place = projection.Place(x, y);
                        // A place on the border between image and surroundings may fall to either side in single precision.
                        if (fill == Fill.Of(77) && (OnBorder(place.X, width) || OnBorder(place.Y, height))) continue;
                        var expected = Expected(image, size, channels, place, channel, fill);
                        if (!(Math.Abs(got[i] - expected) <= 0.53)) Assert.Fail($"{projection.Map}, {fill}: pixel {x}, {y} shows {place}: {got[i]}, expected {expected}");
                    }
                });
    }

    [Fact]
    public void Composed_steps_are_drawn_as_one()
    {
        var size = new ImageSize(20, 24);
        var image = Noise(20 * 24 * 3);
        var turn = new Rotation(new Amount(12, 12), Fill.Edge);
        var slant = new Shear(new Amount(0.2f, 0.2f), default, Fill.Edge);
        var result = new byte[image.Length];
        new Augmentation(turn, new Flip(probability: 1), new Brightness(0), slant).Apply(image, [20, 24, 3], result, 1, 0, 0);
        var whole = Projection.Rotate(size, 12).Then(Projection.Affine(-1, 0, 23, 0, 1, 0)).Then(Projection.AroundCentre(size, 1, 0.2f, 0, 1));
        Assert.Equal(Draw(image, size, 3, whole, Fill.Edge, size), result);

        // Turned and turned back it is the image again, which two interpolations could never give.
        new Augmentation(turn, new Rotation(new Amount(-12, -12), Fill.Edge)).Apply(image, [20, 24, 3], result, 1, 0, 0);
        Assert.Equal(image, result);
    }

    [Fact]
    public void A_resized_crop_shows_its_window()
    {
        var (size, image) = (new ImageSize(40, 60), Noise(40 * 60 * 3));
        var crop = new RandomResizedCrop(new(16, 24), (0.2, 0.9), (0.5, 2));
        double areas = 0, left = 0;
        const int Samples = 2000;
        for (var sample = 0; sample < Samples; sample++)
        {
            var drawn = crop.Draw(new ImageRandom(1, 0, 0, sample), size);
            Assert.True(drawn[0] >= 0 && drawn[1] >= 0 && drawn[0] + drawn[2] <= 60 && drawn[1] + drawn[3] <= 40);
            Assert.InRange(drawn[2] * drawn[3] / 2400, 0.17, 0.95); // sides are rounded to whole pixels
            Assert.InRange(drawn[2] / drawn[3], 0.45, 2.2);
            areas += drawn[2] * drawn[3] / 2400;
            left += drawn[0] / Math.Max(60 - drawn[2], 1);
            if (sample >= 20) continue;
            var got = new byte[16 * 24 * 3];
            new Augmentation(crop).Apply(image, [40, 60, 3], got, 1, 0, sample);
            var projection = Projection.Window(drawn[0], drawn[1], drawn[2], drawn[3], new(16, 24));
            if (projection.Steps(new(16, 24)) is { Across: >= 2 } or { Down: >= 2 }) continue; // boxes come first there
            Assert.Equal(Draw(image, size, 3, projection, Fill.Black, new(16, 24)), got);
        }

        Assert.InRange(areas / Samples, 0.45, 0.6); // uniform over 0.2 … 0.9, large ones less often as they fit less often
        Assert.InRange(left / Samples, 0.46, 0.54);
    }

    [Fact]
    public void An_affine_transform_slants_scales_turns_and_moves()
    {
        var size = new ImageSize(31, 41);
        var affine = new RandomAffine(25, (0.1, 0.2), (0.7, 1.4), 0.3);
        for (var sample = 0; sample < 20; sample++)
        {
            var drawn = affine.Draw(new ImageRandom(1, 0, 0, sample), size);
            var angle = drawn[0] * Math.PI / 180;
            var way = affine.Project(drawn, size).Inverse();
            // A point of the content, from the centre: slanted, scaled, turned counter-clockwise (y runs down), moved.
            var (x, y) = (7.0, -5.0);
            var slanted = (X: x + drawn[4] * y, Y: y);
            var (sx, sy) = (drawn[3] * slanted.X, drawn[3] * slanted.Y);
            var expected = (X: 20 + Math.Cos(angle) * sx + Math.Sin(angle) * sy + drawn[1], Y: 15 - Math.Sin(angle) * sx + Math.Cos(angle) * sy + drawn[2]);
            var got = way.Place(20 + x, 15 + y);
            Assert.Equal(expected.X, got.X, 1e-4);
            Assert.Equal(expected.Y, got.Y, 1e-4);
            Assert.InRange(Math.Abs(drawn[0]), 0, 25);
            Assert.InRange(drawn[3], 0.7f, 1.4f);
        }
    }

    [Fact]
    public void A_perspective_moves_the_corners_where_it_says()
    {
        var size = new ImageSize(31, 41);
        for (var sample = 0; sample < 50; sample++)
        {
            var perspective = new RandomPerspective(1, probability: 1);
            var drawn = perspective.Draw(new ImageRandom(1, 0, 0, sample), size);
            var way = perspective.Project(drawn, size).Inverse(); // from the content to where it is shown
            (double X, double Y)[] corners = [(0, 0), (40, 0), (40, 30), (0, 30)];
            (double X, double Y)[] moved = [(drawn[0], drawn[1]), (40 - drawn[2], drawn[3]), (40 - drawn[4], 30 - drawn[5]), (drawn[6], 30 - drawn[7])];
            for (var i = 0; i < 4; i++)
            {
                var got = way.Place(corners[i].X, corners[i].Y);
                Assert.Equal(moved[i].X, got.X, 1e-4); // drawn in single precision
                Assert.Equal(moved[i].Y, got.Y, 1e-4);
            }
        }
    }

    [Fact]
    public void A_smaller_image_averages_and_makes_no_false_patterns()
    {
        // Lines of one pixel, alternately black and white: four neighbours out of twelve rows would give black or white.
        var image = Enumerable.Range(0, 120 * 120).Select(i => (byte)(i / 120 % 2 * 255)).ToArray();
        var result = new byte[100];
        new Augmentation(new Resize(10)).Apply(image, [120, 120, 1], result, 1, 0, 0);
        Assert.All(result, b => Assert.InRange(b, (byte)127, (byte)128));
    }

    private static unsafe byte[] Draw(byte[] image, ImageSize size, int channels, Projection projection, Fill fill, ImageSize result)
    {
        var target = new byte[result.Height * result.Width * channels + Resample.Slack];
        fixed (byte* from = image, to = target)
            Resample.Run(new((nint)from, size.Height, size.Width, channels), projection.Map, fill.Kind, fill.Value, new((nint)to, result.Height, result.Width, channels));
        return target[..^Resample.Slack];
    }

    private static bool OnBorder(double at, int size) => Math.Abs(at + 0.5) < 1e-3 || Math.Abs(at - size + 0.5) < 1e-3;

    private static double Expected(byte[] image, ImageSize size, int channels, (double X, double Y) place, int channel, Fill fill)
    {
        var (x, y) = place;
        if (fill.Kind == Surroundings.Constant && !(x >= -0.5 && x < size.Width - 0.5 && y >= -0.5 && y < size.Height - 0.5)) return fill.Value;
        if (fill.Kind == Surroundings.Reflect) (x, y) = (Mirror(x, size.Width), Mirror(y, size.Height));
        (x, y) = (Math.Clamp(x, 0, size.Width - 1), Math.Clamp(y, 0, size.Height - 1));
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        double fx = x - left, fy = y - top;
        return (1 - fy) * ((1 - fx) * At(left, top) + fx * At(left + 1, top)) + fy * ((1 - fx) * At(left, top + 1) + fx * At(left + 1, top + 1));

        double At(int column, int row) => image[(Math.Min(row, size.Height - 1) * size.Width + Math.Min(column, size.Width - 1)) * channels + channel];

        static double Mirror(double at, int n)
        {
            if (n == 1) return 0;
            var period = 2.0 * (n - 1);
            at = Math.Abs(at) % period;
            return at <= n - 1 ? at : period - at;
        }
    }

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
