using Xunit;

namespace Descent.Tests.Checks;

public sealed class DoctorTests
{
    /// <summary>Weights, statistics, gradients, modes and the optimizer's state: a run that was examined trains to the same bits.</summary>
    [Fact]
    public void Examining_leaves_model_and_optimizer_as_they_were()
    {
        Assert.Equal(Trained(examine: false), Trained(examine: true));

        static float[] Trained(bool examine)
        {
            var patient = Patient.Classes(Patient.Normed());
            patient.Model.NamedModules()[3].Module.Eval();
            if (examine) patient.Examine();
            Assert.False(patient.Model.NamedModules()[3].Module.Training);
            Assert.All(patient.Model.NamedParameters(), p => Assert.Null(p.Parameter.Grad));
            new Trainer(patient.Model, patient.Loss, patient.Optimizer) { Seed = 1 }.Fit(patient.Data.Train, null, epochs: 2, batchSize: 32);
            if (examine) patient.Examine();
            new Trainer(patient.Model, patient.Loss, patient.Optimizer) { Seed = 1 }.Fit(patient.Data.Train, null, epochs: 2, batchSize: 32);
            return [.. patient.Model.NamedParameters().Where(p => p.Parameter.Type == DType.Float32).SelectMany(p => p.Parameter.ToArray<float>())];
        }
    }

    [Fact]
    public void The_same_run_gets_the_same_findings() => Assert.Equal(Patient.Images().Examine().Findings, Patient.Images().Examine().Findings);

    [Fact]
    public void Only_the_checks_asked_for_are_run()
    {
        var patient = Patient.Classes();
        Assert.Equal(["data.scale", "start.dead", "start.activations", "start.gradients", "start.loss"],
            patient.With(new DoctorSettings { Only = ["start", "data.scale"] }).Examine().Findings.Select(f => f.Check).Where(c => c != "start.initializer"));
        var e = Assert.Throws<ArgumentException>(() => patient.With(new DoctorSettings { Only = ["strat"] }).Examine());
        Assert.StartsWith("Doctor: there is no check or group \"strat\"; there is data.readable, ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_cannot_step_says_so_whatever_was_asked()
    {
        var patient = Patient.Classes(new Sequential(new Linear(7, 3)));
        var finding = Assert.Single(patient.With(new DoctorSettings { Only = ["overfit"] }).Examine().Findings);
        Assert.Equal(("network.step", CheckVerdict.Fail), (finding.Check, finding.Verdict));
        Assert.Contains("Linear: input [128, 8] has 8 features", finding.Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_samples_there_is_nothing_to_examine()
    {
        var data = SmallData.Blobs();
        var e = Assert.Throws<ArgumentException>(() => Doctor.Examine(Patient.Mlp(), new CrossEntropy(), new Subset(data, []), new SGD(0.1)));
        Assert.StartsWith("Doctor: the training part has no samples", e.Message, StringComparison.Ordinal);
    }

    /// <summary>ln 3 of three classes, and for numbers their variance.</summary>
    [Fact]
    public void The_first_loss_is_compared_with_that_of_knowing_nothing()
    {
        var only = new DoctorSettings { Only = ["start.loss"], Fast = true };
        Assert.Contains("ln 3", Assert.Single(Patient.Classes().With(only).Examine().Findings).Threshold, StringComparison.Ordinal);
        Assert.Contains("of always answering the mean", Assert.Single(Patient.Numbers().With(only).Examine().Findings).Threshold, StringComparison.Ordinal);
    }

    [Fact]
    public void The_small_batch_gives_its_reason()
    {
        Assert.Contains("is too low: with 0.003", Overfit(Patient.Classes(optimizer: new Adam(3e-5))).Cause, StringComparison.Ordinal);
        Assert.Contains("is too high: with", Overfit(Patient.Classes(optimizer: new SGD(50))).Cause, StringComparison.Ordinal);
        Assert.Contains("all through 1 unit of model.0 (Linear)", Overfit(Patient.Numbers(Patient.Drawn(new Sequential(new Linear(8, 1), new ReLU(), new Linear(1, 1))))).Cause, StringComparison.Ordinal);

        static Finding Overfit(Patient patient) => Assert.Single(patient.With(new DoctorSettings { Only = ["overfit"], Fast = true }).Examine().Findings);
    }
}
