using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// One image through flip, rotation, padded crop, colour jitter, normalization and erasing, on one thread, whatever the number set: training reads
/// images on as many as it is given. Before anything is timed, both sides apply the same drawn numbers and the results are compared.
/// </summary>
/// <param name="name">The row's name.</param>
/// <param name="size">Pixels of a side.</param>
/// <param name="library">What the peer does it with: pillow (under torchvision), or opencv.</param>
internal sealed class AugmentWorkload(string name, int size, string library) : Workload
{
    private const double Degrees = 15, Brightness = 0.2, Contrast = 0.2, Saturation = 0.2, Hue = 0.05;

    private const ulong Seed = 1;

    private static readonly double[] s_mean = [0.485, 0.456, 0.406], s_std = [0.229, 0.224, 0.225]; // ImageNet's

    private readonly Augmentation _pipeline = new(new Flip(), new Rotation(Degrees), new RandomCrop(size / 8), new ColorJitter(Brightness, Contrast, Saturation, Hue), new Erasing());
    private byte[] _picture = [];
    private Dataset _images = null!;
    private float[] _result = [];
    private int _epoch;

    public override string Name => name;

    // A fourth part of an interpolation is a difference and a fused multiply-add; luma, clamping and the hue's formula by count.
    public override IReadOnlyList<Cost> Costs =>
    [
        new("draw", 30.0 * Pixels, 6.0 * Pixels, Traffic.Copy),
        new("colours", 75.0 * Pixels, 15.0 * Pixels, Traffic.Copy),
    ];

    public override double WorkingSet => 18.0 * Pixels; // two images of bytes, one of floats

    // The peers round to bytes after every step, twice interpolated where ours is once, and OpenCV's hues have 180 steps.
    public override double ArrayTolerance => 0.04;

    public override double ScalarTolerance => 0.02;

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "augment",
        ["library"] = library,
        ["size"] = size,
        ["padding"] = size / 8,
        ["degrees"] = Degrees,
        ["jitter"] = new JsonArray(Brightness, Contrast, Saturation, Hue),
        ["mean"] = new JsonArray([.. s_mean.Select(v => (JsonNode)v)]),
        ["std"] = new JsonArray([.. s_std.Select(v => (JsonNode)v)]),
        ["drawn"] = Drawn(FullEpoch()),
    };

    public override IEnumerable<float[]> Inputs => [[.. _picture.Select(b => (float)b)]];

    private int Pixels => size * size;

    public override void Prepare()
    {
        _picture = Pictures.Smooth(size, size, seed: 1);
        var plain = new ImageDataset(_picture, [size, size, 3], [0], ["picture"]);
        _images = _pipeline.Apply((plain.Encoding with { Mean = s_mean, Deviation = s_std }).Apply(plain), Seed);
        _result = new float[Pixels * 3];
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++) _images.ReadTrainingInput(0, _epoch++ & 0xFFFF, _result);
    }

    public override CheckResult Check()
    {
        _images.ReadTrainingInput(0, FullEpoch(), _result);
        return new CheckResult(Numbers.Norm(_result), [[.. _result]], null);
    }

    /// <summary>The first epoch in which everything is applied.</summary>
    private int FullEpoch() => Enumerable.Range(0, 1000).First(epoch => Steps(epoch) is { Count: 8 } steps && steps[^1].Drawn[2] > 0);

    private List<PlannedStep> Steps(int epoch)
    {
        var plan = new ImagePlan();
        _pipeline.Plan(plan, new(size, size), new SamplePosition(Seed, epoch, 0));
        return plan.Steps;
    }

    private JsonObject Drawn(int epoch)
    {
        var steps = Steps(epoch);
        return new JsonObject
        {
            ["flip"] = true,
            ["degrees"] = steps[1].Drawn[0],
            ["right"] = (int)steps[2].Drawn[0],
            ["down"] = (int)steps[2].Drawn[1],
            ["brightness"] = steps[3].Drawn[0],
            ["contrast"] = steps[4].Drawn[0],
            ["saturation"] = steps[5].Drawn[0],
            ["hue"] = steps[6].Drawn[0],
            ["left"] = (int)steps[7].Drawn[0],
            ["top"] = (int)steps[7].Drawn[1],
            ["width"] = (int)steps[7].Drawn[2],
            ["height"] = (int)steps[7].Drawn[3],
        };
    }
}
