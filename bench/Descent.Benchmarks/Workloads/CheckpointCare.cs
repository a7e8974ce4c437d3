namespace Descent.Benchmarks;

/// <summary>
/// A checkpoint every so many steps, of all that <c>descent train</c> saves: weights, the optimizer's state, and the best weights that early
/// stopping and the run keep. Written to the disk by another thread, the newest three kept.
/// </summary>
internal sealed class CheckpointCare(int every) : StepCare
{
    private readonly TrainingState _copy = new();
    private Trainer _trainer = null!;
    private CheckpointStore _store = null!;
    private Task _writing = Task.CompletedTask;
    private long _steps;
    private long _saves;

    public override void Prepare(StepWorkload workload)
    {
        var folder = Directory.CreateTempSubdirectory("descent-benchmark-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        _store = new CheckpointStore(Disk.Real, folder);
        _trainer = new Trainer(workload.Model, workload.Loss, workload.Optimizer) { EarlyStopping = new(metric: "train.loss"), Hooks = { new BestWeights() } };

        // One step of the trainer's own: its state is then a whole one.
        var inputs = workload.X.ToArray<float>();
        var data = new InMemoryDataset(inputs, [.. workload.X.Shape.ToArray()[1..]], workload.Y.ToArray<int>(), [.. Enumerable.Range(0, 10).Select(c => $"{c}")]);
        _trainer.Fit(data, null, epochs: 1, workload.Batch);
    }

    public override void AfterUpdate()
    {
        if (++_steps % every != 0) return;
        _writing.Wait();
        _copy.Take(_trainer);
        var checkpoint = new Checkpoint(_store.Folder, ++_saves, _steps, 1, 0);
        _writing = Task.Run(() =>
        {
            _store.Write(_copy, checkpoint);
            _store.Retain(keep: 3, keepEvery: null, keepBest: false);
        });
    }
}
