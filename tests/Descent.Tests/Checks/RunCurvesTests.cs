using Xunit;

namespace Descent.Tests.Checks;

/// <summary>Curves as runs leave them, each with what it should be called.</summary>
public sealed class RunCurvesTests
{
    [Theory]
    [InlineData("a healthy run", "")]
    [InlineData("stopped in time", "")]
    [InlineData("not a number", "history.divergence FAIL optimizer.LearningRate")]
    [InlineData("growing", "history.divergence FAIL optimizer.LearningRate")]
    [InlineData("hardly falling", "history.learning FAIL optimizer.LearningRate")]
    [InlineData("underfitting", "history.learning FAIL model")]
    [InlineData("still falling", "history.learning WARN epochs")]
    [InlineData("overfitting", "history.overfitting WARN validation")]
    [InlineData("jumping", "history.noise WARN optimizer.LearningRate; history.plateau WARN Trainer.Schedule")]
    [InlineData("a plateau", "history.plateau WARN Trainer.Schedule")]
    [InlineData("impatient", "history.patience WARN Trainer.EarlyStopping.patience")]
    public void A_history_is_diagnosed(string name, string expected)
    {
        var found = Doctor.Examine(Curves(name)).Findings.Where(f => f.Verdict != CheckVerdict.Pass).Select(f => $"{f.Check} {f.Verdict.ToString().ToUpperInvariant()} {f.Place}");
        Assert.Equal(expected, string.Join("; ", found));
    }

    [Fact]
    public void The_history_of_a_trainer_is_taken_as_it_is()
    {
        var patient = Patient.Classes(optimizer: new SGD(1e-6));
        var history = new Trainer(patient.Model, patient.Loss, patient.Optimizer).Fit(patient.Data.Train, patient.Data.Validation, epochs: 6, batchSize: 32);
        var curves = RunCurves.From(history);
        Assert.Equal((6, 6, 6), (curves.Train.Count, curves.Validation.Count, curves.LearningRates.Count));
        Assert.Equal(("history.learning", CheckVerdict.Fail), Doctor.Examine(curves).First is { } first ? (first.Check, first.Verdict) : default);
    }

    private static RunCurves Curves(string name) => name switch
    {
        "a healthy run" => Of(40, i => 0.05 + 2 * Math.Exp(-0.3 * i), i => 0.1 + 1.9 * Math.Exp(-0.3 * i) + 1e-4 * (i % 2)),
        "stopped in time" => Of(20, i => 0.2 + 2 * Math.Exp(-0.4 * i), i => 0.3 + 1.9 * Math.Exp(-0.5 * Math.Min(i, 15)) + (i > 15 ? 0.004 * (i - 15) : 0)) with { Epochs = 100, Patience = 4 },
        "not a number" => Of(5, i => i < 3 ? 2 - i : double.NaN, _ => 2),
        "growing" => Of(6, i => i == 1 ? 2 : 2.3 + 2 * i, i => 3 + i),
        "hardly falling" => Of(10, i => 2.3 - 0.002 * i, i => 2.3 - 0.002 * i),
        "underfitting" => Of(10, i => 2.3 - 0.02 * (i % 2), _ => 2.3),
        "still falling" => Of(10, i => 2 * Math.Pow(0.85, i), i => 2.1 * Math.Pow(0.86, i)),
        "overfitting" => Of(20, i => 2 * Math.Pow(0.8, i), i => i < 8 ? 2 - 0.2 * i : 0.6 + 0.05 * (i - 8)),
        "jumping" => Of(20, i => i < 5 ? 2 - 0.2 * i : 0.8 + (i % 2 == 0 ? 0.25 : 0), i => i < 5 ? 2 - 0.2 * i : 0.9),
        "a plateau" => Of(20, i => Math.Max(0.9, 2 - 0.2 * i), i => Math.Max(1, 2 - 0.2 * i)),
        _ => Of(14, i => 1.6 * Math.Pow(0.93, i), i => i <= 8 ? 2 - 0.1 * i : 1.3 - 0.02 * (i - 9)) with { Epochs = 100, Patience = 5 },
    };

    private static RunCurves Of(int epochs, Func<int, double> train, Func<int, double> validation)
    {
        double[] Values(Func<int, double> of) => [.. Enumerable.Range(0, epochs).Select(of)];
        return new RunCurves(Values(train), Values(validation), Values(_ => 0.01)) { Epochs = epochs };
    }
}
