using System.Security.Cryptography;
using Descent.Devices;
using Xunit;

namespace Descent.Tests.Models;

/// <summary>Networks that hold every layer there is train to the same bits with any number of threads.</summary>
[Collection(ProcessSettings.Name)]
public sealed class DeterminismTests
{
    private static readonly string[] s_names = ["convolutions", "blocks", "pieces", "lines", "features"];

    public static TheoryData<string> Networks => [.. s_names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_same_seed_gives_the_same_weights_for_1_2_and_7_threads(string name)
    {
        var threads = WorkerTeam.Threads;
        try
        {
            var hashes = new[] { 1, 2, 7 }.Select(n =>
            {
                WorkerTeam.Threads = n;
                return TrainedHash(name, seed: 3);
            }).ToArray();
            Assert.Equal(hashes[0], hashes[1]);
            Assert.Equal(hashes[0], hashes[2]);
            Assert.NotEqual(hashes[0], TrainedHash(name, seed: 4));
        }
        finally
        {
            WorkerTeam.Threads = threads;
        }
    }

    [Fact]
    public void Every_layer_of_the_library_is_in_one_of_the_networks()
    {
        var held = s_names.SelectMany(name => Make(name).Model.NamedModules()).Select(m => m.Module.GetType()).ToHashSet();

        // Those that end a network with probabilities, which no loss of logits takes, or begin one with indices: Ops/OpTests looks at them.
        held.UnionWith([typeof(Softmax), typeof(LogSoftmax), typeof(Embedding)]);
        Assert.Equal("", string.Join(", ", typeof(Module).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Module)) && !t.IsAbstract && !held.Contains(t)).Select(t => t.Name)));
    }

    private static string TrainedHash(string name, ulong seed)
    {
        var (model, shape) = Make(name);
        model.Initialize(seed);
        var optimizer = new Momentum(0.05);
        optimizer.Attach(model);
        var loss = new CrossEntropy();
        for (var index = 0; index < 4; index++)
        {
            using var step = new Step(seed, epoch: 0, sample: index * shape[0]);
            var x = Tensor.From(Enumerable.Range(0, shape.Size).Select(i => MathF.Sin(i * 0.37f + index)).ToArray(), shape);
            var labels = Tensor.From(Enumerable.Range(0, shape[0]).Select(i => (3 * i + index) % 5).ToArray());
            var value = loss.Compute(model.Forward(x), labels);
            Assert.True(double.IsFinite(value.Item()), $"step {index}: the loss is {value.Item()}");
            value.Backward(release: true);
            optimizer.Update();
        }

        var path = Path.Combine(Path.GetTempPath(), $"descent-{Guid.NewGuid():N}.safetensors");
        try
        {
            model.Save(path);
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A network, and the shape of its batches: large enough for work to be shared, and for each way to convolve.</summary>
    private static (Module Model, Shape Shape) Make(string name) => name switch
    {
        "convolutions" => (new Sequential(
            new Conv2d(3, 32, 3, padding: 1, bias: false), new BatchNorm2d(32), new ReLU(),
            new Conv2d(32, 32, 3, padding: 1), new ReLU(), // wide enough for Winograd
            new MaxPool2d(3, stride: 2, padding: 1),
            new Conv2d(32, 32, 3, padding: Padding.Same, groups: 32), new GroupNorm(8, 32), new SiLU(), // depthwise
            new Dropout2d(keep: 0.8),
            new Conv2d(32, 24, 1), new LeakyReLU(),
            new Conv2d(24, 24, (3, 5), stride: (2, 1), padding: (1, 2), groups: 4), new Tanh(),
            new ConvTranspose2d(24, 16, 3, stride: 2, padding: 1), new ELU(),
            new Conv2d(16, 16, 3, dilation: 2), new HardSwish(),
            new Upsample(2), new AvgPool2d(2), new Upsample(1.5, UpsampleMode.Bilinear),
            new AdaptiveAvgPool2d((3, 2)), new Flatten(), new Dropout(keep: 0.9), new Linear(96, 5)), [16, 21, 19, 3]),
        "blocks" => (new Sequential(new Conv2d(3, 16, 3), new SpatialNets(), new GlobalAvgPool(), new Linear(16, 5)), [8, 20, 20, 3]),
        "pieces" => (new ImageClassifier("pieces", new NamedSequential(
            ("stem", new Conv2d(3, 16, 3, stride: 2)), ("relu6", new ReLU6()), ("fire", new Fire(16, 8, 12)), ("bottleneck", new Bottleneck(24, 8)), ("inverted", new InvertedResidual(32, 32, 1, 2)),
            ("dense", new DenseLayer(32, 8)), ("mobile", new MBConv(40, 40, 5, 1, 2, drop: 0.3)), ("next", new ConvNeXtBlock(40, drop: 0.3))), new GlobalAvgPool(), new Linear(40, 5)), [8, 20, 20, 3]),
        "lines" => (new Sequential(
            new Conv1d(6, 32, 5, padding: 2), new BatchNorm1d(32), new Sigmoid(), new MaxPool1d(2),
            new ConvTranspose1d(32, 16, 3, stride: 2), new GELU(), new AvgPool1d(2), new LayerNorm(16), new Softplus(), new GlobalMaxPool(), new Linear(16, 5)), [16, 40, 6]),
        _ => (new Sequential(
            new Linear(40, 64), new RMSNorm(64), new SELU(), new Residual(new Sequential(new Linear(64, 64), new DropPath(keep: 0.7))), new Linear(64, 5)), [200, 40]),
    };

    /// <summary>The library's networks, side by side on the same image.</summary>
    private sealed class SpatialNets : Module
    {
        public ResNet Small { get; } = ResNet.Cifar(8, 16, channels: 16);

        public ResNet Large { get; } = ResNet.ResNet18(16, channels: 16);

        public LeNet5 Lenet { get; } = new(16, 18, 18, channels: 16);

        public Cnn Cnn { get; } = new(16, 18, 18, channels: 16);

        protected override Tensor Compute(Tensor x) =>
            (Small.Forward(x) + Large.Forward(x) + Lenet.Forward(x) + Cnn.Forward(x)).Reshape(x.Shape[0], 1, 1, 16);
    }
}
