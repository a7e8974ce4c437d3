using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Augmenting;

/// <summary>Drawing with a filter that grows where an image shrinks, through any projection, against plain loops in double.</summary>
public sealed class FilteredDrawingTests
{
    private static readonly (string Name, Func<ImageSize, ImageTransform[]> Of)[] s_pipelines =
    [
        ("turned", _ => [new Rotation(new Amount(23, 23), Fill.Of(77))]),
        ("turned and small", size => [new Rotation(new Amount(-70, -70), Fill.Edge), new Resize(new ImageSize((size.Height + 2) / 3, (size.Width + 1) / 2))]),
        ("slanted", _ => [new Shear(new Amount(0.4f, 0.4f), default, Fill.Reflect)]),
        ("small", size => [new Resize(new ImageSize(Math.Max(1, size.Height / 4), Math.Max(1, size.Width / 3)))]),
        ("in a frame", size => [new Resize(new ImageSize(size.Height + 3, Math.Max(1, size.Width - 2))), new Flip(probability: 1), new CenterCrop(new(size.Height + 9, size.Width + 6))]),
        ("moved by parts of a pixel, what lies around repeated", _ => [new Translation(new Amount(0.37f, 0.37f), new Amount(-0.21f, -0.21f), Fill.Edge)]),
        ("moved by parts of a pixel, what lies around mirrored", _ => [new Translation(new Amount(0.37f, 0.37f), new Amount(-0.21f, -0.21f), Fill.Reflect)]),
        ("in perspective", _ => [new RandomPerspective(0.5, probability: 1)]),
    ];

    public static TheoryData<string, int, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, int>();
            foreach (var (name, _) in s_pipelines)
                foreach (var (height, width, channels) in new[] { (1, 1, 1), (2, 9, 3), (17, 1, 4), (24, 31, 3), (40, 21, 1) })
                    cases.Add(name, height, width, channels);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Drawing_equals_the_formula_in_double(string name, int height, int width, int channels)
    {
        var size = new ImageSize(height, width);
        var image = new byte[height * width * channels];
        new Random(height).NextBytes(image);
        foreach (var way in new[] { Interpolation.Bilinear, Interpolation.Bicubic })
        {
            // A pipeline that asks for nothing by itself is drawn as the resize, to the size that it has anyway, asks.
            ImageTransform[] steps = [new Resize(size, way), .. s_pipelines.Single(p => p.Name == name).Of(size)];
            var pipeline = new Augmentation(steps);
            var plan = new ImagePlan();
            pipeline.Plan(plan, size, new SamplePosition(1, 0, 0));
            var result = new byte[plan.Size.Height * plan.Size.Width * channels];
            pipeline.Apply(image, [height, width, channels], result, 1, 0, 0);
            var spread = plan.Projection.Steps(plan.Size);
            var isInTwo = plan.Projection.Map is { IsAffine: true, B: 0, D: 0 };
            for (var i = 0; i < result.Length; i++)
            {
                var place = plan.Projection.Place(i / channels % plan.Size.Width, i / channels / plan.Size.Width);
                if (pipeline.Fill is { Kind: Surroundings.Constant } && (OnBorder(place.X, width) || OnBorder(place.Y, height))) continue;
                var expected = Expected(image, size, channels, place, spread, i % channels, pipeline.Fill, way, isInTwo);
                Assert.True(Math.Abs(result[i] - expected) <= (isInTwo ? 1.2 : 0.51), $"{way}, pixel {i} shows {place}: {result[i]}, expected {expected}"); // a row's number may lie between two levels
            }
        }
    }

    [Fact]
    public void A_photograph_is_not_decoded_smaller_where_a_filter_is_asked_for()
    {
        Assert.Equal(new ImageSize(64, 64), new Augmentation(new Resize(64), new CenterCrop(new(56, 56))).Detail);
        Assert.Null(new Augmentation(new Resize(64, Interpolation.Bilinear), new CenterCrop(new(56, 56))).Detail);
        Assert.Null(new Augmentation(new Resize(64, Interpolation.Bicubic), new RandomResizedCrop(new(56, 56))).Detail);
    }

    private static bool OnBorder(double at, int size) => Math.Abs(at + 0.5) < 1e-3 || Math.Abs(at - size + 0.5) < 1e-3;

    private static double Expected(byte[] image, ImageSize size, int channels, (double X, double Y) place, (double Across, double Down) spread, int channel, Fill fill, Interpolation way, bool isInTwo)
    {
        var (x, y) = (Bring(place.X, size.Width, fill), Bring(place.Y, size.Height, fill));
        if (x is not { } column || y is not { } line) return fill.Value;
        var across = Weights(size.Width, column, spread.Across, way);
        var down = Weights(size.Height, line, spread.Down, way);
        return Math.Clamp(Enumerable.Range(0, size.Height).Where(row => down[row] != 0).Sum(row =>
        {
            var sum = Enumerable.Range(0, size.Width).Sum(i => across[i] * image[(row * size.Width + i) * channels + channel]);
            return down[row] * (isInTwo ? Math.Clamp(Math.Floor(sum + 0.5), 0, 255) : sum); // along the axes rows become bytes before columns are added up
        }), 0, 255);
    }

    private static double[] Weights(int size, double at, double spread, Interpolation way)
    {
        var weights = Enumerable.Range(0, size).Select(i => Weight((i - at) / Math.Max(spread, 1), way)).ToArray();
        return [.. weights.Select(w => w / weights.Sum())];
    }

    private static double? Bring(double at, int size, Fill fill)
    {
        if (fill.Kind == Surroundings.Constant) return at >= -0.5 && at < size - 0.5 ? at : null;
        if (size == 1) return 0;
        if (fill.Kind == Surroundings.Edge) return Math.Clamp(at, 0, size - 1);
        var period = 2.0 * (size - 1);
        at = Math.Abs(at) % period;
        return at <= size - 1 ? at : period - at;
    }

    /// <summary>Keys' cubic as its paper has it for a = −½, or a triangle.</summary>
    private static double Weight(double distance, Interpolation way)
    {
        var s = Math.Abs(distance);
        if (way == Interpolation.Bilinear) return s < 1 ? 1 - s : 0;
        return s switch
        {
            < 1 => 1.5 * Math.Pow(s, 3) - 2.5 * s * s + 1,
            < 2 => -0.5 * Math.Pow(s, 3) + 2.5 * s * s - 4 * s + 2,
            _ => 0,
        };
    }
}
