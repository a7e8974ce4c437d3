using System.Globalization;

namespace Descent.Cli;

/// <summary>
/// How often a transform changes what a trained network rightly sees: each class's correct predictions on images as they are, against those on the
/// same images transformed. Where most of a class are changed, the transform may have changed the images' meaning, as a vertical flip makes a 9 of a 6.
/// </summary>
/// <param name="Name">What the transform is called, or <see cref="All"/>.</param>
/// <param name="IsTrainedWith">Whether the network was trained with it.</param>
/// <param name="Classes">The classes' names.</param>
/// <param name="Correct">Of each class, how many transformed images were judged: those whose originals the network sees rightly.</param>
/// <param name="Taken">How often such an image of a class (row) was then taken for each class.</param>
internal sealed record PredictionChanges(string Name, bool IsTrainedWith, IReadOnlyList<string> Classes, int[] Correct, int[][] Taken)
{
    /// <summary>The whole pipeline.</summary>
    public const string All = "all together";

    /// <summary>
    /// Above a half the network takes the transformed image more often for another class than for its own: as a training sample it then says, more often
    /// than not, what the network has learned to be wrong.
    /// </summary>
    private const double WarnAbove = 0.5;

    /// <summary>Fewer images say little: of 8, each changed with a probability of 0.2, more than half are in 1 % of all cases.</summary>
    private const int FewestJudged = 8;

    /// <summary>Enough that a share is known to 2 in 100 (one standard deviation; of one among ten classes to 5), and quickly judged.</summary>
    private const int MostImages = 1000;

    /// <summary>Classes that a warning names.</summary>
    private const int MostNamed = 5;

    /// <summary>The share of a class's correct predictions that are changed; NaN if there are none.</summary>
    public double Changed(int label) => Correct[label] == 0 ? double.NaN : (Correct[label] - Taken[label][label]) / (double)Correct[label];

    /// <summary>The share of all correct predictions that are changed.</summary>
    public double ChangedOfAll => Correct.Sum() is var all and > 0 ? (all - Taken.Select((row, label) => row[label]).Sum()) / (double)all : double.NaN;

    /// <summary>What is said of classes that are changed too often; null if there are none.</summary>
    public string? Warning()
    {
        int[] changed = [.. Enumerable.Range(0, Classes.Count).Where(c => Changed(c) > WarnAbove && Correct[c] >= FewestJudged).OrderByDescending(Changed)];
        if (changed.Length == 0) return null;
        var named = string.Join(", ", changed.Take(MostNamed).Select(Tell)) + (changed.Length > MostNamed ? $", and {changed.Length - MostNamed} more" : "");
        return $"{Name}: most of the predictions that were correct change, for {changed.Length} of {Classes.Count} classes: {named}. The network takes such an image more often for another class than for its own. "
            + (IsTrainedWith
                ? "It was trained with this, so the images may no longer show what their labels say; make it weaker, or leave it out."
                : "It was not trained with this, so look at the sheet: where people would no longer see what the label says, make it weaker, or leave it out.");

        string Tell(int label)
        {
            var wrong = Taken[label].Select((count, other) => other == label ? -1 : count).ToArray();
            var most = Array.IndexOf(wrong, wrong.Max());
            return string.Create(CultureInfo.InvariantCulture, $"{Classes[label]} ({Changed(label) * 100:0} % of {Correct[label]}, most often to {Classes[most]})");
        }
    }

    /// <summary>Judges each transform of a pipeline by itself, and the pipeline.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="data">Images that it was not trained on, normalized, not augmented.</param>
    /// <param name="pipeline">The transforms.</param>
    /// <param name="trainedWith">Those that the network was trained with.</param>
    /// <param name="seed">The run's seed.</param>
    public static IReadOnlyList<PredictionChanges> Measure(Module model, Dataset data, IReadOnlyList<ImageTransform> pipeline, IReadOnlyList<ImageTransform> trainedWith, ulong seed)
    {
        if (data.Count > MostImages) data = new Subset(data, [.. Enumerable.Range(0, MostImages).Select(i => (int)((long)i * data.Count / MostImages))]);
        var before = Predict(model, data, isAugmented: false);
        var augmented = new Augmentation([.. pipeline]).Apply(data, seed);
        var transforms = ImagesOf(augmented).Augmentation!.Transforms;
        return
        [
            .. Enumerable.Range(0, transforms.Count).Where(i => !Technique.IsSizing(transforms[i]))
                .Select(i => Of(NameOf(transforms[i]), trainedWith.Any(t => IsSame(t, transforms[i])), Map(augmented, images => images.Only(i)))),
            Of(All, pipeline.Count == trainedWith.Count && pipeline.Zip(trainedWith).All(pair => IsSame(pair.First, pair.Second)), augmented),
        ];

        PredictionChanges Of(string name, bool isTrainedWith, Dataset changed)
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

            return new(name, isTrainedWith, classes, correct, taken);
        }
    }

    /// <summary>Flips of both axes are often together, and do different things.</summary>
    private static string NameOf(ImageTransform transform) => transform is Flip { Axis: var axis } ? $"flip {(axis == FlipAxis.Horizontal ? "horizontal" : "vertical")}" : transform.Name;

    /// <summary>Whether two are of one kind with the same settings; how often they are applied does not matter.</summary>
    private static bool IsSame(ImageTransform one, ImageTransform other) => one is Flip && other is Flip ? NameOf(one) == NameOf(other) : one.ToString() == other.ToString();

    private static int[] Predict(Module model, Dataset data, bool isAugmented)
    {
        var classes = new int[data.Count];
        model.Eval();
        using var noGrad = new NoGrad();
        using var loader = new DataLoader(data, DataLoader.EvaluationBatch(data.InputShape), shuffle: false) { Augment = isAugmented };
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
