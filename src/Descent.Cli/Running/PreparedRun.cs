namespace Descent.Cli;

/// <summary>A configuration turned into data, a network and a loss that fit each other; nothing is written yet.</summary>
internal sealed class PreparedRun
{
    private PreparedRun(RunConfig config, RunData data, Module model, Loss loss, TransferRun? transfer)
    {
        Config = config;
        Data = data;
        Model = model;
        Loss = loss;
        Transfer = transfer;
    }

    public RunConfig Config { get; }

    public RunData Data { get; }

    public Module Model { get; }

    public Loss Loss { get; }

    /// <summary>What is frozen of a pretrained network; null if nothing was asked for.</summary>
    public TransferRun? Transfer { get; }

    /// <summary>Reads the data and draws the network's first weights.</summary>
    /// <exception cref="ConfigurationException">The network or the loss does not fit the data.</exception>
    /// <exception cref="DataException">The data cannot be used.</exception>
    /// <exception cref="FileException">Pretrained weights are not there.</exception>
    /// <param name="config">The configuration.</param>
    /// <param name="progress">Told of pretrained weights and what is frozen; null to tell nobody.</param>
    public static PreparedRun From(RunConfig config, TextWriter? progress = null)
    {
        Device.Threads = config.Training.Threads;
        var data = config.Data.Source!.Load(config.Data, config.Seed, fitted: null);
        if (config.Data.ClassWeights is { } weights) data = data with { Encoding = data.Encoding with { ClassWeights = weights.Build(data.Train) } };
        var model = BuildModel(config, data.Train.InputShape, data.Train.Target);
        var loss = config.Training.Loss!.Build(data.Encoding.ClassWeights);
        return new PreparedRun(config, data, model, loss, TransferRun.Prepare(config, model, loss, data.Train, progress ?? TextWriter.Null));
    }

    /// <summary>A trainer for the network, without observers; its hooks are those that the configuration asks for.</summary>
    public Trainer CreateTrainer() => TrainerFor(Config, Model, Loss, Transfer);

    /// <summary>A trainer for a network of the configuration's.</summary>
    internal static Trainer TrainerFor(RunConfig config, Module model, Loss loss, TransferRun? transfer)
    {
        var training = config.Training;
        var optimizer = training.Optimizer!.BuildFor(model);
        transfer?.AddGroups(optimizer);
        var trainer = new Trainer(model, loss, optimizer)
        {
            Seed = config.Seed,
            Mix = config.Data.Mix,
            Schedule = training.Schedule!.Build(),
            Accumulate = training.Accumulate,
            Clipping = training.Clipping?.Build(),
            Guard = training.Guard!.Build(),
            Regularizer = training.Regularizer?.Build(),
            EarlyStopping = training.EarlyStopping?.Build(),
        };
        transfer?.AddHooks(trainer);
        if (training.MaxNorm is { } limit) trainer.Hooks.Add(new MaxNorm(limit));
        if (training.Averaging is { } averaging) trainer.Hooks.Add(averaging.Build());
        return trainer;
    }

    /// <summary>The network with its first weights.</summary>
    /// <exception cref="ConfigurationException">Its layers or the loss do not fit the shapes.</exception>
    public static Module BuildModel(RunConfig config, in Shape input, TargetInfo target)
    {
        var isBinary = config.Training.Loss!.IsBinary;
        if (isBinary && target.Count != 2)
            throw new ConfigurationException($"training.loss: binary_cross_entropy judges two classes, but the data has {target.Count}; use cross_entropy.");
        var reason = isBinary ? "one for two classes" : target.Kind == TargetKind.Class ? $"one a class: {Shorten(target.Names)}" : $"one a number: {Shorten(target.Names)}";
        var model = config.Model.Network.Build(new NetworkBuilder(input, isBinary ? 1 : target.Count, reason));
        if (config.Model.Initializer is { } initializer)
            foreach (var (_, parameter) in model.NamedParameters())
                if (parameter.Shape.Rank >= 2) parameter.Initializer = initializer.Build();
        model.Initialize(config.Seed);
        return model;
    }

    private static string Shorten(IReadOnlyList<string> names) => names.Count <= 5 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(4))}, … {names[^1]}";
}
