namespace Descent.Cli;

/// <summary>The images that a run trains on, and all that its pipeline makes of one of them.</summary>
internal sealed class AugmentedImages
{
    private readonly Dataset _train;
    private readonly ImageDataset _images;
    private readonly ImageDataset[] _alone;

    /// <param name="train">An <see cref="ImageDataset"/>, augmented or not, or a part of one.</param>
    public AugmentedImages(Dataset train)
    {
        _train = train;
        for (; train is Subset part; train = part.Source)
        {
        }

        _images = (ImageDataset)train;
        var transforms = _images.Augmentation?.Transforms ?? [];
        int[] shown = [.. Enumerable.Range(0, transforms.Count).Where(i => !Technique.IsSizing(transforms[i]))];
        Transforms = [.. shown.Select(i => transforms[i])];
        _alone = [.. shown.Select(_images.Only)];
    }

    /// <summary>How many images are trained on.</summary>
    public int Count => _train.Count;

    /// <summary>The transforms of the pipeline, without those that only bring images to their size.</summary>
    public IReadOnlyList<ImageTransform> Transforms { get; }

    /// <summary>The size of what the network sees.</summary>
    public ImageSize Size => new(_images.InputShape[0], _images.InputShape[1]);

    public int Channels => _images.InputShape[2];

    /// <summary>The first images of each class, in turn, so that a few show many classes.</summary>
    public IReadOnlyList<int> Choose(int count)
    {
        var places = new Dictionary<int, int>();
        return [.. Enumerable.Range(0, Count)
            .Select(i => (Sample: i, Class: _train.ReadClass(i)))
            .Select(s => (s.Sample, s.Class, Turn: places[s.Class] = places.GetValueOrDefault(s.Class) + 1))
            .OrderBy(s => s.Turn).ThenBy(s => s.Class).Take(count).Select(s => s.Sample)];
    }

    public string ClassOf(int sample) => _train.Target.Names[_train.ReadClass(sample)];

    /// <summary>The image's place in the whole data set, before it was split: what its random numbers depend on.</summary>
    public int IndexOf(int sample)
    {
        for (var data = _train; data is Subset part; data = part.Source) sample = part.Indices[sample];
        return sample;
    }

    /// <summary>The file it comes from; null if it has none of its own.</summary>
    public string? PathOf(int sample) => _images.PathOf(IndexOf(sample));

    /// <summary>As the file or the array has it.</summary>
    public DecodedImage Original(int sample) => _images.ReadOriginal(IndexOf(sample));

    /// <summary>As the network sees it where nothing is augmented.</summary>
    public DecodedImage Prepared(int sample) => Image(_images, sample, epoch: null);

    /// <summary>One transform's work, with what it drew for the epoch.</summary>
    public (DecodedImage Image, IReadOnlyList<DrawnStep> Steps) Alone(int transform, int sample, int epoch) => Seen(_alone[transform], sample, epoch);

    /// <summary>What the network sees in an epoch of training, to the byte, before it is normalized.</summary>
    public (DecodedImage Image, IReadOnlyList<DrawnStep> Steps) Seen(int sample, int epoch) => Seen(_images, sample, epoch);

    private (DecodedImage Image, IReadOnlyList<DrawnStep> Steps) Seen(ImageDataset images, int sample, int epoch) =>
        (Image(images, sample, epoch), Technique.Drawn(images.Explain(IndexOf(sample), epoch)));

    private DecodedImage Image(ImageDataset images, int sample, int? epoch)
    {
        var pixels = new byte[images.InputShape.Size];
        images.ReadPixels(IndexOf(sample), epoch, pixels);
        return new DecodedImage(Size.Height, Size.Width, Channels, pixels);
    }
}
