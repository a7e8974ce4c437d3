using Descent.Tests.Architecture;
using Xunit;

namespace Descent.Tests.Models;

/// <summary>SqueezeNet 1.1 with ImageNet's weights, where they lie beside the repository: ../shared/data/weights.</summary>
public class PretrainedSqueezeNetTests
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
}
