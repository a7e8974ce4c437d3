using static Descent.Tests.Checks.FaultyParts;
using static Descent.Tests.Checks.Patient;

namespace Descent.Tests.Checks;

/// <summary>Faults in networks and their first weights.</summary>
internal static class ModelFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("double softmax", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 3), new Softmax()))), "loss.layer", "model.3 (Softmax)"),
        new("softmax in a module of its own", () => Classes(Drawn(new EndsInSoftmax())), "loss.layer", "model.last (Linear)"),
        new("softmax over the batch", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 3), new Softmax(axis: 0))), new CrossEntropyFromProbabilities()), "loss.layer", "model.3 (Softmax)"),
        new("softmax over the batch, inside", () => Classes(Drawn(new Sequential(new Linear(8, 24), new Softmax(axis: 0), new Linear(24, 3)))), "network.samples", "model.1 (Softmax)"),
        new("log-softmax before cross-entropy", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 3), new LogSoftmax()))), "loss.layer", "model.3 (LogSoftmax)"),
        new("sigmoid before cross-entropy", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 3), new Sigmoid()))), "loss.layer", "model.3 (Sigmoid)"),
        new("ReLU behind the last layer", () => Numbers(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 1), new ReLU()))), "loss.layer", "model.3 (ReLU)"),
        new("sigmoid behind the last layer of a regression", () => Numbers(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(24, 1), new Sigmoid()))), "loss.layer", "model.3 (Sigmoid)"),
        new("dead ReLUs by bias −10", () => Classes().With(m => ((Linear)m[0]).Bias!.Span<float>().Fill(-10)), "start.dead", "model.0 (Linear)"),
        new("dead ReLUs in the second layer", () => Classes().With(m => ((Linear)m[2]).Bias!.Span<float>().Fill(-10)), "start.dead", "model.2 (Linear)"),
        new("all weights 0", () => Classes().With(m => Each(m, w => w.Clear())), "start.initializer", "0.weight"),
        new("second layer's weights 0", () => Classes().With(m => ((Linear)m[2]).Weight.Span<float>().Clear()), "start.initializer", "2.weight"),
        new("all weights alike", () => Classes().With(m => Each(m, w => w.Fill(0.1f))), "start.initializer", "0.weight"),
        new("weights × 100", () => Classes().With(m => Each(m, w => Scale(w, 100))), "start.initializer", "0.weight"),
        new("weights ÷ 100", () => Classes().With(m => Each(m, w => Scale(w, 0.01f))), "start.initializer", "0.weight"),
        new("one layer × 100", () => Images().With(m => Scale(((Linear)m[4]).Weight.Span<float>(), 100)), "start.initializer", "4.weight"),
        new("batch norm stuck in evaluation mode", () => Classes(Drawn(new Sequential(new Linear(8, 24), new Hides(Evaluating(new BatchNorm1d(24))), new ReLU(), new Linear(24, 3)))), "network.modes", "inside model.1 (Hides)"),
        new("batch norm stuck in training mode", () => Classes(Drawn(new Sequential(new Linear(8, 24), new Hides(new BatchNorm1d(24)), new ReLU(), new Linear(24, 3)))), "network.samples", "inside model.1 (Hides)"),
        new("batch norm frozen without statistics", () => Classes(Normed()).With(m => ((BatchNorm)m[1]).Frozen = true), "network.batch_norm", "model.1 (BatchNorm1d)"),
        new("batch norm with a batch of 1", () => Classes(Normed()).With(new DoctorSettings { BatchSize = 1, Fast = true }), "network.batch_norm", "batchSize"),
        new("batch norm with a last batch of 1", () => Classes(Normed(), data: new Splits(SmallData.Blobs(161), SmallData.Blobs(40, 2), SmallData.Blobs(40, 3))).With(new DoctorSettings { BatchSize = 32, Fast = true }), "network.batch_norm", "batchSize"),
        new("batch norm that hardly measures", () => Classes(Drawn(new Sequential(new Linear(8, 24), new BatchNorm1d(24, momentum: 1e-4), new ReLU(), new Linear(24, 3)))).With(m => Scale(((Linear)m[0]).Weight.Span<float>(), 6)), "network.modes", "model.1 (BatchNorm1d)"),
        new("dropout in evaluation", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Hides(new Dropout(keep: 0.5)), new Linear(24, 3)))), "network.evaluation", "Dropout inside model.2 (Hides)"),
        new("dropout switched off in training", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Hides(Evaluating(new Dropout(keep: 0.5))), new Linear(24, 3)))), "network.modes", "Dropout inside model.2 (Hides)"),
        new("frozen head", () => Classes().With(m => Freeze(m[4])), "network.parameters", "4.weight"),
        new("everything frozen", () => Classes().With(Freeze), "network.parameters", "model"),
        new("tied output classes", () => Classes().With(m => Tie(((Linear)m[4]).Weight.Span<float>())), "network.outputs", "model.4 (Linear), outputs 0 and 1"),
        new("an output used twice", () => Classes(Drawn(new UsesAnOutputTwice())), "network.outputs", "outputs 0 and 1"),
        new("more outputs than classes", () => Classes(Mlp(outputs: 5)), "network.outputs", "model.4 (Linear)"),
        new("mean over the batch in a layer", () => Classes(Drawn(new Sequential(new Linear(8, 24), new SubtractsBatchMean(), new ReLU(), new Linear(24, 3)))), "network.samples", "model.1 (SubtractsBatchMean)"),
        new("the batch reduced away", () => Classes(Drawn(new ReducesTheBatch())), "network.step", "model"),
        new("random numbers of its own", () => Classes(Drawn(new Sequential(new Linear(8, 24), new DrawsAlone(), new ReLU(), new Linear(24, 3)))), "network.seed", "model.1 (DrawsAlone)"),
        new("graph cut by Detach", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new CutsTheGraph(), new Linear(24, 3)))), "start.gradients", "0.weight"),
        new("a layer that is not used", () => Classes(Drawn(new ForgetsALayer())), "start.gradients", "forgotten.weight"),
        new("saturated tanh", () => Classes(Drawn(new Sequential(new Linear(8, 24), new Tanh(), new Linear(24, 3)))).With(m => Scale(((Linear)m[0]).Weight.Span<float>(), 60)), "start.dead", "model.0 (Linear)") { First = "start.initializer" },
        new("vanishing through sigmoids", () => Classes(Drawn(new Sequential([.. Enumerable.Range(0, 12).SelectMany(i => (Module[])[new Linear(i == 0 ? 8 : 16, 16, initializer: new XavierUniform()), new Sigmoid()]), new Linear(16, 3)]))), "start.gradients", "0.weight"),
        new("exploding through layers", () => Classes(Drawn(new Sequential([.. Enumerable.Range(0, 10).SelectMany(i => (Module[])[new Linear(i == 0 ? 8 : 16, 16, initializer: new KaimingNormal(gain: 4)), new ReLU()]), new Linear(16, 3)]))), "start.activations", "model."),
        new("too small a network", () => Numbers(Drawn(new Sequential(new Linear(8, 1), new ReLU(), new Linear(1, 1)))), "overfit", "model.0 (Linear)"),
        new("layers that do not fit", () => Classes(Drawn(new Sequential(new Linear(8, 24), new ReLU(), new Linear(20, 3)))), "network.step", "model"),
    ];

    public static void Scale(Span<float> values, float factor)
    {
        for (var i = 0; i < values.Length; i++) values[i] *= factor;
    }

    public static void Freeze(Module module)
    {
        foreach (var (_, parameter) in module.NamedParameters()) parameter.Trainable = false;
    }

    private static T Evaluating<T>(T module)
        where T : Module
    {
        module.Eval();
        return module;
    }

    private static void Tie(Span<float> weight) => weight[..(weight.Length / 3)].CopyTo(weight[(weight.Length / 3)..]);

    private delegate void Change(Span<float> values);

    private static void Each(Module model, Change change)
    {
        foreach (var (_, parameter) in model.NamedParameters())
            if (parameter.Shape.Rank >= 2) change(parameter.Span<float>());
    }
}
