using System.Text.Json;
using System.Text.Json.Serialization;

namespace Descent;

/// <summary>
/// How images become the numbers a network sees: their shape, what each channel is normalized by, and the classes' names. Statistics are
/// measured on the training part alone, and saved beside the weights, so that evaluation reads images exactly as training did.
/// </summary>
public sealed record ImageEncoding
{
    /// <summary>Pixels from top to bottom.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels from left to right.</summary>
    public required int Width { get; init; }

    /// <summary>Numbers a pixel: 1 for grey, 3 for red, green and blue.</summary>
    public required int Channels { get; init; }

    /// <summary>What is subtracted from each channel, where pixels count from 0 to 1.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>What each channel is divided by after that; above 0.</summary>
    public required IReadOnlyList<double> Deviation { get; init; }

    /// <summary>The classes' names in the order of their indices.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>[height, width, channels].</summary>
    [JsonIgnore]
    public Shape Shape => [Height, Width, Channels];

    /// <summary>What is predicted.</summary>
    [JsonIgnore]
    public TargetInfo Target => new(TargetKind.Class, Classes.Count, Classes);

    /// <summary>Pixels as numbers from 0 to 1, nothing subtracted.</summary>
    /// <param name="shape">[height, width, channels].</param>
    /// <param name="classes">The classes' names.</param>
    public static ImageEncoding Plain(in Shape shape, IReadOnlyList<string> classes) => new()
    {
        Height = shape[0],
        Width = shape[1],
        Channels = shape[2],
        Mean = new double[shape[2]],
        Deviation = [.. Enumerable.Repeat(1.0, shape[2])],
        Classes = classes,
    };

    /// <summary>
    /// Measures each channel's mean and deviation over all pixels (the sum of squares divided by their number), exactly: they do not depend on the
    /// order of the images. A channel that is the same everywhere gets deviation 1.
    /// </summary>
    /// <param name="train">An <see cref="ImageDataset"/> or a part of one.</param>
    /// <exception cref="ArgumentException">It has no images.</exception>
    /// <exception cref="DataException">It is empty.</exception>
    public static ImageEncoding Fit(Dataset train)
    {
        var (images, rows) = ImagePart(train);
        if (rows.Length == 0) throw new DataException("ImageEncoding: the part to measure on is empty; give it images.");
        var channels = images.InputShape[2];
        var counts = new long[channels * 256]; // how often each channel has each value: whole numbers, so neither order nor threads matter
        const int Together = 64; // images a turn
        OrderedParallel.For((rows.Length + Together - 1) / Together, turn =>
        {
            var own = new long[counts.Length];
            foreach (var row in rows.AsSpan(turn * Together, Math.Min(Together, rows.Length - turn * Together)))
            {
                var pixels = images.Pixels(row);
                for (var at = 0; at < pixels.Length; at += channels)
                    for (var channel = 0; channel < channels; channel++) own[channel * 256 + pixels[at + channel]]++;
            }

            lock (counts)
                for (var i = 0; i < counts.Length; i++) counts[i] += own[i];
        });

        var (mean, deviation) = (new double[channels], new double[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            var (n, sum, squares) = (0L, (Int128)0, (Int128)0);
            for (var value = 0; value < 256; value++)
            {
                var count = counts[channel * 256 + value];
                n += count;
                sum += (Int128)count * value;
                squares += (Int128)count * value * value;
            }

            mean[channel] = (double)sum / (255.0 * n);
            deviation[channel] = Math.Sqrt((double)(squares * n - sum * sum)) / (255.0 * n);
            if (deviation[channel] == 0) deviation[channel] = 1;
        }

        return images.Encoding with { Mean = mean, Deviation = deviation };
    }

    /// <summary>The same images under this encoding.</summary>
    /// <param name="data">An <see cref="ImageDataset"/> or a part of one, of this shape and these classes.</param>
    /// <exception cref="ArgumentException">It is not one, or its shape or classes are others.</exception>
    public Dataset Apply(Dataset data) => ImageDataset.Map(data, images => images.With(this), "ImageEncoding");

    /// <summary>The encoding as JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ImageJson.Default.ImageEncoding);

    /// <summary>The encoding that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="DataException">It is not one.</exception>
    public static ImageEncoding FromJson(string json)
    {
        ImageEncoding? encoding;
        try
        {
            encoding = JsonSerializer.Deserialize(json, ImageJson.Default.ImageEncoding);
        }
        catch (JsonException e)
        {
            throw new DataException($"The image encoding cannot be read: {e.Message} Write it anew by training again.", e);
        }

        return encoding is null || encoding.Problem() is not null
            ? throw new DataException($"The image encoding cannot be used: {encoding?.Problem() ?? "it is null"}. Write it anew by training again.")
            : encoding;
    }

    internal string ClassList() => Classes.Count <= 6 ? string.Join(", ", Classes) : $"{string.Join(", ", Classes.Take(5))}, … {Classes[^1]}";

    /// <summary>What is wrong with numbers and names that came from a file; null if nothing is.</summary>
    private string? Problem()
    {
        if (Mean is null || Deviation is null || Classes is null || Classes.Any(c => c is null)) return "something is null";
        if (Height < 1 || Width < 1 || Channels < 1 || (long)Height * Width > int.MaxValue / Channels) return $"its images are {Height} × {Width} × {Channels}";
        if (Mean.Count != Channels || Deviation.Count != Channels) return $"it has {Mean.Count} means and {Deviation.Count} deviations for {Channels} channels";
        if (!Mean.All(double.IsFinite) || !Deviation.All(d => double.IsFinite(d) && d > 0)) return "a mean is not finite, or a deviation is not above 0";
        return Classes.Distinct().Count() < Math.Max(Classes.Count, 1) ? "it has no classes, or one twice" : null;
    }

    /// <summary>The images behind a data set, and which of them the data set holds.</summary>
    private static (ImageDataset Images, int[] Rows) ImagePart(Dataset data)
    {
        var rows = Enumerable.Range(0, data.Count).ToArray();
        while (data is Subset part)
        {
            var indices = part.Indices;
            for (var i = 0; i < rows.Length; i++) rows[i] = indices[rows[i]];
            data = part.Source;
        }

        return data is ImageDataset images
            ? (images, rows)
            : throw new ArgumentException($"ImageEncoding: {data.GetType().Name} has no images; give an ImageDataset, or a part of one.");
    }
}

/// <summary>Reads and writes encodings without reflection. Unknown and repeated names are refused.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 8,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ImageEncoding))]
internal sealed partial class ImageJson : JsonSerializerContext;
