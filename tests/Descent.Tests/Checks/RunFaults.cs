using static Descent.Tests.Checks.FaultyParts;
using static Descent.Tests.Checks.Patient;

namespace Descent.Tests.Checks;

/// <summary>Faults in losses, optimizers, penalties and training steps.</summary>
internal static class RunFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("(N, 1) against (N) in the loss", () => Numbers(loss: new BroadcastSquares()), "loss.samples", "loss (BroadcastSquares)"),
        new("softmax over the batch in the loss", () => Classes(loss: new SoftmaxOverBatch()), "loss.samples", "loss (SoftmaxOverBatch)"),
        new("mean over the wrong axis", () => Numbers(loss: new SquareOfMeans()), "loss.samples", "loss (SquareOfMeans)"),
        new("loss not averaged", () => Classes(loss: new Summed()), "loss.samples", "loss (Summed)"),
        new("loss summed by its setting", () => Classes(loss: new CrossEntropy(reduction: Reduction.Sum)), "loss.samples", "loss (CrossEntropy)"),
        new("sign error in the loss", () => Classes(loss: new WrongSign()), "loss.direction", "loss (WrongSign)"),
        new("classes off by one in the loss", () => Classes(loss: new OffByOne()), "loss.direction", "loss (OffByOne)"),
        new("root of a negative number", () => Numbers(loss: new RootOfDifferences()), "network.step", "loss (RootOfDifferences)"),
        new("wrong loss for the target", () => Classes(loss: new MeanSquaredError()), "network.step", "model"),
        new("forgotten layer in the optimizer", () => Forgetting(2), "network.parameters", "2.weight"),
        new("forgotten head in the optimizer", () => Forgetting(4), "network.parameters", "4.weight"),
        new("a group held still", () => Classes(optimizer: new Adam(0.003).With(new ParameterGroup("0.*") { LearningRateScale = 0 })), "network.parameters", "0.weight"),
        new("rate × 1000, Adam", () => Classes(optimizer: new Adam(3)), "update.size", "LearningRate"),
        new("rate ÷ 1000, Adam", () => Classes(optimizer: new Adam(3e-6)), "overfit", "LearningRate"),
        new("rate × 1000, SGD", () => Classes(optimizer: new SGD(100)), "update.size", "LearningRate"),
        new("rate ÷ 1000, SGD", () => Classes(optimizer: new SGD(1e-4)), "overfit", "LearningRate"),
        new("rate × 1000, momentum", () => Images(optimizer: new Momentum(50)), "update.size", "LearningRate"),
        new("rate ÷ 1000, regression", () => Numbers(optimizer: new Adam(1e-5)), "overfit", "LearningRate"),
        new("rate 0", () => Classes(optimizer: new SGD(0)), "update.size", "LearningRate"),
        new("huge λ on biases, too", () => Classes().With(new DoctorSettings { BatchSize = 32, Fast = true, Regularizer = new Ridge(100) { Include = PenaltyScope.All } }), "update.penalty", "Regularizer"),
        new("huge λ", () => Classes().With(new DoctorSettings { BatchSize = 32, Fast = true, Regularizer = new Lasso(10) }), "update.penalty", "Regularizer"),
        new("huge weight decay", () => Classes(optimizer: new AdamW(0.003, weightDecay: 100)), "update.penalty", "WeightDecay"),
        new("gradient never reset", () => WithStep(Classes(), (p, x, y) =>
        {
            p.Loss.Compute(p.Model.Forward(x), y).Backward();
            foreach (var (_, parameter) in p.Model.NamedParameters())
                for (var i = 0; i < parameter.Count; i++) parameter.Span<float>()[i] -= 0.01f * parameter.Grad!.Span<float>()[i];
        }), "update.step", "Step"),
        new("training in evaluation mode", () => WithStep(Classes(Normed()), (p, x, y) =>
        {
            p.Model.Eval();
            p.Loss.Compute(p.Model.Forward(x), y).Backward();
            p.Optimizer.Update();
        }), "update.step", "model.1 (BatchNorm1d)"),
        new("a frozen layer that moves", () => WithStep(Classes().With(m => ModelFaults.Freeze(m[0])), (p, x, y) =>
        {
            p.Loss.Compute(p.Model.Forward(x), y).Backward();
            p.Optimizer.Update();
            ModelFaults.Scale(((Linear)((Sequential)p.Model)[0]).Weight.Span<float>(), 0.99f);
        }), "update.step", "0.weight"),
    ];

    private static Patient Forgetting(int layer)
    {
        var patient = Classes();
        patient.Optimizer.Attach(patient.Model.NamedParameters().Where(p => !p.Name.StartsWith($"{layer}.", StringComparison.Ordinal)));
        return patient;
    }

    private static Patient WithStep(Patient patient, Action<Patient, Tensor, Tensor> step) => patient.With(patient.Settings with { Step = (x, y) => step(patient, x, y) });
}
