namespace Descent.Cli;

/// <summary>What is looked at: a run's images, with its trained network if there is one, or the built-in pictures.</summary>
internal sealed class AugmentSource
{
    /// <summary>What is said of a run that augments nothing.</summary>
    public const string NoTransforms = "data.augment lists no transforms, so training sees every image as it is; see docs/augmentation.md for what it can list.";

    private readonly RunConfig? _config;
    private readonly RunData? _data;
    private readonly TrainedRun? _trained;

    private AugmentSource() => (Name, Seed, Images) = ("the built-in set", BuiltInPictures.Seed, new(BuiltInPictures.Load()));

    private AugmentSource(string name, RunConfig config, TrainedRun? trained)
    {
        if (!config.Data.Source!.HasImages)
            throw new ConfigurationException($"augment: the source of {name} has no images to augment (the built-in digits are a table of 64 numbers each); expected a source of images, such as folder or idx. Without a run file, built-in pictures are shown.");
        Device.Threads = config.Training.Threads;
        (Name, Seed, _config, _trained) = (name, config.Seed, config, trained);
        _data = config.Data.Source.Load(config.Data, config.Seed, trained?.Encoding);
        Images = new(_data.Train);
    }

    /// <summary>As it was given.</summary>
    public string Name { get; }

    /// <summary>What everything drawn depends on, with the epoch and the sample.</summary>
    public ulong Seed { get; }

    /// <summary>What is trained on.</summary>
    public AugmentedImages Images { get; }

    /// <summary>The part that the trained network is asked about.</summary>
    public string Part => _data?.Validation is not null ? "validation" : _data?.Test is not null ? "test" : "training";

    /// <param name="path">A run file, the folder of a trained run, or null for the built-in pictures.</param>
    /// <param name="settings">What replaces values of the run file.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong, or has no images.</exception>
    /// <exception cref="DataException">The images cannot be used.</exception>
    public static AugmentSource Open(string? path, IReadOnlyList<string> settings)
    {
        if (path is null && settings.Count == 0) return new();
        if (path is null || !Directory.Exists(path)) return new(path ?? "the run", RunConfig.Load(path, settings), null);
        var trained = TrainedRun.Open(path);
        return new(path, RunConfig.Load(trained.Folder.PathOf(RunFolder.ConfigurationFile), settings), trained);
    }

    /// <summary>What a contact sheet of a few samples shows.</summary>
    /// <exception cref="DataException">There is nothing to train on.</exception>
    public SheetContents Contents(int samples)
    {
        if (_config is null) return Sheet("Seven techniques of data augmentation, each by itself", BuiltInPictures.Note, BuiltInPictures.Credits, epochs: 0);
        if (Images.Count == 0) throw new DataException($"augment: {Name} has no images to train on.");
        var note = Images.Transforms.Count == 0
            ? NoTransforms
            : "Each technique by itself, with the numbers that it draws for epoch 0; then all of them together, as the network sees the sample, anew in every epoch.";
        return Sheet($"{Name}: what training sees, seed {Seed}", $"{note} The network's images have {Images.Size} pixels.", "", SheetContents.UsualEpochs);

        SheetContents Sheet(string title, string text, string footer, int epochs)
        {
            var (columns, rows) = SheetContents.Of(Images, Images.Choose(samples), epochs);
            return new(title, text, footer, columns, rows);
        }
    }

    /// <summary>What each transform changes of the trained network's predictions; empty without one.</summary>
    public IReadOnlyList<PredictionChanges> MeasureChanges() => _trained is null || _config!.Data.Augment.Count == 0
        ? []
        : PredictionChanges.Measure(_trained.Model, _data!.Validation ?? _data.Test ?? _data.Train, [.. _config.Data.Augment!], [.. _trained.Config.Data.Augment!], Seed);
}
