using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Overfitting a small batch: a healthy network learns it by heart, and what is broken in others shows in seconds.</summary>
internal sealed class SmallBatchSection() : SheetSection("small-batch", "Overfitting a small batch", SheetGroup.GoodPractices, "Overfitting small batch")
{
    private const int Width = 64, Classes = 10;

    private static readonly Patient[] s_patients =
    [
        new("healthy", "two layers, ReLU between them", () => new Sequential(new Linear(64, Width), new ReLU(), new Linear(Width, Classes)), Ascends: false),
        new("weights all 0", "the same, each weight starting at 0 instead of a random number", () => new Sequential(new Linear(64, Width, initializer: new Constant(0)), new ReLU(), new Linear(Width, Classes, initializer: new Constant(0))), Ascends: false),
        new("bottleneck", "all that reaches the output goes through one unit", () => new Sequential(new Linear(64, 1), new ReLU(), new Linear(1, Classes)), Ascends: false),
        new("wrong sign", "a training loop of one's own that adds the gradient", () => new Sequential(new Linear(64, Width), new ReLU(), new Linear(Width, Classes)), Ascends: true),
    ];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("\\text{on one small batch: } L → 0, accuracy → 1");
        draft.Text("Before a network is trained on everything, it is asked to learn a handful of samples by heart, without dropout and penalties: any network that is put together rightly can. One that cannot has a fault, or is far too small, and will not learn the whole either.");
        var (curves, rows) = (new List<Line>(), new List<IReadOnlyList<string>>());
        var sentences = new List<string>();
        foreach (var patient in s_patients)
        {
            context.Tell($"learning a batch by heart: {patient.Name}");
            var diagnosis = Examine(context, patient);
            var (finding, plot) = (diagnosis.Findings[^1], diagnosis.Plots.Single(p => p.Name == "overfit"));
            curves.Add(Curves.Line(patient.Name, plot.Curves[0].Values));
            rows.Add([$"{patient.Name}: {patient.What}", finding.Verdict.ToString().ToUpperInvariant(), finding.Cause.Length > 0 ? $"{finding.Figure}: {finding.Cause}" : finding.Figure]);
            var key = patient.Name.Replace(' ', '_');
            draft.Figure($"loss.{key}", finding.Value);
            draft.Figure($"passes.{key}", finding.Verdict == CheckVerdict.Pass ? 1 : 0);
            draft.Figure($"goal.{key}", finding.Limit);
            sentences.Add($"{patient.Name}: {Words(finding, plot.Curves[0].Values[0])}");
        }

        draft.Show(new LinesBlock(Axis.Linear("update"), Axis.Log("loss of the batch"), curves)
        {
            Title = "Thirty-two digits, learned by heart",
            Caption = $"The loss of the same 32 digits at each update, each network at its own rate. {string.Join("; ", sentences)}.",
        });
        draft.Show(new TableBlock(["network", "verdict", "what doctor says of it"], rows)
        {
            Title = "What the check says",
            Caption = "Learned by heart means accuracy 1 and a loss below 1 % of the first, and below 0.01 if that is more. Where a network fails, other learning rates are tried before it is blamed. For a run of your own: `descent doctor run.yaml --only overfit`.",
        });
        var failed = s_patients.Skip(1).Where(p => Passes(draft, p) == 0).ToList();
        draft.Text($"Measured: the healthy network {(Passes(draft, s_patients[0]) == 1 ? "learns the batch by heart" : "does not learn the batch either, which it should")}; of the {s_patients.Length - 1} broken ones {(failed.Count == s_patients.Length - 1 ? "none does" : $"{s_patients.Length - 1 - failed.Count} does, too")}. The check takes seconds, and a training that cannot work takes hours to say so.");
    }

    private static string Words(Finding finding, double start) => finding.Verdict == CheckVerdict.Pass ? $"down to {Say.Number(finding.Value)}" : finding.Value > start ? $"grown to {Say.Number(finding.Value)}" : $"still {Say.Number(finding.Value)}";

    private static double Passes(SectionDraft draft, Patient patient) => draft.Figures.Single(f => f.Key == $"passes.{patient.Name.Replace(' ', '_')}").Value;

    /// <summary>The library's own check, and nothing else of it.</summary>
    private static Diagnosis Examine(SheetContext context, Patient patient)
    {
        var model = patient.Model();
        model.Initialize(context.Seed);
        var (loss, optimizer) = (new CrossEntropy(), new Adam(3e-3));
        return Doctor.Examine(model, loss, context.Digits, optimizer, new DoctorSettings
        {
            Seed = context.Seed,
            Fast = context.IsQuick,
            Only = ["overfit"],
            Step = patient.Ascends ? (inputs, targets) => Ascend(model, loss, optimizer, inputs, targets) : null,
        });
    }

    private static void Ascend(Module model, Loss loss, Optimizer optimizer, Tensor inputs, Tensor targets)
    {
        (-1 * loss.Compute(model.Forward(inputs), targets)).Backward();
        optimizer.Update();
    }

    /// <summary>A network that is examined.</summary>
    private sealed record Patient(string Name, string What, Func<Module> Model, bool Ascends);
}
