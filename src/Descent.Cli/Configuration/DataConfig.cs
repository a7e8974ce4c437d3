namespace Descent.Cli;

/// <summary>Section <c>data</c>: where samples come from, how they are divided, and what is done to images.</summary>
internal sealed class DataConfig
{
    public DataConfig(Section s)
    {
        Source = s.OneOf("source", "source", Sources.Table, "digits");
        Split = s.Map("split", p => new SplitConfig(p, Source));
        First = s.Optional("first", v => (int?)v.Int(Bounds.AtLeast(1)));
        Prepare = s.Optional("prepare", v => v.List(item => item.OneOf("transform", Transforms.Preparing), "transforms, such as [{resize: 256}, {center_crop: 224}]")) ?? [];
        Augment = s.Optional("augment", v => v.List(item => item.OneOf("transform", Transforms.Table), "transforms, such as [{flip: horizontal}, {random_crop: {padding: 4}}]")) ?? [];
        foreach (var key in (string[])["first", "prepare", "augment"])
            if (Source is { HasImages: false } && s.Has(key)) s.Add(key, $"the source has no images{(key == "first" ? "" : $" to {key}")}; expected one of the sources {Sources.OfImages}.");
        CheckFills(s);
        Mix = s.Optional("mix", v => v.OneOf("mix", MixConfig.Table));
        if (Mix is not null && Source is { TargetKind: not TargetKind.Class }) s.Add("mix", "the data's target is a number, and mixes share out classes; leave mix out.");
        if (Mix is CutMix && Source is { HasImages: false }) s.Add("mix", "cutmix cuts rectangles out of images, and the source has none; use mixup.");
        ClassWeights = ClassWeightsConfig.Read(s, Source);
        Normalize = NormalizeConfig.Read(s, Source);
    }

    /// <summary>Null only while its problems are being reported.</summary>
    public SourceConfig? Source { get; }

    public SplitConfig Split { get; }

    /// <summary>How many of the training images there are, from the first on; null for all.</summary>
    public int? First { get; }

    /// <summary>What brings all images to one size.</summary>
    public IReadOnlyList<ImageTransform?> Prepare { get; }

    /// <summary>What is done to images that are trained on, in this order.</summary>
    public IReadOnlyList<ImageTransform?> Augment { get; }

    /// <summary>What mixes the samples of a batch; null for nothing.</summary>
    public BatchMix? Mix { get; }

    /// <summary>How much each class counts in the loss; null for all alike.</summary>
    public ClassWeightsConfig? ClassWeights { get; }

    public NormalizeConfig Normalize { get; set; }

    /// <summary>Transforms that do not go together are a problem of the run file.</summary>
    private void CheckFills(Section s)
    {
        if (Prepare.Contains(null) || Augment.Contains(null)) return; // already reported
        try
        {
            _ = new Augmentation([.. Prepare!, .. Augment!]);
        }
        catch (ArgumentException e)
        {
            s.Add("augment", e.Message);
        }
    }
}

/// <summary>Section <c>data.split</c>: the fractions that are not trained on, of a source that does not bring these parts itself.</summary>
internal sealed class SplitConfig
{
    /// <summary>What the examples use: enough to judge by on small data.</summary>
    private const double DefaultFraction = 0.15;

    public SplitConfig(Section s, SourceConfig? source)
    {
        HasValidation = source is { HasValidationPart: true };
        Validation = Read(s, "validation", HasValidation);
        Test = Read(s, "test", source is { HasTestPart: true });
        HasValidation |= Validation > 0;
        if (Validation + Test >= 1)
            s.Add($"validation {Validation} + test {Test} = {Validation + Test:0.######}, which leaves nothing to train on; the two must add up to less than 1.");
    }

    public double Validation { get; }

    public double Test { get; }

    public double Train => 1 - Validation - Test;

    /// <summary>Whether there is a part to watch the training with, the source's own or a fraction of what is trained on.</summary>
    public bool HasValidation { get; }

    private static double Read(Section s, string key, bool isBrought)
    {
        var fraction = s.Number(key, isBrought ? 0 : DefaultFraction, Bounds.BelowOne);
        if (!isBrought || fraction == 0) return fraction;
        s.Add(key, $"the source brings its own {key} part; leave {key} out, or 0.");
        return 0;
    }
}
