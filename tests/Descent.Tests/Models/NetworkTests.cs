using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Models;

/// <summary>The library's networks beside PyTorch's and torchvision's, from the same weights.</summary>
public class NetworkTests
{
    private static readonly JsonElement s_golden = Golden.File("networks.json");

    [Fact]
    public void Networks_have_torchvisions_parameters()
    {
        var counts = s_golden.GetProperty("counts");
        void Check(string name, Module model, long published)
        {
            Assert.Equal(counts.GetProperty(name).GetInt64(), model.CountParameters());
            Assert.Equal(published, model.CountParameters());
        }

        Check("resnet18", ResNet.ResNet18(), 11_689_512);
        Check("resnet34", ResNet.ResNet34(), 21_797_672);
        Check("resnet20", ResNet.Cifar(20), 272_474);
        Check("resnet32", ResNet.Cifar(32), 466_906);
        Check("resnet56", ResNet.Cifar(56), 855_770);
        Assert.Equal(61_706, new LeNet5().CountParameters());
        Assert.Equal(421_834, new Cnn().CountParameters());
    }

    [Fact]
    public void ResNet18_has_the_names_and_shapes_of_torchvisions_state()
    {
        var expected = s_golden.GetProperty("resnet18_state").EnumerateObject().Select(p => $"{p.Name} [{string.Join(", ", p.Value.EnumerateArray().Select(d => d.GetInt32()))}]");
        Assert.Equal(expected.Order(StringComparer.Ordinal), ResNet.ResNet18().StateDict().Select(p => $"{p.Key} {p.Value.Shape}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ResNet18_gives_torchvisions_logits_in_training_and_after_it_in_evaluation()
    {
        var model = ResNet.ResNet18(classes: 10);
        FormulaWeights.Fill(model);
        model.To(DType.Float64);
        var x = FormulaWeights.Images(0, 2, 3, 64, 64).To(DType.Float64);
        using var noGrad = new NoGrad();
        Golden.AssertClose(Numbers("resnet18_training_logits"), model.Forward(x), 1e-9, "training");
        model.Eval();
        Golden.AssertClose(Numbers("resnet18_evaluation_logits"), model.Forward(x), 1e-9, "evaluation");
    }

    [Theory]
    [InlineData(DType.Float64, 1e-9)]
    [InlineData(DType.Float32, 1e-4)]
    public void ResNet20_has_PyTorchs_loss_in_each_of_twenty_training_steps(DType type, double tolerance)
    {
        const int Batch = 8;
        var expected = Numbers(type == DType.Float64 ? "resnet20_losses_float64" : "resnet20_losses_float32");
        var model = ResNet.Cifar(20);
        FormulaWeights.Fill(model);
        model.To(type);
        var optimizer = new Momentum(learningRate: 0.005, momentum: 0.9, weightDecay: 5e-4);
        optimizer.Attach(model);
        var loss = new CrossEntropy();
        for (var index = 0; index < expected.Length; index++)
        {
            using var step = new Step();
            var labels = Tensor.From(Enumerable.Range(0, Batch).Select(i => (7 * i + index) % 10).ToArray());
            var value = loss.Compute(model.Forward(FormulaWeights.Images(index, Batch, 3, 32, 32).To(type)), labels);
            Assert.True(Math.Abs(value.Item() / expected[index] - 1) <= tolerance, $"step {index + 1}: the loss is {value.Item():R}, PyTorch has {expected[index]:R}");
            value.Backward(release: true);
            optimizer.Update();
        }

        foreach (var (name, parameter) in model.NamedParameters().Where(p => p.Name.Contains("running", StringComparison.Ordinal)))
        {
            var sum = parameter.To(DType.Float64).ToArray<double>().Sum(Math.Abs);
            var golden = s_golden.GetProperty("resnet20_statistics").GetProperty(name).GetDouble();
            Assert.True(Math.Abs(sum / golden - 1) <= 10 * tolerance, $"{name}: {sum:R}, PyTorch has {golden:R}");
        }
    }

    [Fact]
    public void Sizes_that_cannot_be_are_explained()
    {
        Refused(() => ResNet.Cifar(21), "ResNet.Cifar: a depth of 21 was asked for; it must be 6n + 2: 20, 32, 44, 56 …");
        Refused(() => ResNet.ResNet18(classes: 0), "ResNet: 3 channels and 0 classes were asked for; both must be at least 1.");
        Refused(() => new LeNet5(height: 12), "LeNet5: images of 12 × 28 pixels were asked for; it takes at least 16 × 16.");
        Refused(() => new Cnn(width: 3), "Cnn: images of 28 × 3 pixels were asked for; it takes at least 4 × 4.");

        static void Refused(Func<Module> make, string message) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
    }

    private static double[] Numbers(string key) => Golden.Numbers(s_golden.GetProperty(key));
}
