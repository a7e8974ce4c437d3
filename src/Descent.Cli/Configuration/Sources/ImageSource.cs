namespace Descent.Cli;

/// <summary>What the sources of images have in common: they may bring parts of their own, are normalized, and augmented where they are trained on.</summary>
internal abstract class ImageSource : SourceConfig
{
    public override TargetKind TargetKind => TargetKind.Class;

    public override bool HasImages => true;

    /// <summary>Whether images come class by class, so that the first of them are all of one.</summary>
    protected virtual bool IsSortedByClass => false;

    /// <summary>The file or folder, for messages.</summary>
    protected abstract string Path { get; }

    /// <exception cref="DataException">The images cannot be used; the message says where and why.</exception>
    protected abstract ImageParts Read();

    /// <summary>Reads images that are brought to one size: what is in memory is, where it is read.</summary>
    /// <exception cref="DataException">The images cannot be used; the message says where and why.</exception>
    protected virtual ImageParts Read(Augmentation prepare)
    {
        var parts = Read();
        return new(parts.Train.Prepare(prepare), parts.Validation?.Prepare(prepare), parts.Test?.Prepare(prepare));
    }

    /// <summary>The first images; where they come class by class, the first of each class in turn.</summary>
    private int[] FirstOf(ImageDataset images, int count)
    {
        var all = Enumerable.Range(0, images.Count);
        if (!IsSortedByClass) return [.. all.Take(count)];
        var seen = new int[images.Target.Count];
        return [.. all.Select(i => (Index: i, Turn: seen[images.ReadClass(i)]++)).OrderBy(s => s.Turn).Take(count).Select(s => s.Index).Order()];
    }

    public override RunData Load(DataConfig data, ulong seed, RunEncoding? fitted)
    {
        var given = data.Prepare.Count > 0 ? Read(new Augmentation([.. data.Prepare!])) : Read();
        var split = data.Split;
        Dataset whole = data.First is { } first && first < given.Train.Count ? new Subset(given.Train, FirstOf(given.Train, first)) : given.Train;
        var parts = whole.Split(split.Train, split.Validation, split.Test, seed);
        Dataset? validation = given.Validation ?? parts.Validation, test = given.Test ?? parts.Test;
        var encoding = fitted is RunEncoding.OfImages images ? images.Images : data.Normalize.Build(parts.Train);
        try
        {
            var train = encoding.Apply(parts.Train);
            if (data.Augment.Count > 0) train = new Augmentation([.. data.Augment!]).Apply(train, seed);
            return new RunData(train, validation.Count == 0 ? null : encoding.Apply(validation), test.Count == 0 ? null : encoding.Apply(test), new RunEncoding.OfImages(encoding))
            {
                Warnings = [.. given.Skipped.Select(file => $"{file.Path} was left out: {file.Reason}")],
            };
        }
        catch (ArgumentException e)
        {
            var what = fitted is null ? "the parts do not fit each other" : "the images are no longer those the run was trained on";
            throw new DataException($"{Path}: {what}. {e.Message}", e) { Path = Path };
        }
    }
}
