using System.Runtime.InteropServices;

namespace Descent.Cli;

/// <summary>What is in the parts of a run's data: counts, classes, sizes, channels, and samples that are there more than once.</summary>
internal sealed class DataInspection
{
    private readonly List<InspectedPart> _parts = [];

    private readonly DuplicateSearch _seen = new();

    private DataInspection(RunData data)
    {
        Target = data.Train.Target;
        LeftOut = data.Warnings;
        foreach (var (name, part) in new[] { ("train", data.Train), ("validation", data.Validation), ("test", data.Test) })
            if (part is not null) Inspect(name, part);
    }

    public TargetInfo Target { get; }

    /// <summary>The files that cannot be read, with the reasons.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    public IReadOnlyList<InspectedPart> Parts => _parts;

    /// <summary>Samples that hold exactly what an earlier one does.</summary>
    public List<Duplicate> Duplicates { get; } = [];

    /// <summary>Looks at every sample. Files are decoded one by one; nothing is kept of them but a hash.</summary>
    public static DataInspection Of(RunData data) => new(data);

    private void Inspect(string name, Dataset data)
    {
        var part = new InspectedPart(name, data);
        _parts.Add(part);
        var numbers = new float[data.InputShape.Size];
        for (var sample = 0; sample < data.Count; sample++)
        {
            ReadOnlySpan<byte> bytes;
            if (part.ImageOf(sample) is var (images, index))
            {
                var image = images.ReadOriginal(index);
                part.Add(image);
                bytes = image.Pixels.AsSpan(0, image.Height * image.Width * image.Channels);
            }
            else
            {
                data.ReadInput(sample, numbers);
                bytes = MemoryMarshal.AsBytes<float>(numbers);
            }

            if (Target.Kind == TargetKind.Class) part.Classes[data.ReadClass(sample)]++;
            if (_seen.Add(_parts.Count - 1, sample, bytes) is not var (earlierPart, earlier)) continue;
            var first = _parts[earlierPart];
            Duplicates.Add(new Duplicate(first.Name, first.Describe(earlier), name, part.Describe(sample),
                Target.Kind == TargetKind.Class && first.Data.ReadClass(earlier) != data.ReadClass(sample)));
        }
    }
}

/// <summary>Two samples that hold the same.</summary>
/// <param name="FirstPart">The part of the first.</param>
/// <param name="First">Its file, or its place.</param>
/// <param name="SecondPart">The part of the other.</param>
/// <param name="Second">Its file, or its place.</param>
/// <param name="HasOtherClass">Whether their classes differ: one of them is wrong.</param>
internal sealed record Duplicate(string FirstPart, string First, string SecondPart, string Second, bool HasOtherClass)
{
    /// <summary>Whether what is trained on is also judged by, or watched with.</summary>
    public bool IsBetweenParts => FirstPart != SecondPart;
}

/// <summary>One part, and what was counted of it.</summary>
internal sealed class InspectedPart(string name, Dataset data)
{
    private long[] _counts = [];   // of each channel and value
    private readonly SortedDictionary<(int Height, int Width), int> _sizes = [];

    public string Name => name;

    public Dataset Data => data;

    /// <summary>How many samples each class has; empty where the target is numbers.</summary>
    public int[] Classes { get; } = new int[data.Target.Kind == TargetKind.Class ? data.Target.Count : 0];

    /// <summary>The images' sizes, and how many have each.</summary>
    public IReadOnlyDictionary<(int Height, int Width), int> Sizes => _sizes;

    /// <summary>The images behind a sample, and its index there; null where samples are no images.</summary>
    public (ImageDataset Images, int Index)? ImageOf(int sample)
    {
        var source = data;
        for (; source is Subset part; source = part.Source) sample = part.Indices[sample];
        return source is ImageDataset images ? (images, sample) : null;
    }

    /// <summary>The file of a sample, or its place in the part.</summary>
    public string Describe(int sample) => ImageOf(sample) is var (images, index) && images.PathOf(index) is { } path ? path : $"sample {sample}";

    public void Add(DecodedImage image)
    {
        _sizes[(image.Height, image.Width)] = _sizes.GetValueOrDefault((image.Height, image.Width)) + 1;
        if (_counts.Length == 0) _counts = new long[256 * image.Channels];
        var count = image.Height * image.Width * image.Channels;
        for (var i = 0; i < count; i += image.Channels)
            for (var channel = 0; channel < image.Channels; channel++) _counts[channel * 256 + image.Pixels[i + channel]]++;
    }

    /// <summary>Each channel's mean and deviation, where pixels count from 0 to 1; empty where there are no images.</summary>
    public IReadOnlyList<(double Mean, double Deviation)> Channels() => [.. Enumerable.Range(0, _counts.Length / 256).Select(channel =>
    {
        var counts = _counts.AsSpan(channel * 256, 256);
        double n = 0, sum = 0, squares = 0;
        for (var value = 0; value < 256; value++)
        {
            n += counts[value];
            sum += (double)counts[value] * value;
            squares += (double)counts[value] * value * value;
        }

        return (sum / n / 255, Math.Sqrt(Math.Max(0, squares / n - sum / n * (sum / n))) / 255);
    })];
}
