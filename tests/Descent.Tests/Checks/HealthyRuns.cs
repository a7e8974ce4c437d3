using static Descent.Tests.Checks.Patient;

namespace Descent.Tests.Checks;

/// <summary>Runs with nothing wrong.</summary>
internal static class HealthyRuns
{
    public static IReadOnlyList<(string Name, Func<Patient> Make)> All { get; } =
    [
        ("mlp, Adam", () => Classes()),
        ("mlp, SGD", () => Classes(optimizer: new SGD(0.1))),
        ("mlp, momentum", () => Classes(optimizer: new Momentum(0.05))),
        ("mlp, RMSprop", () => Classes(optimizer: new RMSprop(0.003))),
        ("mlp, AdamW with decay", () => Classes(optimizer: new AdamW(0.003, weightDecay: 0.05))),
        ("mlp, Adagrad", () => Classes(optimizer: new Adagrad(0.05))),
        ("mlp, Adadelta", () => Classes(optimizer: new Adadelta())),
        ("mlp, tanh and Xavier", () => Classes(Drawn(new Sequential(new Linear(8, 24, initializer: new XavierUniform()), new Tanh(), new Linear(24, 3, initializer: new XavierUniform()))))),
        ("mlp, GELU", () => Classes(Drawn(new Sequential(new Linear(8, 24), new GELU(), new Linear(24, 3))))),
        ("mlp, last layer of zeros", () => Classes().With(m => ((Linear)m[4]).Weight.Span<float>().Clear())),
        ("batch norm and dropout", () => Classes(Normed())),
        ("layer norm", () => Classes(Drawn(new Sequential(new Linear(8, 24), new LayerNorm(24), new ReLU(), new Linear(24, 3))))),
        ("much dropout", () => Classes(Drawn(new Sequential(new Linear(8, 64), new ReLU(), new Dropout(keep: 0.5), new Linear(64, 3))))),
        ("label smoothing", () => Classes(loss: new CrossEntropy(labelSmoothing: 0.1))),
        ("probabilities", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 3), new Softmax())), new CrossEntropyFromProbabilities(), optimizer: new Adam(0.01))),
        ("elastic net", () => Classes().With(new DoctorSettings { BatchSize = 32, Fast = true, Regularizer = new ElasticNet(1e-4, 0.5) })),
        ("frozen first layer", () => Classes().With(m => ModelFaults.Freeze(m[0]))),
        ("an own step", () =>
        {
            var patient = Classes(Normed());
            return patient.With(patient.Settings with { Step = (x, y) =>
            {
                patient.Model.Train();
                patient.Loss.Compute(patient.Model.Forward(x), y).Backward();
                patient.Optimizer.Update();
            } });
        }),
        ("classes that overlap, at a small rate", () => Classes(data: SmallData.SplitOf(SmallData.Blobs(spoil: (x, _) => Blur(x))), optimizer: new Adam(0.001))),
        ("binary", () => new Patient(Mlp(outputs: 1), new BinaryCrossEntropy(), SmallData.SplitOf(Two()), new Adam(0.003))),
        ("imbalanced, weighed", () => new Patient(Mlp(outputs: 2), new CrossEntropy([1, 8]), SmallData.SplitOf(Lopsided()), new Adam(0.003))),
        ("imbalanced", () => new Patient(Mlp(outputs: 2), new CrossEntropy(), SmallData.SplitOf(Lopsided()), new Adam(0.003))),
        ("regression", () => Numbers()),
        ("regression, Huber", () => Numbers(loss: new Huber(1))),
        ("regression, absolute error", () => Numbers(loss: new MeanAbsoluteError())),
        ("regression, batch norm", () => Numbers(Normed(outputs: 1))),
        ("convolution", () => Images()),
        ("convolution, batch norm", () => Images(Drawn(new Sequential(new Conv2d(1, 8, 3, padding: 1, bias: false), new BatchNorm2d(8), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(128, 3))))),
        ("network cnn", () => Images(Drawn(new Cnn(3, 8, 8, 1)))),
        ("residual blocks", () => Images(Drawn(new Sequential(new Conv2d(1, 8, 3, padding: 1), new BasicBlock(8, 8), new BasicBlock(8, 16, stride: 2), new GlobalAvgPool(), new Linear(16, 3))))),
        ("flips that mean nothing", () => Images(data: SmallData.SplitOf(new SmallData.Reread(SmallData.Stripes()) { Training = (i, epoch, x) => Mirror(i + epoch, x) }))),
        ("digits", () => new Patient(Drawn(new Sequential(new Linear(64, 64), new ReLU(), new Linear(64, 10))), new CrossEntropy(), SmallData.SplitOf(Digits.Load()), new Adam(0.003))),
    ];

    private static void Blur(float[] inputs)
    {
        var random = new Random(7);
        for (var i = 0; i < inputs.Length; i++) inputs[i] = (inputs[i] + 1.5f * (float)SmallData.Normal(random)) / 2;
    }

    private static InMemoryDataset Two() => Named(SmallData.BlobArrays(300, 1), c => c == 0 ? 0 : 1);

    /// <summary>One of nine.</summary>
    private static Subset Lopsided()
    {
        var data = Named(SmallData.BlobArrays(400, 1), c => c == 0 ? 1 : 0);
        return new Subset(data, [.. Enumerable.Range(0, data.Count).Where(i => data.ReadClass(i) == 0 || i % 4 == 0)]);
    }

    private static InMemoryDataset Named((float[] Inputs, int[] Classes) arrays, Func<int, int> rename) => new(arrays.Inputs, [SmallData.Features], Array.ConvertAll(arrays.Classes, c => rename(c)), ["no", "yes"]);

    private static void Mirror(int draw, float[] image)
    {
        if (draw % 2 == 0) Array.Reverse(image); // half a turn keeps rows, columns and slant
    }
}
