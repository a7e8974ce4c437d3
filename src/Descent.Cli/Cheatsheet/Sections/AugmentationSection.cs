using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>The seven techniques as pictures, and what each does for a network that has few digits to learn from.</summary>
internal sealed class AugmentationSection() : SheetSection("augmentation", "Data augmentation", SheetGroup.DataProcessing,
    "Data augmentation", "Original", "Flip", "Rotation", "Random crop", "Color shift", "Noise addition", "Information loss", "Contrast change")
{
    /// <summary>A tenth of the digits would be 180; with this few, what was not seen decides.</summary>
    private const int TrainingSamples = 100;

    /// <summary>Digits that the loss is measured on while training: enough for a curve.</summary>
    private const int Watched = 300;

    /// <summary>So wide that all eight stand in a row, and four on a phone.</summary>
    private const int StripWidth = 80;

    /// <summary>What the pictures are, in the order that <c>descent augment</c> shows them.</summary>
    private static readonly string[] s_shown = ["Original", "Flip", "Rotation", "Random crop", "Color shift", "Noise addition", "Information loss", "Contrast change"];

    /// <summary>Each technique as strong as one would train digits with.</summary>
    private static readonly (string Name, Func<ImageTransform> Make)[] s_techniques =
    [
        ("Flip", () => new Flip()),
        ("Rotation", () => new Rotation(12)),
        ("Random crop", () => new RandomResizedCrop(new(8, 8), scale: (0.75, 1))),
        ("Color shift", () => new ColorShift(25)),
        ("Noise addition", () => new GaussianNoise(20)),
        ("Information loss", () => new Erasing(scale: (0.02, 0.06))),
        ("Contrast change", () => new Contrast(0.3)),
    ];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("min_w ∑_{(x, y)} L(f_w(T(x)), y)", "T is drawn anew in every epoch; the label y stays.");
        draft.Text("Augmentation makes new training samples of old ones, by changes that leave the answer as it is, so that a network cannot learn a few pictures by heart and has to learn what they share. Every epoch draws anew; which changes keep the label is for people to judge, for a mirrored flower is the same flower, but a mirrored 2 is no digit.");
        Pictures(draft);
        Learn(draft, context);
    }

    private static void Pictures(SectionDraft draft)
    {
        var images = new AugmentedImages(BuiltInPictures.Load());
        foreach (var sample in (int[])[0, 3])
        {
            var tiles = SheetContents.Of(images, [sample], epochs: 0).Rows[0].Tiles;
            var isPhoto = sample == 0;
            draft.Show(new PicturesBlock([.. tiles.Zip(s_shown, (tile, name) => new Picture(Png(tile.Image), $"{images.ClassOf(sample)}: {name.ToLowerInvariant()}", name))])
            {
                Width = StripWidth,
                Title = isPhoto ? "The original and seven techniques" : "The same with a digit",
                Caption = isPhoto
                    ? "Each technique by itself, stronger than one would train with, to be seen. " + BuiltInPictures.Credits.Split(',')[0] + ", CC BY 2.0: Hisakuni Fujimoto (flickr.com/photos/hisa/130684941), cut out and reduced."
                    : "Mirrored, a 5 is no 5: that technique takes the label away.",
                Command = "descent augment",
            });
        }
    }

    /// <summary>Small training sets, one a seed, with nothing, each technique alone, and those together that keep a digit's label.</summary>
    private static void Learn(SectionDraft draft, SheetContext context)
    {
        var seeds = context.Seeds(quick: 5, full: 20);
        var digits = DigitPictures.Load();
        (string Name, Func<Augmentation> Make)[] settings =
        [
            ("nothing", () => new Augmentation()),
            .. s_techniques.Select(t => (t.Name, (Func<Augmentation>)(() => new Augmentation(t.Make())))),
            ("all but the flip", () => new Augmentation([.. s_techniques.Skip(1).Select(t => t.Make())])),
        ];
        var accuracies = settings.Select(_ => new double[seeds]).ToArray();
        var (alone, together) = (new List<TrialOutcome>(), new List<TrialOutcome>());
        var tests = 0;
        for (var k = 0; k < seeds; k++)
        {
            context.Tell($"augmentation: training set {k + 1} of {seeds}");
            var seed = context.Seed + (ulong)k;
            var few = (double)TrainingSamples / digits.Count;
            var (train, _, test) = digits.Split(few, 0, 1 - few, seed);
            tests = test.Count;
            var watched = new Subset(test, [.. Enumerable.Range(0, Watched)]);
            for (var i = 0; i < settings.Length; i++)
            {
                var outcome = new Trial
                {
                    Model = Network,
                    Optimizer = () => new Adam(0.003),
                    Train = settings[i].Make().Apply(train, seed),
                    Validation = i == 0 || i == settings.Length - 1 ? watched : null,
                    Epochs = 100,
                    BatchSize = 20,
                    Seed = seed,
                }.Run(context.Cancel);
                accuracies[i][k] = outcome.Measure(test, "accuracy");
                if (i == 0) alone.Add(outcome);
                else if (i == settings.Length - 1) together.Add(outcome);
            }
        }

        Tell(draft, [.. settings.Select(s => s.Name)], accuracies, tests, seeds);
        draft.Show(new LinesBlock(Axis.Linear("epoch"), Axis.Linear("loss on the other digits", 0),
            [Curves.Band("nothing", [.. alone.Select(r => r.Curve("validation.loss"))]), Curves.Band("all but the flip", [.. together.Select(r => r.Curve("validation.loss"))])])
        {
            Title = "Loss while training",
            Caption = $"Mean of {Say.Counted(seeds, "training set")} of {TrainingSamples} digits with 95 % interval; the loss is measured on {Watched} digits that were not trained on.",
        });
    }

    private static void Tell(SectionDraft draft, string[] names, double[][] accuracies, int tests, int seeds)
    {
        var gains = accuracies.Select(a => PairedDifference.Of(a, accuracies[0], 1.0 / tests)).ToList();
        string Key(int i) => names[i].ToLowerInvariant().Replace(' ', '_');
        for (var i = 1; i < names.Length; i++) draft.Figure($"gain.{Key(i)}", gains[i]);
        var (without, with) = (draft.Figure("accuracy.without", accuracies[0].Average()), draft.Figure("accuracy.with", accuracies[^1].Average()));
        draft.Figure("training_samples", TrainingSamples);
        draft.Show(new BarsBlock(Axis.Linear("gain in accuracy (points)"), [.. names.Skip(1)],
            [new("gain over no augmentation", Bars(g => g.Mean)) { Low = Bars(g => g.Low), High = Bars(g => g.High) }])
        {
            Title = $"What each does for a network that learns from {TrainingSamples} digits",
            Caption = $"Accuracy on the other {Say.Number(tests)} digits, less that of the same network trained on the same digits without augmentation ({Say.Percent(without)}); {Say.Counted(seeds, "training set")}, each with its own seed, mean difference with 95 % interval.",
        });
        var (helps, hurts) = (Names(g => g.Low > 0), Names(g => g.High < 0));
        draft.Text($"Measured: {Say.Percent(without)} without augmentation, {Say.Percent(with)} with all but the flip, a gain of {Say.Points(gains[^1])}. "
            + (helps.Count > 0 ? $"Alone, {Join(helps)} clearly {(helps.Count == 1 ? "helps" : "help")}. " : "Alone, none clearly helps. ")
            + (hurts.Count > 0 ? $"{Capital(Join(hurts))} clearly {(hurts.Count == 1 ? "hurts" : "hurt")}: so changed, too many digits are no longer what their labels say, or too little is left of them." : "None clearly hurts."));

        // In points, to two decimals: the plot writes them beside its bars.
        IReadOnlyList<double> Bars(Func<PairedDifference, double> of) => [.. gains.Skip(1).Select(g => Math.Round(of(g) * 100, 2))];
        List<string> Names(Func<PairedDifference, bool> holds) => [.. Enumerable.Range(1, names.Length - 2).Where(i => holds(gains[i])).OrderByDescending(i => Math.Abs(gains[i].Mean)).Select(i => names[i].ToLowerInvariant())];
    }

    private static Module Network() => new Sequential(
        new Conv2d(1, 12, 3, padding: Padding.Same), new ReLU(), new MaxPool2d(2),
        new Conv2d(12, 24, 3, padding: Padding.Same), new ReLU(), new MaxPool2d(2),
        new Flatten(), new Linear(24 * 2 * 2, 10));

    private static byte[] Png(DecodedImage image)
    {
        using var file = new MemoryStream();
        PngEncoder.Write(file, image.Height, image.Width, image.Channels, image.Pixels);
        return file.ToArray();
    }

    private static string Join(List<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
