using Descent.Tests.Models;

namespace Descent.Tests.Layers;

/// <summary>A row of the table that every layer must stand in: how to make it, what it takes and what comes out.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Make">Makes the layer.</param>
/// <param name="Input">The input's shape, batch first.</param>
/// <param name="Output">The output's shape.</param>
/// <param name="Parameters">Names and shapes, as PyTorch has them.</param>
public sealed record LayerSample(string Name, Func<Module> Make, Shape Input, Shape Output, params (string Name, Shape Shape)[] Parameters)
{
    /// <summary>For layers that take indices: how many there are. 0 for those that take numbers.</summary>
    public int Indices { get; init; }

    /// <summary>Whether training gives another output than evaluation.</summary>
    public bool ModesDiffer { get; init; }

    /// <summary>Whether it changes the shape of what its last layer puts out, as one that joins branches does.</summary>
    public bool JoinsBranches { get; init; }

    /// <summary>Multiplications with additions of one sample.</summary>
    public long MultiplyAdds { get; init; }

    public override string ToString() => Name;

    public Tensor MakeInput()
    {
        if (Indices > 0) return Tensor.From(Enumerable.Range(0, Input.Size).Select(i => i * 7 % Indices).ToArray(), Input);
        return Tensor.From(Enumerable.Range(0, Input.Size).Select(i => MathF.Sin(i + 1) * 2).ToArray(), Input);
    }

    public static IEnumerable<LayerSample> All =>
    [
        new("ReLU", () => new ReLU(), [2, 5], [2, 5]),
        new("ReLU6", () => new ReLU6(), [2, 5], [2, 5]),
        new("LeakyReLU", () => new LeakyReLU(), [2, 5], [2, 5]),
        new("ELU", () => new ELU(), [2, 5], [2, 5]),
        new("SELU", () => new SELU(), [2, 5], [2, 5]),
        new("GELU", () => new GELU(), [2, 5], [2, 5]),
        new("SiLU", () => new SiLU(), [2, 5], [2, 5]),
        new("Sigmoid", () => new Sigmoid(), [2, 5], [2, 5]),
        new("Tanh", () => new Tanh(), [2, 5], [2, 5]),
        new("Softplus", () => new Softplus(), [2, 5], [2, 5]),
        new("HardSwish", () => new HardSwish(), [2, 5], [2, 5]),
        new("Softmax", () => new Softmax(), [2, 5], [2, 5]),
        new("LogSoftmax", () => new LogSoftmax(axis: 1), [2, 5, 3], [2, 5, 3]),
        new("Dropout", () => new Dropout(keep: 0.5), [2, 50], [2, 50]) { ModesDiffer = true },
        new("Dropout2d", () => new Dropout2d(keep: 0.5), [2, 3, 4, 15], [2, 3, 4, 15]) { ModesDiffer = true },
        new("DropPath", () => new DropPath(drop: 0.5), [40, 3], [40, 3]) { ModesDiffer = true },
        new("Flatten", () => new Flatten(), [2, 3, 4, 5], [2, 60]),
        new("Conv1d", () => new Conv1d(4, 6, 3, stride: 2, padding: 1, groups: 2), [2, 7, 4], [2, 4, 6], ("weight", [6, 2, 3]), ("bias", [6])) { MultiplyAdds = 4 * 6 * 6 },
        new("Conv1d, same", () => new Conv1d(4, 6, 4, padding: Padding.Same, dilation: 2, bias: false), [2, 7, 4], [2, 7, 6], ("weight", [6, 4, 4])) { MultiplyAdds = 7 * 6 * 16 },
        new("ConvTranspose2d", () => new ConvTranspose2d(4, 6, (3, 2), stride: 2, padding: (1, 0), outputPadding: 1, groups: 2), [2, 3, 4, 4], [2, 6, 9, 6], ("weight", [4, 3, 3, 2]), ("bias", [6])) { MultiplyAdds = 3 * 4 * 4 * 18 },
        new("ConvTranspose1d", () => new ConvTranspose1d(4, 6, 3, stride: 2, padding: 1, outputPadding: 1, bias: false), [2, 5, 4], [2, 10, 6], ("weight", [4, 6, 3])) { MultiplyAdds = 5 * 4 * 18 },
        new("MaxPool2d", () => new MaxPool2d(3, stride: 2, padding: 1), [2, 5, 6, 3], [2, 3, 3, 3]),
        new("MaxPool2d, high", () => new MaxPool2d((3, 2), dilation: (1, 2), ceilMode: true), [2, 5, 6, 3], [2, 2, 3, 3]),
        new("MaxPool1d", () => new MaxPool1d(2), [2, 5, 3], [2, 2, 3]),
        new("AvgPool2d", () => new AvgPool2d(2, padding: 1), [2, 5, 6, 3], [2, 3, 4, 3]),
        new("AvgPool2d, wide", () => new AvgPool2d((1, 3), ceilMode: true, countIncludePad: false), [2, 5, 7, 3], [2, 5, 3, 3]),
        new("AvgPool1d", () => new AvgPool1d(3, stride: 1), [2, 5, 3], [2, 3, 3]),
        new("AdaptiveAvgPool2d", () => new AdaptiveAvgPool2d((2, 3)), [2, 5, 7, 3], [2, 2, 3, 3]),
        new("AdaptiveAvgPool2d, one", () => new AdaptiveAvgPool2d(1), [2, 5, 7, 3], [2, 1, 1, 3]),
        new("Upsample", () => new Upsample(2), [2, 3, 4, 3], [2, 6, 8, 3]),
        new("Upsample, to a size", () => Upsample.ToSize((2, 7), UpsampleMode.Bilinear, alignCorners: true), [2, 3, 4, 3], [2, 2, 7, 3]),
        new("Upsample, lines", () => new Upsample(1.5, UpsampleMode.Bilinear), [2, 5, 3], [2, 7, 3]),
        new("GlobalAvgPool", () => new GlobalAvgPool(), [2, 5, 7, 3], [2, 3]),
        new("GlobalAvgPool, lines", () => new GlobalAvgPool(), [2, 5, 3], [2, 3]),
        new("GlobalMaxPool", () => new GlobalMaxPool(), [2, 5, 7, 3], [2, 3]),
        new("BatchNorm1d", () => new BatchNorm1d(5), [6, 5], [6, 5], BatchNormState(5)) { ModesDiffer = true },
        new("BatchNorm1d, frozen", () => new BatchNorm1d(5) { Frozen = true }, [6, 2, 5], [6, 2, 5], BatchNormState(5)),
        new("BatchNorm2d", () => new BatchNorm2d(5), [2, 3, 4, 5], [2, 3, 4, 5], BatchNormState(5)) { ModesDiffer = true },
        new("BatchNorm2d, frozen", () => new BatchNorm2d(5) { Frozen = true }, [2, 3, 4, 5], [2, 3, 4, 5], BatchNormState(5)),
        new("LayerNorm", () => new LayerNorm(5), [2, 3, 5], [2, 3, 5], ("weight", [5]), ("bias", [5])),
        new("LayerNorm, two axes", () => new LayerNorm([3, 5], bias: false), [2, 3, 5], [2, 3, 5], ("weight", [3, 5])),
        new("RMSNorm", () => new RMSNorm(5), [2, 3, 5], [2, 3, 5], ("weight", [5])),
        new("GroupNorm", () => new GroupNorm(2, 6), [2, 3, 4, 6], [2, 3, 4, 6], ("weight", [6]), ("bias", [6])),
        new("Linear", () => new Linear(5, 3), [2, 4, 5], [2, 4, 3], ("weight", [3, 5]), ("bias", [3])) { MultiplyAdds = 60 },
        new("Conv2d", () => new Conv2d(3, 4, 3, padding: 1), [2, 5, 6, 3], [2, 5, 6, 4], ("weight", [4, 3, 3, 3]), ("bias", [4])) { MultiplyAdds = 3240 },
        new("Conv2d, groups", () => new Conv2d(6, 4, (3, 2), stride: (2, 1), padding: Padding.Same, groups: 2, bias: false), [2, 5, 6, 6], [2, 3, 6, 4], ("weight", [4, 3, 3, 2])) { MultiplyAdds = 1296 },
        new("Embedding", () => new Embedding(10, 3), [2, 4], [2, 4, 3], ("weight", [10, 3])) { Indices = 10 },
        new("Residual", () => new Residual(new Linear(5, 5)), [2, 5], [2, 5], ("body.weight", [5, 5]), ("body.bias", [5])) { MultiplyAdds = 25 },
        new("Residual, projected", () => new Residual(new Linear(5, 3), new Linear(5, 3, bias: false)), [2, 5], [2, 3],
            ("body.weight", [3, 5]), ("body.bias", [3]), ("projection.weight", [3, 5])) { MultiplyAdds = 30 },
        new("Sequential", () => new Sequential(new Linear(5, 4), new ReLU(), new Linear(4, 2, bias: false)), [3, 5], [3, 2],
            ("0.weight", [4, 5]), ("0.bias", [4]), ("2.weight", [2, 4])) { MultiplyAdds = 28 },
        new("NamedSequential", () => new NamedSequential(("first", new Linear(5, 4)), ("relu", new ReLU()), ("last", new Linear(4, 2, bias: false))), [3, 5], [3, 2],
            ("first.weight", [4, 5]), ("first.bias", [4]), ("last.weight", [2, 4])) { MultiplyAdds = 28 },
        new("LayerScale", () => new LayerScale(3, 0.5), [2, 4, 5, 3], [2, 4, 5, 3], ("", [3, 1, 1])),
        new("SqueezeExcitation", () => new SqueezeExcitation(4, 2), [2, 3, 5, 4], [2, 3, 5, 4],
            ("fc1.weight", [2, 4, 1, 1]), ("fc1.bias", [2]), ("fc2.weight", [4, 2, 1, 1]), ("fc2.bias", [4])) { JoinsBranches = true, MultiplyAdds = 16 },
        new("Fire", () => Filled(new Fire(3, 2, 4)), [2, 5, 6, 3], [2, 5, 6, 8],
            ("squeeze.weight", [2, 3, 1, 1]), ("squeeze.bias", [2]), ("expand1x1.weight", [4, 2, 1, 1]), ("expand1x1.bias", [4]),
            ("expand3x3.weight", [4, 2, 3, 3]), ("expand3x3.bias", [4])) { JoinsBranches = true, MultiplyAdds = 2580 },
        new("DenseLayer", () => new DenseLayer(3, 2, bottleneck: 2), [2, 5, 5, 3], [2, 5, 5, 5], [
            .. BatchNormState(3, "norm1."), ("conv1.weight", [4, 3, 1, 1]), .. BatchNormState(4, "norm2."), ("conv2.weight", [2, 4, 3, 3])]) { JoinsBranches = true, ModesDiffer = true, MultiplyAdds = 2100 },
        new("Bottleneck", () => new Bottleneck(3, 2, stride: 2), [2, 5, 5, 3], [2, 3, 3, 8], [
            ("conv1.weight", [2, 3, 1, 1]), .. BatchNormState(2, "bn1."), ("conv2.weight", [2, 2, 3, 3]), .. BatchNormState(2, "bn2."), ("conv3.weight", [8, 2, 1, 1]), .. BatchNormState(8, "bn3."),
            ("downsample.0.weight", [8, 3, 1, 1]), .. BatchNormState(8, "downsample.1.")]) { ModesDiffer = true, MultiplyAdds = 834 },
        new("InvertedResidual", () => new InvertedResidual(3, 3, stride: 1, expansion: 2), [2, 5, 5, 3], [2, 5, 5, 3], [
            ("conv.0.0.weight", [6, 3, 1, 1]), .. BatchNormState(6, "conv.0.1."), ("conv.1.0.weight", [6, 1, 3, 3]), .. BatchNormState(6, "conv.1.1."),
            ("conv.2.weight", [3, 6, 1, 1]), .. BatchNormState(3, "conv.3.")]) { ModesDiffer = true, MultiplyAdds = 2250 },
        new("MBConv", () => new MBConv(3, 3, kernel: 3, stride: 1, expansion: 2), [2, 5, 5, 3], [2, 5, 5, 3], [
            ("block.0.0.weight", [6, 3, 1, 1]), .. BatchNormState(6, "block.0.1."), ("block.1.0.weight", [6, 1, 3, 3]), .. BatchNormState(6, "block.1.1."),
            ("block.2.fc1.weight", [1, 6, 1, 1]), ("block.2.fc1.bias", [1]), ("block.2.fc2.weight", [6, 1, 1, 1]), ("block.2.fc2.bias", [6]),
            ("block.3.0.weight", [3, 6, 1, 1]), .. BatchNormState(3, "block.3.1.")]) { ModesDiffer = true, MultiplyAdds = 2262 },
        new("ConvNeXtBlock", () => Filled(new ConvNeXtBlock(3)), [2, 5, 6, 3], [2, 5, 6, 3],
            ("layer_scale", [3, 1, 1]), ("block.0.weight", [3, 1, 7, 7]), ("block.0.bias", [3]), ("block.2.weight", [3]), ("block.2.bias", [3]),
            ("block.3.weight", [12, 3]), ("block.3.bias", [12]), ("block.5.weight", [3, 12]), ("block.5.bias", [3])) { MultiplyAdds = 6570 },
        new("ImageClassifier", () => new ImageClassifier("small", new Sequential(new Conv2d(3, 4, 3)), new GlobalAvgPool(), new Linear(4, 2)), [2, 5, 6, 3], [2, 2],
            ("features.0.weight", [4, 3, 3, 3]), ("features.0.bias", [4]), ("classifier.weight", [2, 4]), ("classifier.bias", [2])) { MultiplyAdds = 1304 },
        new("BasicBlock", () => new BasicBlock(3, 4, stride: 2), [2, 5, 5, 3], [2, 3, 3, 4], [
            ("conv1.weight", [4, 3, 3, 3]), .. BatchNormState(4, "bn1."), ("conv2.weight", [4, 4, 3, 3]), .. BatchNormState(4, "bn2."),
            ("downsample.0.weight", [4, 3, 1, 1]), .. BatchNormState(4, "downsample.1.")]) { ModesDiffer = true, MultiplyAdds = 2376 },
        new("ResNet", () => ResNet.Cifar(8, classes: 5), [2, 8, 8, 3], [2, 5], ResNetState()) { ModesDiffer = true, MultiplyAdds = 781632 },
        new("LeNet5", () => new LeNet5(3, 16, 18, channels: 2), [2, 16, 18, 2], [2, 3],
            ("conv1.weight", [6, 2, 5, 5]), ("conv1.bias", [6]), ("conv2.weight", [16, 6, 5, 5]), ("conv2.bias", [16]), ("fc1.weight", [120, 64]), ("fc1.bias", [120]),
            ("fc2.weight", [84, 120]), ("fc2.bias", [84]), ("fc3.weight", [3, 84]), ("fc3.bias", [3])) { MultiplyAdds = 152412 },
        new("Cnn", () => new Cnn(3, 5, 9, channels: 2), [2, 5, 9, 2], [2, 3], [
            ("conv1.weight", [32, 2, 3, 3]), ("conv1.bias", [32]), .. BatchNormState(32, "bn1."), ("conv2.weight", [64, 32, 3, 3]), ("conv2.bias", [64]), .. BatchNormState(64, "bn2."),
            ("fc1.weight", [128, 128]), ("fc1.bias", [128]), ("fc2.weight", [3, 128]), ("fc2.bias", [3])]) { ModesDiffer = true, MultiplyAdds = 190144 },
    ];

    /// <summary>With weights away from kinks, and factors at which a step can be seen.</summary>
    private static Module Filled(Module module)
    {
        FormulaWeights.Fill(module);
        return module;
    }

    private static (string, Shape)[] ResNetState()
    {
        var state = new List<(string, Shape)> { ("conv1.weight", [16, 3, 3, 3]) };
        state.AddRange(BatchNormState(16, "bn1."));
        foreach (var (stage, inputs, outputs) in new[] { (1, 16, 16), (2, 16, 32), (3, 32, 64) })
        {
            state.Add(($"layer{stage}.0.conv1.weight", [outputs, inputs, 3, 3]));
            state.AddRange(BatchNormState(outputs, $"layer{stage}.0.bn1."));
            state.Add(($"layer{stage}.0.conv2.weight", [outputs, outputs, 3, 3]));
            state.AddRange(BatchNormState(outputs, $"layer{stage}.0.bn2."));
            if (inputs == outputs) continue;
            state.Add(($"layer{stage}.0.downsample.0.weight", [outputs, inputs, 1, 1]));
            state.AddRange(BatchNormState(outputs, $"layer{stage}.0.downsample.1."));
        }

        return [.. state, ("fc.weight", [5, 64]), ("fc.bias", [5])];
    }

    private static (string, Shape)[] BatchNormState(int channels, string path = "") =>
        [(path + "weight", [channels]), (path + "bias", [channels]), (path + "running_mean", [channels]), (path + "running_var", [channels]), (path + "num_batches_tracked", [])];
}
