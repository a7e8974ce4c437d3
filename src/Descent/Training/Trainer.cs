namespace Descent;

/// <summary>
/// Trains a module: mini-batches, backpropagation, updates, validation after each epoch. Hooks may steer it; observers only watch.
/// </summary>
/// <param name="model">What is trained, in place.</param>
/// <param name="loss">What is made small.</param>
/// <param name="optimizer">How. If it has no parameters yet, it is given the model's.</param>
#pragma warning disable CA1001 // Fit disposes of the saver that it makes
public sealed partial class Trainer(Module model, Loss loss, Optimizer optimizer)
#pragma warning restore CA1001
{
    private readonly List<TrainingHook> _active = [];
    private MetricSet? _trainMetrics;
    private RunClock _clock = new();
    private EpochPhase _phase;
    private ResumePoint? _resume;
    private Action<Action?>? _rewind; // while it trains
    private DataLoader? _loader;
    private long _samples;
    private int _batchSize;
    private long _epochSamples;

    /// <summary>What is trained.</summary>
    public Module Model { get; } = model;

    /// <summary>What is made small.</summary>
    public Loss Loss { get; } = loss;

    /// <summary>How weights change.</summary>
    public Optimizer Optimizer { get; } = optimizer;

    /// <summary>Decides the order of samples and what dropout drops. The weights are the model's: see <see cref="Module.Initialize"/>.</summary>
    public ulong Seed { get; init; }

    /// <summary>When to stop before the last epoch; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>What pulls weights towards 0, besides the optimizer's weight decay; null for nothing. The loss is reported without it.</summary>
    public Regularizer? Regularizer { get; init; }

    /// <summary>What limits gradients before an update; null for nothing.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>What follows when a loss or a gradient is not finite, which is found before it is applied; null does not look.</summary>
    public Guard? Guard { get; init; } = Guard.Stop();

    /// <summary>What warns of a run that goes on but hardly learns; null does not look.</summary>
    public HealthChecks? Health { get; init; } = new();

    /// <summary>
    /// Batches an update: their gradients count as those of one batch, each by its samples, and the last update of an epoch takes what is
    /// left. (Batch normalization still sees each batch alone; a loss that weighs its rows weighs them within each batch.)
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>What mixes the samples of a batch with each other; null for nothing. The loss must take distributions over classes, as cross-entropy does.</summary>
    public BatchMix? Mix { get; init; }

    /// <summary>How the learning rate changes over the run; null leaves it as the optimizer has it.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>When and where the run is saved, so that it can be resumed; null for never. A hook may still set it in <see cref="TrainingHook.OnStart"/>.</summary>
    public Checkpoints? Checkpoints { get; set; }

    /// <summary>What else may steer the run, in the order of its calls.</summary>
    public IList<TrainingHook> Hooks { get; } = [];

    /// <summary>Who watches. They run on a thread of their own and cannot slow the run.</summary>
    public IList<ITrainingObserver> Observers { get; } = [];

    /// <summary>What is measured besides the loss; null chooses by the kind of target.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>The epoch that runs, from 1.</summary>
    public int Epoch { get; private set; }

    /// <summary>The epochs asked for.</summary>
    public int Epochs { get; private set; }

    /// <summary>Samples of this epoch that were consumed, up to the batch at hand.</summary>
    public long Consumed { get; private set; }

    /// <summary>Updates in an epoch.</summary>
    public long StepsPerEpoch { get; private set; }

    /// <summary>Updates made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The loss of the batch that was last trained on.</summary>
    public double BatchLoss { get; private set; }

    /// <summary>Samples trained on so far, and how long that took and waited for them; of a resumed run, the waiting since then.</summary>
    internal (long Samples, TimeSpan Training, TimeSpan Waited) Effort => (_samples, _clock.Training, _loader?.Waited ?? default);

    /// <summary>What happened so far.</summary>
    public History History { get; private set; } = new();

    /// <summary>Why the run ends before its last epoch; null while it goes on.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Whether the run ended because its caller cancelled it; it can be resumed.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Ends the run after the step at hand. The first reason given is the one recorded.</summary>
    /// <param name="reason">Why, for people to read.</param>
    /// <param name="failed">Whether that is a failure, such as a loss that is not a number.</param>
    public void Stop(string reason, bool failed = false)
    {
        if (StopReason is not null) return;
        StopReason = reason;
        History.Failed = failed;
    }

    /// <summary>Trains.</summary>
    /// <param name="train">What to train on.</param>
    /// <param name="validation">What to measure after each epoch; null to go without.</param>
    /// <param name="epochs">How many times to go through the training data.</param>
    /// <param name="batchSize">Samples an update.</param>
    /// <param name="cancel">Ends the run after the step at hand, with the reason "interrupted".</param>
    /// <returns>What happened, epoch by epoch. The model has its last weights, or its best where early stopping restores them.</returns>
    /// <exception cref="TrainingException">Something does not fit; all problems are listed, and nothing was trained.</exception>
    /// <exception cref="CheckpointException">The run cannot be saved, or not be resumed from where <see cref="Resume(string)"/> found it.</exception>
    public History Fit(Dataset train, Dataset? validation, int epochs, int batchSize, CancellationToken cancel = default)
    {
        Prepare(train, validation, epochs, batchSize);
        using var loader = _loader = new DataLoader(train, batchSize, Seed) { Mix = Mix };
        using var watchers = new ObserverChannel(Observers);
        using var saver = new Saver(this);
        _rewind = saver.AskRewind;
        _clock.Start();
        Start(saver);
        watchers.Started(this, train.Count);

        while (Epoch <= Epochs && (StopReason is null || _phase == EpochPhase.Validates))
        {
            try
            {
                TrainEpoch(loader, watchers, saver, cancel);
                if (saver.Rewind()) continue;
                if (_phase != EpochPhase.Validates) break; // an epoch that was cut short is not recorded
                Record(validation is null ? null : Measure(validation, null, isValidation: true, cancel));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                IsInterrupted = StopReason is null;
                Stop("interrupted");
                break;
            }

            watchers.EpochEnded(this);
            (Epoch, Consumed, _phase) = (Epoch + 1, 0, EpochPhase.Begins);
            saver.EpochEnded();
        }

        Guard?.Conclude();
        saver.Finish();
        _rewind = null;
        if (_phase == EpochPhase.Begins) Epoch--;
        foreach (var hook in _active) hook.OnEnd(this);
        History.End(StopReason ?? "all epochs done", _clock, _samples, loader.Waited);
        watchers.Ended(this);
        return History;
    }

    /// <summary>The loss and the metrics over a data set, in evaluation mode.</summary>
    /// <param name="data">The samples; at least one.</param>
    /// <param name="batchSize">Samples a forward pass; null for <see cref="DataLoader.EvaluationBatch"/>. It changes speed and memory; the loss only where its mean weighs rows differently (class weights, ignored rows), and by rounding.</param>
    /// <param name="cancel">Ends it between two batches.</param>
    /// <exception cref="TrainingException">The data set is empty.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MetricValues Evaluate(Dataset data, int? batchSize = null, CancellationToken cancel = default) => Measure(data, batchSize, isValidation: false, cancel);

    private MetricValues Measure(Dataset data, int? batchSize, bool isValidation, CancellationToken cancel)
    {
        if (data.Count == 0) throw new TrainingException(["Evaluate: the data set has no samples."]);
        var metrics = new MetricSet(Metrics ?? Descent.Metrics.DefaultFor(data.Target, Loss.TakesProbabilities), Loss.Reduction);
        var training = Metrics is null || _trainMetrics is null ? null : new TrainingState(); // metrics of the user's own serve the epoch in progress, too
        training?.Take(_trainMetrics!);
        metrics.Reset();
        var modes = Model.NamedModules().Select(m => (m.Module, m.Module.Training)).ToList();
        Model.Eval();
        try
        {
            using var loader = new DataLoader(data, batchSize ?? DataLoader.EvaluationBatch(data.InputShape), shuffle: false) { Augment = false };
            using var noGrad = new NoGrad();
            foreach (var batch in loader.Epoch(0, cancel: cancel))
            {
                using var step = new Step(Seed, 0, batch.FirstSample);
                var predictions = Model.Forward(batch.Inputs);
                metrics.Add(Loss.Compute(predictions, batch.Targets).Item(), predictions, batch);
                if (!isValidation) continue;
                foreach (var hook in _active) hook.OnValidationBatch(this, batch, predictions);
            }

            return metrics.Values();
        }
        finally
        {
            foreach (var (module, isTraining) in modes) module.Training = isTraining;
            if (training is not null) _trainMetrics!.Load(new StateReader(training, nameof(Evaluate)));
        }
    }

    /// <summary>Starts hooks, and the run itself: from the beginning, or where it was.</summary>
    private void Start(Saver saver)
    {
        foreach (var hook in _active) hook.OnStart(this);
        if (this is { Guard.Action: GuardAction.Restore, Checkpoints: null }) throw new TrainingException(["the guard is to restore the last checkpoint, but there are none; set Checkpoints, or use Guard.Skip() or Guard.Stop()."]);
        var point = _resume;
        (_resume, Epoch) = (null, 1);
        saver.Open();
        if (point is { Checkpoint: { } checkpoint, State: { } state }) Load(new StateReader(state, checkpoint.Name));
        foreach (var damage in point?.Damaged ?? []) History.Warn($"a checkpoint is damaged, and an older one was taken: {damage}");
        saver.Begin(point);
    }

    /// <summary>Trains on what is left of the epoch, until something stops it.</summary>
    private void TrainEpoch(DataLoader loader, ObserverChannel watchers, Saver saver, CancellationToken cancel)
    {
        if (_phase == EpochPhase.Begins)
        {
            foreach (var hook in _active) hook.OnEpochStart(this);
            _trainMetrics!.Reset();
            _phase = EpochPhase.Trains;
        }

        if (_phase != EpochPhase.Trains) return;
        Model.Train();
        _clock.StartTraining();
        try
        {
            foreach (var batch in loader.Epoch(Epoch - 1, Consumed, cancel))
            {
                TrainStep(batch);
                watchers.Stepped(this, batch);
                if (StopReason is not null || saver.IsRewinding) break;
                saver.Stepped();
            }
        }
        finally
        {
            _clock.StopTraining();
        }

        if (Consumed < _epochSamples || saver.IsRewinding) return;
        foreach (var hook in _active) hook.OnEpochTrained(this);
        _phase = EpochPhase.Validates;
    }

    private void Record(MetricValues? validation)
    {
        History.Add(new EpochRecord(Epoch, _trainMetrics!.Values(), validation, Optimizer.LearningRate, _clock.Total.TotalSeconds)
        {
            Penalty = Regularizer?.Value(Model),
            Zeros = Regularizer?.ZerosIn(Model).Share,
        });
        foreach (var hook in _active) hook.OnEpochEnd(this);
    }

    /// <summary>One step: forward, loss, backward, update.</summary>
    private void TrainStep(Batch batch)
    {
        var (start, end) = UpdateWindow(batch.FirstSample);
        Consumed = batch.FirstSample + batch.Count;
        if (Guard?.Leaves(batch, start) == true) return;
        using var step = OpenStep(batch);
        Tensor predictions;
        using (Health?.Look(this, batch)) predictions = Model.Forward(batch.Inputs);
        var value = Loss.Compute(predictions, batch.LossTargets);
        BatchLoss = value.Item();
        if (Guard?.Accepts(batch, BatchLoss, end) == false) return;
        _trainMetrics!.Add(BatchLoss, predictions, batch);
        Weigh(value, batch).Backward(release: true);
        _samples += batch.Count;
        var isWhole = Consumed == end;
        if (isWhole)
            foreach (var hook in _active) hook.OnGradients(this);
        if (Guard?.Accepts(batch, isWhole ? Clipping : null, end) == false || !isWhole) return;
        if (Guard is null) Clipping?.Apply(Optimizer);
        Optimizer.Update();
        Steps++;
        foreach (var hook in _active) hook.OnStepEnd(this);
    }

    /// <summary>Updates in an epoch of so many samples.</summary>
    internal static long UpdatesIn(long samples, int batchSize, int accumulate) => (samples + (long)batchSize * accumulate - 1) / ((long)batchSize * accumulate);

    /// <summary>The step of a batch, whose random numbers are a function of its place.</summary>
    internal Step OpenStep(Batch batch) => new(Seed, Epoch - 1, batch.FirstSample);

    /// <summary>What a batch's loss adds to that of its update.</summary>
    internal Tensor Weigh(Tensor loss, Batch batch)
    {
        if (Accumulate == 1 || Loss.Reduction != Reduction.Mean) return loss;
        var (start, end) = UpdateWindow(batch.FirstSample);
        return loss * ((double)batch.Count / (end - start));
    }

    /// <summary>Multiplies the learning rate of the rest of the run, whatever schedule shapes it.</summary>
    internal void ScaleRate(double factor)
    {
        Optimizer.LearningRate *= factor;
        foreach (var hook in _active.OfType<ScheduleHook>()) hook.Scale(factor);
    }

    /// <summary>The samples of the update that a sample is part of.</summary>
    private (long Start, long End) UpdateWindow(long sample)
    {
        var size = (long)_batchSize * Accumulate;
        var start = sample / size * size;
        return (start, Math.Min(start + size, _epochSamples));
    }

    /// <summary>Checks everything that can be checked, and starts from nothing.</summary>
    private void Prepare(Dataset train, Dataset? validation, int epochs, int batchSize)
    {
        if (Optimizer.Parameters.Count == 0) Optimizer.Attach(Model);
        _active.Clear();
        if (Schedule is not null) _active.Add(new ScheduleHook(Schedule)); // first, so that other hooks see the rate of the update
        if (Health is not null) _active.Add(Health);
        _active.AddRange(Hooks);
        if (EarlyStopping is not null) _active.Add(EarlyStopping); // last, so that other hooks see the last weights before it restores the best
        var metrics = Metrics ?? Descent.Metrics.DefaultFor(train.Target, Loss.TakesProbabilities);
        (_batchSize, _epochSamples) = (batchSize, train.Count);
        TrainingChecks.Run(this, metrics, train, validation, epochs, batchSize);
        _trainMetrics = new MetricSet(metrics, Loss.Reduction);
        StepsPerEpoch = UpdatesIn(train.Count, batchSize, Accumulate);
        Optimizer.Penalize(Regularizer, Model);
        Guard?.Start(this);
        (Epochs, Epoch, Consumed, Steps, _samples, _phase) = (epochs, 0, 0, 0, 0, EpochPhase.Begins);
        (StopReason, IsInterrupted, History, _clock) = (null, false, new History(), new RunClock());
        History.Watch(EarlyStopping?.Metric ?? (validation is null ? "train.loss" : "validation.loss"), metrics);
    }
}
