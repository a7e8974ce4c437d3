using Descent.Tests.Architecture;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests.Models;

/// <summary>SqueezeNet 1.1 with ImageNet's weights, where they lie beside the repository: ../shared/data/weights.</summary>
public class PretrainedSqueezeNetTests(ITestOutputHelper output)
{
    private static readonly string s_folder = Path.Combine(DependencyTests.RepositoryRoot(), "..", "shared", "data", "weights");

    [Fact]
    public void Published_weights_load_strictly_and_give_the_published_logits()
    {
        if (!Directory.Exists(s_folder)) return;
        var model = SqueezeNet.Version11();
        model.Load(Path.Combine(s_folder, "squeezenet1_1.safetensors"));
        model.Eval();
        var expected = Safetensors.Read(Path.Combine(s_folder, "squeezenet1_1_expected.safetensors"));
        using var noGrad = new NoGrad();
        const int Side = 224;
        var synthetic = Enumerable.Range(0, 3 * Side * Side).Select(i => (float)((long)i * 7919 % 1000 / 500.0 - 1)).ToArray();
        Check("synthetic", Tensor.From(synthetic, [1, 3, Side, Side]).Permute(0, 2, 3, 1));
        var preprocessing = LibraryModel.Find("squeezenet1_1")!.Preprocessing!;
        foreach (var photo in new[] { "photo0", "photo1" })
        {
            var pixels = expected[$"{photo}.pixels_hwc"].ToArray<byte>();
            var x = pixels.Select((p, i) => (float)((p / 255.0 - preprocessing.Mean[i % 3]) / preprocessing.Deviation[i % 3])).ToArray();
            Check(photo, Tensor.From(x, [1, preprocessing.Crop, preprocessing.Crop, 3]));
        }

        void Check(string name, Tensor x)
        {
            var logits = model.Forward(x).ToArray<float>();
            var reference = expected[$"{name}.logits"].ToArray<float>();
            Assert.Equal(reference.Length, logits.Length);
            for (var c = 0; c < logits.Length; c++)
                Assert.True(Math.Abs(logits[c] - reference[c]) <= 1e-4, $"{name}: class {c} has {logits[c]:R}, the reference {reference[c]:R}");
        }
    }

    /// <summary>Of the thousand classes the right one comes first for most: torchvision has it first for nine of eleven such photographs.</summary>
    [Fact]
    public void Photographs_of_daisies_are_taken_for_daisies()
    {
        if (!Directory.Exists(s_folder)) return;
        var names = File.ReadAllLines(Path.Combine(s_folder, "imagenet_classes.txt")).Select(line => line.Split('\t')[1].Split(',')[0]).ToList();
        var model = SqueezeNet.Version11();
        model.Load(Path.Combine(s_folder, "squeezenet1_1.safetensors"));
        model.Eval();
        var preprocessing = LibraryModel.Find("squeezenet1_1")!.Preprocessing!;
        var encoding = ImageEncoding.Plain([preprocessing.Crop, preprocessing.Crop, 3], names) with { Mean = [.. preprocessing.Mean], Deviation = [.. preprocessing.Deviation] };
        var paths = Directory.GetFiles(Path.Combine(s_folder, "..", "flowers", "val", "daisy")).Order(StringComparer.Ordinal).ToList();
        var images = ImageDataset.OfFiles(paths, encoding, preprocessing.Sizing);
        using var noGrad = new NoGrad();
        using var loader = DataLoader.Evaluating(images);
        var first = 0;
        foreach (var batch in loader.Epoch(0))
        {
            using var step = new Step();
            var logits = model.Forward(batch.Inputs).ToArray<float>();
            for (var i = 0; i < batch.Count; i++)
            {
                var best = Enumerable.Range(0, names.Count).OrderByDescending(c => logits[i * names.Count + c]).Take(5).Select(c => names[c]).ToList();
                output.WriteLine($"{Path.GetFileName(paths[(int)batch.FirstSample + i])}: {string.Join(", ", best)}");
                first += best[0] == "daisy" ? 1 : 0;
            }
        }

        Assert.InRange(first, (int)(0.7 * paths.Count), paths.Count);
    }
}
