using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Descent.Tests.Training;

public sealed class HealthChecksTests
{
    [Fact]
    public void An_exploding_loss_is_warned_of_once_with_its_figures()
    {
        // The weight of a line through 0 swings about its optimum, a little further each time: w ← w − α·2·(w − 2).
        var model = new Sequential(new Linear(1, 1, bias: false));
        model.Initialize(1);
        var history = new Trainer(model, new MeanSquaredError(), new SGD(1.1)).Fit(Data(64, _ => 1, _ => 2), null, epochs: 40, batchSize: 64);
        var warning = Assert.Single(history.Warnings);
        var match = Regex.Match(warning, @"^the loss is exploding: its running average is [0-9.E+]+ in epoch [0-9]+, step [0-9]+, ([0-9.]+) times its best \([0-9.]+\) and above where it began \([0-9.]+\). A learning rate of 1.1 is too large here: try a tenth of it, a warm-up, or clipping$");
        Assert.True(match.Success, warning);

        // The loss grows by 1.2² a step and its average by no more, so the first average beyond ten times the best is not far beyond.
        Assert.InRange(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), 10, 14.4);
    }

    [Fact]
    public void A_loss_that_falls_or_jumps_once_is_not_warned_of()
    {
        var model = new Sequential(new Linear(1, 1, bias: false));
        ((Linear)model[0]).Weight.Span<float>().Clear(); // far from its optimum, 2: from near it, the jump would end far above the beginning
        var history = new Trainer(model, new MeanSquaredError(), new SGD(0.3)) { Hooks = { new Jump() } }.Fit(Data(64, i => i / 64f, i => i / 32f), null, epochs: 40, batchSize: 64);
        Assert.Empty(history.Warnings);
    }

    [Fact]
    public void Collapsed_outputs_and_dead_units_are_warned_of_by_layer_from_the_second_epoch_on()
    {
        var collapsed = Fit(model => ((Linear)model[0]).Weight.Span<float>().Clear());
        Assert.Contains(collapsed, w => w.StartsWith("the output of 0 (Linear) has collapsed: in epoch 2 it is the same for all samples of a batch, and not 0 in all 8 units", StringComparison.Ordinal));

        // Biases far below 0 shut 6 of 8 units, and then all of them.
        var dead = Fit(model => ((Linear)model[0]).Bias!.Span<float>()[..6].Fill(-100));
        Assert.Contains(dead, w => w.StartsWith("6 of 8 units of 0 (Linear) are dead: 0 for all samples of a batch in epoch 2.", StringComparison.Ordinal));
        var all = Fit(model => ((Linear)model[0]).Bias!.Span<float>().Fill(-100));
        Assert.Contains(all, w => w.StartsWith("the output of 0 (Linear) has collapsed: in epoch 2 it is the same for all samples of a batch, 0 in all 8 units", StringComparison.Ordinal));

        // Half of the units, too few samples, and a healthy network.
        Assert.Empty(Fit(model => ((Linear)model[0]).Bias!.Span<float>()[..4].Fill(-100)));
        Assert.Empty(Fit(model => ((Linear)model[0]).Bias!.Span<float>()[..6].Fill(-100), batchSize: 31));
        Assert.Empty(Fit(_ => { }));

        static IReadOnlyList<string> Fit(Action<Sequential> spoil, int batchSize = 32)
        {
            var model = new Sequential(new Linear(1, 8), new ReLU(), new Linear(8, 1));
            model.Initialize(1);
            for (var i = 0; i < 8; i++) ((Linear)model[0]).Bias!.Span<float>()[i] = 0.5f; // open for inputs from 0 to 1
            for (var i = 0; i < 8; i++) ((Linear)model[0]).Weight.Span<float>()[i] = 0.1f * (i + 1);
            spoil(model);
            return new Trainer(model, new MeanSquaredError(), new SGD(0)).Fit(Data(64, i => i / 64f, i => i / 64f), null, epochs: 3, batchSize).Warnings;
        }
    }

    /// <summary>Networks may hold layers in private: their outputs have no name, and the whole model's has none but that.</summary>
    [Fact]
    public void Modules_without_a_name_are_passed_over()
    {
        var warnings = new Trainer(new Hidden(), new MeanSquaredError(), new SGD(0)).Fit(Data(64, i => i / 64f, i => i / 64f), null, epochs: 3, batchSize: 32).Warnings;
        Assert.Contains(warnings, w => w.StartsWith("the output of the model (Hidden) has collapsed: in epoch 2", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, w => w.Contains("Gate", StringComparison.Ordinal));
    }

    [Fact]
    public void Parameters_whose_gradient_is_always_0_are_warned_of_by_name()
    {
        var model = new Sequential(new Linear(1, 2), new Gate(), new Linear(2, 1));
        model.Initialize(1);
        var warning = Assert.Single(new Trainer(model, new MeanSquaredError(), new SGD(0.01)).Fit(Data(16, i => i, i => i), null, epochs: 3, batchSize: 8).Warnings);
        Assert.StartsWith("the gradient of 0.weight, 0.bias, 2.weight was 0 in all 2 steps of epoch 1, so nothing is learned there", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_checks_nothing_is_said() => Assert.Empty(
        new Trainer(new Sequential(new Linear(1, 2), new Gate(), new Linear(2, 1)), new MeanSquaredError(), new SGD(0.01)) { Health = null }.Fit(Data(16, i => i, i => i), null, epochs: 3, batchSize: 8).Warnings);

    private static InMemoryDataset Data(int count, Func<int, float> x, Func<int, float> y) =>
        new([.. Enumerable.Range(0, count).Select(x)], [1], [.. Enumerable.Range(0, count).Select(y)], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private sealed class Hidden : Module
    {
        private readonly Gate _gate = new();

        public Linear Last { get; } = new(1, 1);

        protected override Tensor Compute(Tensor x) => Last.Forward(_gate.Forward(x)) + 1.0;
    }

    /// <summary>A closed gate: 0·x, which passes gradients of 0.</summary>
    private sealed class Gate : Module
    {
        protected override Tensor Compute(Tensor x) => x * 0.0;
    }

    /// <summary>Puts the weight far off, once.</summary>
    private sealed class Jump : TrainingHook
    {
        public override void OnStepEnd(Trainer trainer)
        {
            if (trainer.Steps == 20) trainer.Model.NamedParameters()[0].Parameter.Span<float>()[0] += 1;
        }
    }
}
