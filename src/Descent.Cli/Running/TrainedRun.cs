namespace Descent.Cli;

/// <summary>A run read back from its folder, with its best weights. The data it was trained on is not needed.</summary>
internal sealed class TrainedRun
{
    private TrainedRun(RunFolder folder, RunConfig config, RunEncoding encoding, Module model)
    {
        Folder = folder;
        Config = config;
        Encoding = encoding;
        Model = model;
    }

    public RunFolder Folder { get; }

    public RunConfig Config { get; }

    /// <summary>How samples are read, as it was fitted on the training part.</summary>
    public RunEncoding Encoding { get; }

    public Module Model { get; }

    /// <exception cref="FileException">It is no run's folder.</exception>
    /// <exception cref="DataException">Its preprocessing is damaged.</exception>
    /// <exception cref="DataFormatException">Its weights are damaged, or another network's.</exception>
    public static TrainedRun Open(string path)
    {
        var folder = RunFolder.Open(path);
        var config = RunConfig.Load(folder.PathOf(RunFolder.ConfigurationFile), []);
        var encoding = folder.ReadEncoding();
        var model = PreparedRun.BuildModel(config, encoding.InputShape, encoding.Target);
        model.Load(folder.PathOf(RunFolder.BestFile));
        return new TrainedRun(folder, config, encoding, model);
    }

    /// <summary>How the run reads tables.</summary>
    /// <param name="what">What asks for it, for the message.</param>
    /// <exception cref="ConfigurationException">It was trained on images or arrays.</exception>
    public TableEncoding TableFor(string what) => Encoding is RunEncoding.OfTable table
        ? table.Table
        : throw new ConfigurationException($"{what}: the run was trained on {(Encoding is RunEncoding.OfImages ? "images" : "arrays")}, and only tables are read here; descent evaluate measures it on its parts: train, validation, test.");

    /// <summary>The part of the run's own data, or another table.</summary>
    /// <param name="name">train, validation, test, or the path of a CSV file.</param>
    /// <exception cref="ConfigurationException">The part is empty.</exception>
    /// <exception cref="DataException">The data cannot be used.</exception>
    public Dataset LoadData(string name)
    {
        if (name is not ("train" or "validation" or "test")) return TableFor($"--data {name}").Load(name);
        var data = Config.Data.Source!.Load(Config.Data, Config.Seed, Encoding);
        return (name switch { "train" => data.Train, "validation" => data.Validation, _ => data.Test })
            ?? throw new ConfigurationException($"--data {name}: the run's data.split.{name} is 0, so the part is empty; choose another, or name a CSV file.");
    }
}
