namespace Descent.Cli;

/// <summary>
/// How often a transform changes what a trained network rightly sees: each class's correct predictions on images as they are, against those on the
/// same images transformed. Where most of a class are changed, the transform may have changed the images' meaning, as a vertical flip makes a 9 of a 6.
/// </summary>
/// <param name="Name">The transform's name in run files, or <see cref="All"/>.</param>
/// <param name="Classes">The classes' names.</param>
/// <param name="Correct">Of each class, how many transformed images were judged: those whose originals the network sees rightly.</param>
/// <param name="Taken">How often such an image of a class (row) was then taken for each class.</param>
internal sealed record PredictionChanges(string Name, IReadOnlyList<string> Classes, int[] Correct, int[][] Taken)
{
    /// <summary>The whole pipeline.</summary>
    public const string All = "all together";

    /// <summary>
    /// From a half on, a network that knows an image's class more often than not takes the transformed image for something else: as a training sample it
    /// then says, more often than not, what the network has learned to be wrong.
    /// </summary>
    private const double WarnAbove = 0.5;

    /// <summary>Fewer images say little: of 8, each changed with a probability of 0.2, more than half are in 1 % of all cases.</summary>
    private const int FewestJudged = 8;

    /// <summary>Enough that a share is known to 2 in 100 (one standard deviation; of one among ten classes to 5), and quickly judged.</summary>
    private const int MostImages = 1000;

    private const int BatchSize = 100;

    /// <summary>The share of a class's correct predictions that are changed; NaN if there are none.</summary>
    public double Changed(int label) => Correct[label] == 0 ? double.NaN : (Correct[label] - Taken[label][label]) / (double)Correct[label];

    /// <summary>The share of all correct predictions that are changed.</summary>
    public double ChangedOfAll => Correct.Sum() is var all and > 0 ? (all - Taken.Select((row, label) => row[label]).Sum()) / (double)all : double.NaN;

    /// <summary>What is said of classes that are changed too often.</summary>
    public IEnumerable<string> Warnings()
    {
        for (var label = 0; label < Classes.Count; label++)
        {
            if (!(Changed(label) > WarnAbove) || Correct[label] < FewestJudged) continue;
            var wrong = Taken[label].Select((count, other) => other == label ? -1 : count).ToArray();
            var most = Array.IndexOf(wrong, wrong.Max());
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{Name}: of class {Classes[label]} it changes {Changed(label) * 100:0} % of the predictions that were correct ({Correct[label]} judged), most often to {Classes[most]} ({(double)wrong[most] / Correct[label] * 100:0} %). Above {WarnAbove * 100:0} % the network takes such an image more often for another class than for its own: if people would too, the transform changes the label's meaning; make it weaker, or leave it out.");
        }
    }

    /// <summary>Judges each transform of a pipeline by itself, and the pipeline.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="data">Images that it was not trained on, normalized, not augmented.</param>
    /// <param name="pipeline">The transforms.</param>
    /// <param name="seed">The run's seed.</param>
    public static IReadOnlyList<PredictionChanges> Measure(Module model, Dataset data, Augmentation pipeline, ulong seed)
    {
        if (data.Count > MostImages) data = new Subset(data, [.. Enumerable.Range(0, MostImages).Select(i => (int)((long)i * data.Count / MostImages))]);
        var before = Predict(model, data, isAugmented: false);
        var augmented = pipeline.Apply(data, seed);
        var transforms = ImagesOf(augmented).Augmentation!.Transforms;
        return
        [
            .. Enumerable.Range(0, transforms.Count).Where(i => !Technique.IsSizing(transforms[i])).Select(i => Of(transforms[i].Name, Map(augmented, images => images.Only(i)))),
            Of(All, augmented),
        ];

        PredictionChanges Of(string name, Dataset changed)
        {
            var classes = data.Target.Names;
            var (correct, taken) = (new int[classes.Count], classes.Select(_ => new int[classes.Count]).ToArray());
            var after = Predict(model, changed, isAugmented: true);
            for (var i = 0; i < after.Length; i++)
            {
                var label = data.ReadClass(i);
                if (before[i] != label) continue;
                correct[label]++;
                taken[label][after[i]]++;
            }

            return new(name, classes, correct, taken);
        }
    }

    private static int[] Predict(Module model, Dataset data, bool isAugmented)
    {
        var classes = new int[data.Count];
        model.Eval();
        using var noGrad = new NoGrad();
        using var loader = new DataLoader(data, BatchSize, shuffle: false) { Augment = isAugmented };
        foreach (var batch in loader.Epoch(0))
        {
            using var step = new Step();
            var outputs = model.Forward(batch.Inputs).ToArray<float>();
            var width = outputs.Length / batch.Count;
            for (var i = 0; i < batch.Count; i++)
            {
                var row = outputs.AsSpan(i * width, width);
                classes[batch.Indices[i]] = width == 1 ? (row[0] > 0 ? 1 : 0) : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row);
            }
        }

        return classes;
    }

    private static ImageDataset ImagesOf(Dataset data) => data is Subset part ? ImagesOf(part.Source) : (ImageDataset)data;

    private static Dataset Map(Dataset data, Func<ImageDataset, ImageDataset> change) =>
        data is Subset part ? new Subset(Map(part.Source, change), part.Indices) : change((ImageDataset)data);
}
