using static Descent.Tests.Checks.FaultyParts;
using static Descent.Tests.Checks.Patient;

namespace Descent.Tests.Checks;

/// <summary>Faults in schedules, clipping, mixing, padding and masks.</summary>
internal static class SettingFaults
{
    private static readonly DoctorSettings s_usual = new() { BatchSize = 32, Fast = true, Epochs = 40 };

    public static IReadOnlyList<Fault> All { get; } =
    [
        Schedule("warm-up longer than the run", new WarmupSchedule(new CosineSchedule(), epochs: 50)),
        Schedule("warm-up for most of the run", new WarmupSchedule(new CosineSchedule(), epochs: 32)),
        Schedule("a cycle that rises until the end", new OneCycleSchedule(rise: 0.97)),
        Schedule("a rate that falls by updates, not epochs", new ExponentialSchedule(0.9, ScheduleUnit.Step)),
        Schedule("milestones in the first epochs", new MultiStepSchedule([2, 4, 6])),
        Schedule("a milestone beyond the run", new MultiStepSchedule([30, 60])),
        Schedule("a milestone beyond the run, behind a warm-up", new WarmupSchedule(new MultiStepSchedule([20, 38]), epochs: 5)),
        Schedule("a step longer than the run", new StepSchedule(100)),
        Schedule("a run that ends after a restart", new CosineRestartsSchedule(first: 13)),
        Schedule("a factor of 1", new ExponentialSchedule(1)),
        Schedule("a schedule of nothing", new PolynomialSchedule(power: 1000)),
        new("a plateau longer than the run", () => With(s_usual with { Schedule = new PlateauSchedule(patience: 60) }), "update.schedule", "Trainer.Schedule, patience"),
        new("a plateau that early stopping never waits for", () => With(s_usual with { Schedule = new PlateauSchedule(patience: 10), EarlyStopping = new EarlyStopping(patience: 5) }), "update.schedule", "Trainer.Schedule, patience"),
        new("a schedule of one's own that is 0", () => With(s_usual with { Schedule = new Custom(_ => 0) }), "update.schedule", "Trainer.Schedule"),
        new("a schedule of one's own that falls below 0", () => With(s_usual with { Schedule = new Custom(t => 1 - 2 * t) }), "update.schedule", "Trainer.Schedule"),
        Clipping("all gradients clipped to nothing", new GradientClipping(globalNorm: 1e-5), new SGD(0.1)),
        Clipping("every gradient clipped, under Adam", new GradientClipping(globalNorm: 0.01), new Adam(0.003)),
        Clipping("a limit that never acts", new GradientClipping(globalNorm: 1e5), new SGD(0.1)),
        Clipping("a norm a parameter of nearly 0", new GradientClipping(norm: 1e-5), new Momentum(0.05)),
        Clipping("numbers cut to signs", new GradientClipping(value: 1e-4), new Adam(0.003)),
        Clipping("numbers cut to nothing", new GradientClipping(value: 1e-6), new SGD(0.1)),
        new("mixup for a loss of numbers", () => Numbers().With(s_usual with { Mix = new Mixup() }), "data.mix", "Trainer.Mix"),
        new("cutmix of what is no image", () => With(s_usual with { Mix = new CutMix() }), "data.mix", "Trainer.Mix"),
        new("mixup with a batch of 1", () => With(s_usual with { Mix = new Mixup(), BatchSize = 1 }), "data.mix", "batchSize"),
        new("mixup that never acts", () => With(s_usual with { Mix = new Mixup(probability: 0) }), "data.mix", "Trainer.Mix"),
        new("mixup of two halves", () => Images().With(s_usual with { Mix = new Mixup(alpha: 50) }), "data.mix", "Trainer.Mix"),
        new("a mean over padding", () => Lines(new Tanh(), new GlobalAvgPool()), "network.padding", "model.3 (GlobalAvgPool)"),
        new("a maximum over padding", () => Lines(new Tanh(), new GlobalMaxPool()), "network.padding", "model.3 (GlobalMaxPool)"),
        new("normalized over padding", () => Lines(new Tanh(), new NormalizesPositions(), new MaskedMean()), "network.padding", "model.3 (NormalizesPositions)"),
        new("ignored rows in the mean", () => Classes(loss: new DividesByAll()).With(s_usual with { IgnoredClass = -1 }), "loss.masking", "loss (DividesByAll)"),
        new("ignored rows that teach", () => Classes(loss: new TeachesIgnored()).With(s_usual with { IgnoredClass = -1 }), "loss.masking", "loss (TeachesIgnored)"),
    ];

    /// <summary>The same settings without fault.</summary>
    public static IReadOnlyList<(string Name, Func<Patient> Make)> Healthy { get; } =
    [
        ("warm-up and cosine", () => With(s_usual with { Schedule = new WarmupSchedule(new CosineSchedule(), epochs: 4) })),
        ("one cycle", () => With(s_usual with { Schedule = new OneCycleSchedule() })),
        ("milestones", () => With(s_usual with { Schedule = new MultiStepSchedule([20, 30]) })),
        ("exponential", () => With(s_usual with { Schedule = new ExponentialSchedule(0.95) })),
        ("polynomial", () => With(s_usual with { Schedule = new PolynomialSchedule(power: 2) })),
        ("restarts that end with the run", () => With(s_usual with { Schedule = new CosineRestartsSchedule(first: 40.0 / 7, multiply: 2) })),
        ("a plateau before early stopping", () => With(s_usual with { Schedule = new PlateauSchedule(patience: 3), EarlyStopping = new EarlyStopping(patience: 10) })),
        ("clipping to 1", () => With(s_usual with { Clipping = new GradientClipping(globalNorm: 1) })),
        ("clipping each to 1", () => Classes(optimizer: new SGD(0.1)).With(s_usual with { Clipping = new GradientClipping(norm: 1) })),
        ("clipping numbers to 0.5", () => Images().With(s_usual with { Clipping = new GradientClipping(value: 0.5) })),
        ("mixup", () => With(s_usual with { Mix = new Mixup() })),
        ("cutmix", () => Images().With(s_usual with { Mix = new CutMix() })),
        ("padding behind a mask", () => Lines(new Tanh(), new MaskedMean())),
        ("ignored rows", () => Classes(loss: new CrossEntropy(ignoredIndex: -100)).With(s_usual)),
    ];

    private static Patient With(DoctorSettings settings) => Classes().With(settings);

    private static Fault Schedule(string name, Schedule schedule) => new(name, () => With(s_usual with { Schedule = schedule }), "update.schedule", "Trainer.Schedule");

    private static Fault Clipping(string name, GradientClipping clipping, Optimizer optimizer) => new(name, () => Classes(optimizer: optimizer).With(s_usual with { Clipping = clipping }), "update.clipping", "Trainer.Clipping");

    /// <summary>Lines of 12 positions, of which 6 to 12 hold something and the rest 0, through what brings positions together.</summary>
    private static Patient Lines(params Module[] together) =>
        new(Drawn(new Sequential([new Linear(4, 16, bias: false), new Linear(16, 16, bias: false), .. together, new Linear(16, 3)])), new CrossEntropy(), SmallData.SplitOf(SmallData.Lines()), new Adam(0.01))
        {
            Settings = s_usual with { Padding = new InputPadding() },
        };

    private sealed class Custom(Func<double, double> share) : Schedule
    {
        public override double Rate(double learningRate, ScheduleTime at) => learningRate * share((double)at.Step / at.Steps);
    }
}
