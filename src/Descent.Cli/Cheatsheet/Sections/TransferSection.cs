using System.Globalization;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Transfer learning: what a network that knows the digits 0 to 4 needs to learn 5 to 9, by how much of it is trained.</summary>
internal sealed class TransferSection() : SheetSection("transfer-learning", "Transfer learning", SheetGroup.ParameterTuning, "Transfer learning")
{
    /// <summary>Updates with the new images, however few there are.</summary>
    private const int Updates = 60;

    private const int BatchSize = 32, Classes = 5;

    private static readonly (string Name, string Key, TransferStrategy? Strategy)[] s_ways =
    [
        ("freeze all, train the softmax layer", "small", TransferStrategy.Small),
        ("freeze most, train the last layers", "medium", TransferStrategy.Medium),
        ("train all, from the pretrained weights", "large", TransferStrategy.Large),
        ("from scratch", "scratch", null),
    ];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("w_0 = w_{pretrained}");
        draft.Formula("w_i ← w_i − α \\frac {∂L} {∂w_i} \\text{ for } i ∉ frozen");
        draft.Text("A network that has learned one task already has layers that see strokes and shapes; a new task with few images need not pay for these again. The fewer images there are, the more of the network is frozen: first all but the last layer before the softmax, then all but the last few, and with many images nothing.");
        int[] sizes = context.Choose<int[]>([2, 5, 20, 50], [1, 2, 5, 10, 20, 40, 80]);
        var seeds = context.Choose(quick: 3, full: 6);
        double[] rates = context.Choose<double[]>([0.003, 0.01], [0.001, 0.003, 0.01]);
        var students = Enumerable.Range(0, seeds).Select(i => Student.Make(context, context.Seed + (ulong)i)).ToList();
        draft.Figure("pretrained.accuracy", students.Average(s => s.PretrainedAccuracy));
        var results = s_ways.Select(way => sizes.Select(size => Best(context, students, way.Strategy, size, rates)).ToList()).ToList();

        Plot(draft, sizes, results, students);
        draft.Figure("frozen.changed", results.SelectMany(r => r).Sum(r => r.FrozenChanged));
        var (small, large, scratch) = (results[0], results[2], results[^1]);
        var few = Gain("gain.few", small, scratch, 0, "freeze all, train the softmax layer");
        var many = Gain("gain.many", large, scratch, sizes.Length - 2, "train all");
        draft.Text($"Measured: {few.Text}; {many.Text}. "
            + (few.Gain.Low > 0 && many.Gain.Low > 0 ? "What was learned on other digits helps with these" : few.Gain.Low > 0 ? "What was learned on other digits helps with these where images are few" : many.Gain.Low > 0 ? "What was learned on other digits helps with these once there are some images" : "With these seeds the difference could be chance")
            + (small[0].Mean > large[0].Mean && small[^1].Mean < large[^1].Mean ? "; frozen layers do no harm at first, and become a limit as there is more to learn from." : "."));

        // Over two numbers of images next to each other, which chance moves less than one.
        (PairedDifference Gain, string Text) Gain(string name, List<Result> way, List<Result> other, int at, string what)
        {
            double[] Accuracies(List<Result> r) => [.. r[at].Accuracies.Zip(r[at + 1].Accuracies, (a, b) => (a + b) / 2)];
            var (with, without) = (Accuracies(way), Accuracies(other));
            var gain = draft.Figure(name, PairedDifference.Of(with, without, 1.0 / students[0].Test.Count));
            return (gain, $"with {sizes[at]} and {sizes[at + 1]} images a class, {what}, {Say.Percent(with.Average())} against {Say.Percent(without.Average())} from scratch, {Say.Points(gain)}");
        }
    }

    private static void Plot(SectionDraft draft, int[] sizes, List<List<Result>> results, List<Student> students)
    {
        double[] x = [.. sizes.Select(s => (double)s)];
        draft.Show(new LinesBlock(Axis.Log("images of each new class"), Axis.Linear("accuracy on test images", high: 1), [.. s_ways.Zip(results, (way, r) => new Line(way.Name, x, [.. r.Select(p => p.Mean)]) { HasPoints = true, IsDashed = way.Strategy is null })])
        {
            Title = "Three ways to go on, and starting anew",
            Caption = $"A small convolutional network learned the digits 0 to 4, laid at random places of a field of {PlacedDigits.Side} × {PlacedDigits.Side} pixels ({Say.Percent(students.Average(s => s.PretrainedAccuracy))} right); now it is to learn 5 to 9 from few images, with a new last layer and {Updates} updates. Mean of {Say.Counted(students.Count, "seed")}; each point at its best rate by validation data. Dashed: the same network without what it had learned.",
        });
        var gains = s_ways.SkipLast(1).Zip(results, (way, r) => (way.Name, Gains: (List<PairedDifference>)[.. r.Zip(results[^1], (p, scratch) => PairedDifference.Of(p.Accuracies, scratch.Accuracies, 1.0 / students[0].Test.Count))])).ToList();
        draft.Show(new BarsBlock(Axis.Linear("points of accuracy above starting anew"), [.. sizes.Select(n => $"{n} a class")], [.. gains.Select(g => new BarGroup(g.Name, [.. g.Gains.Select(d => Math.Round(100 * d.Mean, 1))]) { Low = [.. g.Gains.Select(d => 100 * d.Low)], High = [.. g.Gains.Select(d => 100 * d.High)] })])
        {
            Title = "What the pretrained weights are worth",
            Caption = $"The same accuracies less that of the network from scratch with the same images, in pairs; mean with 95 % interval. Above 0 is a gain. {string.Join("; ", gains.Select(g => $"{g.Name}: {Say.Points(g.Gains[0].Mean)} with {sizes[0]} a class, {Say.Points(g.Gains[^1].Mean)} with {sizes[^1]}"))}.",
        });
        foreach (var (way, r) in s_ways.Zip(results))
        {
            foreach (var (size, point) in sizes.Zip(r)) draft.Figure($"accuracy.{way.Key}.{size}", point.Mean);
            draft.Figure($"trained.{way.Key}", r[0].Trained);
        }

        draft.Show(new TableBlock(["a class", "freeze all", "freeze most", "train all", "scratch"], [.. sizes.Index().Select(n => (IReadOnlyList<string>)[$"{n.Item}", .. results.Select(r => Say.Percent(r[n.Index].Mean))])])
        {
            Title = "Test accuracy",
            Caption = $"The best with each number of images: {string.Join("; ", sizes.Index().Select(n => $"{n.Item}: {s_ways[results.Index().MaxBy(r => r.Item[n.Index].Mean).Index].Name}"))}. Weights trained: {string.Join(", ", results.Select(r => r[0].Trained.ToString("N0", CultureInfo.InvariantCulture)))}.",
        });
    }

    /// <summary>Every student at the rate that is best for all of them by validation data.</summary>
    private static Result Best(SheetContext context, List<Student> students, TransferStrategy? strategy, int size, double[] rates)
    {
        context.Tell($"transfer learning: {(strategy is null ? "from scratch" : $"strategy {strategy}")}, {Say.Counted(size, "image")} a class");
        var runs = rates.Select(rate => students.Select(s => s.Learn(strategy, size, rate, context.Cancel)).ToList()).ToList();
        var best = runs.MaxBy(r => r.Average(p => p.Validation))!;
        return new Result([.. best.Select(p => p.Test)], best[0].Trained, runs.SelectMany(r => r).Sum(p => p.FrozenChanged));
    }

    private sealed record Result(double[] Accuracies, long Trained, long FrozenChanged)
    {
        public double Mean => Accuracies.Average();
    }

    /// <summary>A network that knows the first digits, and images of the others.</summary>
    private sealed record Student(ulong Seed, Sequential Pretrained, double PretrainedAccuracy, Dataset Pool, Dataset Validation, Dataset Test)
    {
        public static Student Make(SheetContext context, ulong seed)
        {
            context.Tell($"learning the digits 0 to 4, seed {seed}");
            var (train, _, held) = PlacedDigits.Load(0, 4, copies: 3, seed).Split(0.9, 0, 0.1, seed);
            var (pool, validation, test) = PlacedDigits.Load(5, 9, copies: 1, seed).Split(0.5, 0.2, 0.3, seed);
            var run = TrialOf(train, 3e-3, epochs: 3, seed).Run(context.Cancel);
            return new Student(seed, (Sequential)run.Model, run.Measure(held, "accuracy"), pool, validation, test);
        }

        /// <summary>Learns the other digits; null starts anew.</summary>
        public (double Validation, double Test, long Trained, long FrozenChanged) Learn(TransferStrategy? strategy, int size, double rate, CancellationToken cancel)
        {
            var few = PlacedDigits.Few(Pool, size);
            var updates = (few.Count + BatchSize - 1) / BatchSize;

            // Weights of its own, also for the new last layer; the same for every way.
            var run = (TrialOf(few, rate, Math.Max(1, Updates / updates), Seed + 1000) with { Prepare = strategy is { } chosen ? model => TakeOver((Sequential)model, chosen) : null }).Run(cancel);
            return (run.Measure(Validation, "accuracy"), run.Measure(Test, "accuracy"), run.Model.CountParameters(), FrozenChanged((Sequential)run.Model));
        }

        private static Trial TrialOf(Dataset train, double rate, int epochs, ulong seed) => new() { Model = Network, Optimizer = () => new Adam(rate), Train = train, Epochs = epochs, BatchSize = BatchSize, Seed = seed };

        private static Sequential Network()
        {
            const int side = PlacedDigits.Side / 4; // after two poolings
            return new(
                new Conv2d(1, 16, 3, padding: 1), new ReLU(), new MaxPool2d(2),
                new Conv2d(16, 32, 3, padding: 1), new ReLU(), new MaxPool2d(2),
                new Conv2d(32, 64, 3, padding: 1), new ReLU(),
                new Flatten(), new Linear(64 * side * side, Classes));
        }

        private void TakeOver(Sequential model, TransferStrategy strategy)
        {
            var head = Head(model);
            model.LoadStateDict(Pretrained.StateDict().Where(p => !head.Contains(p.Key)).ToDictionary(), strict: false);
            model.Freeze(strategy);
        }

        private static HashSet<string> Head(Sequential model)
        {
            var own = model.Head.Modules.SelectMany(m => m.NamedParameters()).Select(p => p.Parameter).ToHashSet(ReferenceEqualityComparer.Instance);
            return [.. model.NamedParameters().Where(p => own.Contains(p.Parameter)).Select(p => p.Name)];
        }

        /// <summary>How many frozen weights are not to the bit what they were.</summary>
        private long FrozenChanged(Sequential model)
        {
            var before = Pretrained.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
            return model.NamedParameters().Where(p => !p.Parameter.Trainable).Sum(p => (long)p.Parameter.ToArray<float>().Zip(before[p.Name].ToArray<float>(), (a, b) => a == b ? 0 : 1).Sum());
        }
    }
}
