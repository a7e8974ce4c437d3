namespace Descent.Cli;

/// <summary>A run read back from its folder, with its best weights. The data it was trained on is not needed.</summary>
internal sealed class TrainedRun
{
    private TrainedRun(RunFolder folder, RunConfig config, TableEncoding encoding, Module model)
    {
        Folder = folder;
        Config = config;
        Encoding = encoding;
        Model = model;
    }

    public RunFolder Folder { get; }

    public RunConfig Config { get; }

    /// <summary>How tables are read, as it was fitted on the training part.</summary>
    public TableEncoding Encoding { get; }

    public Module Model { get; }

    /// <exception cref="FileException">It is no run's folder.</exception>
    /// <exception cref="DataException">Its preprocessing is damaged.</exception>
    /// <exception cref="DataFormatException">Its weights are damaged, or another network's.</exception>
    public static TrainedRun Open(string path)
    {
        var folder = RunFolder.Open(path);
        var config = RunConfig.Load(folder.PathOf(RunFolder.ConfigurationFile), []);
        var encoding = folder.ReadEncoding();
        var model = PreparedRun.BuildModel(config, [encoding.Width], encoding.Target);
        model.Load(folder.PathOf(RunFolder.BestFile));
        return new TrainedRun(folder, config, encoding, model);
    }

    /// <summary>The part of the run's own data, or another table.</summary>
    /// <param name="name">train, validation, test, or the path of a CSV file.</param>
    /// <exception cref="ConfigurationException">The part is empty.</exception>
    /// <exception cref="DataException">The data cannot be used.</exception>
    public Dataset LoadData(string name)
    {
        if (name is not ("train" or "validation" or "test")) return Encoding.Load(name);
        var data = Config.Data.Source!.Load(Config.Data.Split, Config.Seed, Encoding);
        return (name switch { "train" => data.Train, "validation" => data.Validation, _ => data.Test })
            ?? throw new ConfigurationException($"--data {name}: the run's data.split.{name} is 0, so the part is empty; choose another, or name a CSV file.");
    }
}
