using System.Security.Cryptography;
using System.Text;

namespace Descent.Tests.Checkpointing;

/// <summary>
/// A training that takes milliseconds and has everything in it that steps change: batch normalization, dropout, a last partial batch,
/// accumulation, averages, early stopping, a schedule that looks at results. Every way of making it is made again for each resume.
/// </summary>
internal sealed class SmallRun
{
    public const string Folder = "/run/checkpoints";

    public Func<Optimizer> Optimizer { get; init; } = () => new Adam(0.01);

    public Func<Schedule?> Schedule { get; init; } = () => null;

    public Func<EarlyStopping?> EarlyStopping { get; init; } = () => null;

    public Func<IEnumerable<TrainingHook>> Hooks { get; init; } = () => [];

    public Func<Regularizer?> Regularizer { get; init; } = () => null;

    public Func<GradientClipping?> Clipping { get; init; } = () => null;

    public Func<IReadOnlyList<Metric>>? Metrics { get; init; }

    public int Accumulate { get; init; } = 1;

    public int Epochs { get; init; } = 3;

    public bool HasValidation { get; init; } = true;

    /// <summary>Everything in it at once.</summary>
    public static SmallRun Whole { get; } = new()
    {
        Optimizer = () => new Adam(0.02),
        Accumulate = 2,
        Epochs = 16,
        Schedule = () => new WarmupSchedule(new PlateauSchedule(factor: 0.5, patience: 1, threshold: 10, relative: false, cooldown: 2), steps: 2),
        EarlyStopping = () => new EarlyStopping(patience: 6, metric: "validation.accuracy"),
        Hooks = () => [new BestWeights(), new ExponentialAveraging(0.9), new StochasticAveraging(2), new Unfreeze()],
        Regularizer = () => new ElasticNet(1e-3, 0.5),
        Clipping = () => new GradientClipping(globalNorm: 1),
        Metrics = () => [new Accuracy(), new Recall(ClassAverage.Macro), new RocAuc(), new TopK(2)],
    };

    /// <summary>23 samples of 3 classes: batches of 5 leave one of 3.</summary>
    public static InMemoryDataset Data(int samples = 23, int seed = 1)
    {
        var random = new Random(seed);
        return new InMemoryDataset([.. Enumerable.Range(0, samples * 6).Select(_ => (float)random.NextDouble())], [6], [.. Enumerable.Range(0, samples).Select(i => i % 3)], ["a", "b", "c"]);
    }

    /// <summary>Makes the trainer, with its own copy of everything.</summary>
    public Trainer Make(Checkpoints? checkpoints, CancellationTokenSource? cancel = null, int cancelAt = 0, params TrainingHook[] more)
    {
        var model = new Sequential(new CancelAt(cancel, cancelAt), new Linear(6, 8), new BatchNorm1d(8), new ReLU(), new Dropout(keep: 0.7), new Linear(8, 3));
        model.Initialize(7);
        var trainer = new Trainer(model, new CrossEntropy(), Optimizer())
        {
            Seed = 11,
            Schedule = Schedule(),
            EarlyStopping = EarlyStopping(),
            Regularizer = Regularizer(),
            Clipping = Clipping(),
            Accumulate = Accumulate,
            Metrics = Metrics?.Invoke(),
            Checkpoints = checkpoints,
        };
        foreach (var hook in Hooks()) trainer.Hooks.Add(hook);
        foreach (var hook in more) trainer.Hooks.Add(hook);
        return trainer;
    }

    public History Fit(Trainer trainer, int? epochs = null, CancellationToken cancel = default) =>
        trainer.Fit(Data(), HasValidation ? Data(17, seed: 2) : null, epochs ?? Epochs, batchSize: 5, cancel);

    /// <summary>Runs from beginning to end with a checkpoint at every update and epoch, all kept.</summary>
    public MemoryDisk Straight()
    {
        var disk = new MemoryDisk();
        Fit(Make(EveryUpdate(disk)));
        return disk;
    }

    /// <summary>Goes on from the newest checkpoint on the disk, to the end.</summary>
    public Trainer Resume(MemoryDisk disk)
    {
        var trainer = Make(EveryUpdate(disk));
        trainer.Resume(ResumePoint.Find(disk, Folder));
        Fit(trainer);
        return trainer;
    }

    public static Checkpoints EveryUpdate(MemoryDisk disk) => new(Folder) { EverySteps = 1, EveryEpochs = 1, Keep = int.MaxValue, Waits = true, Disk = disk };

    /// <summary>The numbers of the saves on a disk, oldest first.</summary>
    public static IReadOnlyList<long> SavesOn(MemoryDisk disk) => [.. new CheckpointStore(disk, Folder).List().Select(c => c.Save).Order()];

    /// <summary>A disk as it was when a save had just been made, with no later one.</summary>
    public static MemoryDisk Until(MemoryDisk disk, long save) => new(disk.Files.Where(f =>
        !CheckpointFiles.IsOurs(Path.GetFileName(f.Key), out var name) || long.Parse(name.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture) <= save));

    /// <summary>A hash of each checkpoint's whole state, by the place it has in the run; the last saved of a place counts. Times are left out.</summary>
    public static Dictionary<string, string> Chain(MemoryDisk disk)
    {
        var chain = new Dictionary<string, string>();
        foreach (var save in SavesOn(disk))
        {
            var point = ResumePoint.Find(Until(disk, save), Folder);
            chain[$"epoch {point.State!.Values["run/epoch"]}, phase {point.State.Values["run/phase"]}, sample {point.State.Values["run/consumed"]}"] = Hash(point.State);
        }

        return chain;
    }

    /// <summary>The same of a folder.</summary>
    public static Dictionary<string, string> Chain(string folder) =>
        Chain(new MemoryDisk(Directory.GetFiles(folder).Select(f => KeyValuePair.Create($"{Folder}/{Path.GetFileName(f)}", File.ReadAllBytes(f)))));

    /// <summary>A hash of a state without its times.</summary>
    public static string Hash(TrainingState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in state.Values.Where(v => !IsTime(v.Key))) hash.AppendData(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        foreach (var (name, tensor) in state.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {tensor.Shape} {tensor.Type}\n"));
            if (name != "history/epochs") hash.AppendData(Safetensors.Bytes(tensor));
            else
            {
                var numbers = tensor.ToArray<double>();
                for (var i = 0; i < numbers.Length; i++)
                    if (i % state.Values["history/columns"].Split('\n').Length != 2) hash.AppendData(BitConverter.GetBytes(numbers[i])); // column 2 is the time
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static bool IsTime(string name) => name.StartsWith("run/clock/", StringComparison.Ordinal);

    /// <summary>Trains the last layer alone in the first epoch, and says so.</summary>
    private sealed class Unfreeze : TrainingHook
    {
        public override void OnStart(Trainer trainer) => First(trainer).Trainable = false;

        public override void OnEpochStart(Trainer trainer)
        {
            if (trainer.Epoch != 2) return;
            First(trainer).Trainable = true;
            trainer.History.Warn("all layers are trained from now on");
        }

        private static Parameter First(Trainer trainer) => trainer.Model.NamedParameters()[0].Parameter;
    }

    /// <summary>Passes its input on, and cancels the run in a forward pass of its choice.</summary>
    private sealed class CancelAt(CancellationTokenSource? cancel, int at) : Module
    {
        private int _passes;

        protected override Tensor Compute(Tensor x)
        {
            if (Training && ++_passes == at) cancel?.Cancel();
            return x;
        }
    }
}
