using System.Text.Json.Nodes;
using Descent.Devices;

namespace Descent.Benchmarks;

/// <summary>
/// A folder of 128 JPEG files of 500 × 375 (the usual size in ImageNet), decoded every time, becomes batches of 32 pictures of 224 × 224: random resized
/// crop, flip, normalization. A step is an epoch, begun and ended, so that nothing is read ahead of the clock; as many threads read as the peer has
/// worker processes, which live on between its epochs.
/// </summary>
internal sealed class JpegFolderWorkload : Workload, IDisposable
{
    private const int Batch = 32, Files = 128, Height = 375, Width = 500, Quality = 90, Size = 224, ShorterSide = 256;

    private static readonly double[] s_mean = [0.485, 0.456, 0.406], s_std = [0.229, 0.224, 0.225]; // ImageNet's

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"descent-jpeg-{Environment.ProcessId}");
    private ImageDataset _plain = null!;
    private DataLoader _loader = null!;
    private int _epoch;

    public override string Name => "jpeg-folder-224";

    public override int Samples => Files;

    // Decoding: an inverse cosine transform of about 11 operations a value, and colours; then drawing. Memory: the pixels written and read.
    public override IReadOnlyList<Cost> Costs =>
    [
        new("decode", Files * 45.0 * Height * Width, Files * 4.0 * Height * Width, Traffic.Copy),
        new("draw", Files * 36.0 * Size * Size, Files * 18.0 * Size * Size, Traffic.Copy),
    ];

    public override double WorkingSet => Files * (3.0 * Height * Width + 15.0 * Size * Size);

    // The peer's Resize widens its filter by the factor it shrinks by; ours takes four neighbours, or boxes.
    public override double ArrayTolerance => 0.05;

    public override double ScalarTolerance => 0.02;

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "folder",
        ["folder"] = _folder,
        ["batch"] = Batch,
        ["size"] = Size,
        ["resize"] = ShorterSide,
        ["workers"] = WorkerTeam.Threads,
        ["mean"] = new JsonArray([.. s_mean.Select(v => (JsonNode)v)]),
        ["std"] = new JsonArray([.. s_std.Select(v => (JsonNode)v)]),
    };

    public override IEnumerable<float[]> Inputs => [];

    public override void Prepare()
    {
        WriteFiles();
        var prepare = new Augmentation(new Resize(ShorterSide), new CenterCrop(new(Size, Size)));
        var images = ImageFolder.Load(_folder, new() { Prepare = prepare, CacheBytes = 0 }).Train;
        _plain = (ImageDataset)(images.Encoding with { Mean = s_mean, Deviation = s_std }).Apply(images);
        _loader = new DataLoader(new Augmentation(new RandomResizedCrop(new(Size, Size)), new Flip()).Apply(_plain, 1), Batch, seed: 1) { Readers = WorkerTeam.Threads };
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
            foreach (var batch in _loader.Epoch(_epoch++)) GC.KeepAlive(batch);
    }

    public override CheckResult Check()
    {
        var result = new float[Size * Size * 3];
        _plain.ReadInput(0, result);
        return new CheckResult(Numbers.Norm(result), [result], null);
    }

    public void Dispose()
    {
        _loader?.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void WriteFiles()
    {
        for (var i = 0; i < Files; i++)
        {
            var folder = Path.Combine(_folder, i % 2 == 0 ? "even" : "odd");
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{i:000}.jpg"), Pictures.Jpeg(Pictures.Smooth(Height, Width, seed: i), Height, Width, Quality));
        }
    }
}
