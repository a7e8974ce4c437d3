using System.Diagnostics;

namespace Descent;

/// <summary>
/// Writes what a run does as event files that TensorBoard reads (<c>tensorboard --logdir runs</c>): the loss, the learning rate and the gradients'
/// norm every few updates, samples a second and the share of waiting for data, all metrics each epoch, histograms of weights and gradients, and pictures of augmented samples. It never fails a run: what cannot be
/// written is warned of, and the rest left out. A resumed run adds a file that voids what the earlier ones say of later steps.
/// </summary>
/// <param name="folder">The folder of the files; it is made when the first is.</param>
#pragma warning disable CA1001 // the run's end closes the file; after an exception, which ends it without, the collector does
public sealed class TensorBoardLog(string folder) : TrainingHook
#pragma warning restore CA1001
{
    /// <summary>Histograms are left out while those so far took more of the run's time than this: a log may not slow what it logs.</summary>
    private const double HistogramShare = 0.01;

    /// <summary>The norm of gradients, which reads them all once more, is left out at half of that.</summary>
    private const double NormPart = 0.5;

    /// <summary>Whoever watches a run live sees what was within a second; more often, the system would be called for little.</summary>
    private static readonly TimeSpan s_flush = TimeSpan.FromSeconds(0.4);

    private readonly List<(string Name, Histogram Histogram)> _gradients = [];
    private readonly GradientClipping _meter = GradientClipping.Meter();
    private Trainer? _trainer;
    private EventFile? _file;
    private Stopwatch _clock = new();
    private TimeSpan _spent;
    private TimeSpan _spentOnNorms;
    private TimeSpan _flushed;
    private (long Samples, TimeSpan Training, TimeSpan Waited) _effort;
    private double _norm = double.NaN;
    private long _gradientStep;
    private long? _resumedAt;
    private bool _hasFailed;

    /// <summary>The folder of the files; another may be named until the run starts.</summary>
    public string Folder { get; set; } = folder;

    /// <summary>Updates from one value of loss and learning rate to the next, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int EverySteps
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"TensorBoardLog: EverySteps is {value}; it must be 1 or more.");
    } = 10;

    /// <summary>Whose first samples are shown as the first epoch sees them, if they are images of 1, 3 or 4 channels; null for none.</summary>
    public Dataset? Samples { get; init; }

    /// <summary>How many of them.</summary>
    public int SampleCount { get; init; } = 8;

    /// <summary>Whether histograms are written.</summary>
    public bool Histograms { get; init; } = true;

    internal double Share { get; init; } = HistogramShare;

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer)
    {
        (_trainer, _clock, _spent, _spentOnNorms, _flushed, _gradientStep, _resumedAt, _hasFailed) = (trainer, Stopwatch.StartNew(), default, default, default, 0, null, false);
        (_effort, _norm) = (trainer.Effort, double.NaN);
        _gradients.Clear();
    }

    /// <inheritdoc/>
    public override void Load(StateReader state) => Try(() =>
    {
        // The file is made at the first value: another process may still have the folder.
        _resumedAt = _trainer!.Steps;
        _effort = _trainer.Effort;
        _file?.Restart(_trainer.Steps + 1);
    });

    /// <inheritdoc/>
    public override void OnEpochStart(Trainer trainer)
    {
        if (trainer.Epoch == 1 && Samples is not null) Try(WriteSamples);
    }

    /// <inheritdoc/>
    public override void OnGradients(Trainer trainer)
    {
        if ((trainer.Steps + 1) % EverySteps == 0) MeasureNorm(trainer);

        // Gradients are gone when the epoch ends: those of one update in as many as an epoch has are kept for then.
        if (!Histograms || _hasFailed || trainer.Steps + 1 < _gradientStep + trainer.StepsPerEpoch || IsTooCostly) return;
        _gradientStep = trainer.Steps + 1;
        var start = Stopwatch.GetTimestamp();
        _gradients.Clear();
        foreach (var (name, parameter) in trainer.Model.NamedParameters())
            if (parameter.Grad is { } gradient && Histogram.Of(gradient) is { } histogram) _gradients.Add((name, histogram));
        _spent += Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        if (trainer.Steps % EverySteps != 0) return;
        Try(() =>
        {
            File.Scalar("loss/batch", trainer.BatchLoss, trainer.Steps);
            File.Scalar("learning_rate", trainer.Optimizer.LearningRate, trainer.Steps);
            var norm = trainer.Clipping?.LastNorm ?? _norm; // clipping has measured it already, before it limited anything
            if (!double.IsNaN(norm)) File.Scalar("gradient_norm", norm, trainer.Steps);
            if (_clock.Elapsed - _flushed <= s_flush) return;
            WriteEffort(trainer);
            Flush();
        });
    }

    /// <inheritdoc/>
    public override void OnEpochTrained(Trainer trainer) => Try(() =>
    {
        WriteEffort(trainer);
        Flush(); // a validation may take long
    });

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer) => Try(() =>
    {
        var record = trainer.History.Epochs[^1];
        foreach (var (name, value) in record.Train) File.Scalar($"{name}/train", value, trainer.Steps);
        foreach (var (name, value) in record.Validation ?? []) File.Scalar($"{name}/validation", value, trainer.Steps);
        if (record.Penalty is { } penalty) File.Scalar("penalty", penalty, trainer.Steps);
        if (record.Zeros is { } zeros) File.Scalar("zeros", zeros, trainer.Steps);
        if (Histograms) WriteHistograms(trainer);
        Flush();
    });

    /// <inheritdoc/>
    public override void OnEnd(Trainer trainer) => Try(() =>
    {
        _file?.Dispose();
        _file = null;
    });

    private bool IsTooCostly => _spent > _clock.Elapsed * Share;

    private EventFile File
    {
        get
        {
            if (_file is not null) return _file;
            _file = new EventFile(Folder);
            if (_resumedAt is { } step) _file.Restart(step + 1);
            return _file;
        }
    }

    private void Flush()
    {
        File.Flush();
        _flushed = _clock.Elapsed;
    }

    private void MeasureNorm(Trainer trainer)
    {
        _norm = double.NaN;
        if (_hasFailed || trainer.Clipping is not null || _spentOnNorms > _clock.Elapsed * Share * NormPart) return;
        var start = Stopwatch.GetTimestamp();
        _norm = _meter.Measure(trainer.Optimizer);
        _spentOnNorms += Stopwatch.GetElapsedTime(start);
    }

    /// <summary>How fast the run was since the last time: samples a second of training, and the share of it that it waited for data.</summary>
    private void WriteEffort(Trainer trainer)
    {
        var now = trainer.Effort;
        var (samples, training, waited) = (now.Samples - _effort.Samples, now.Training - _effort.Training, now.Waited - _effort.Waited);
        _effort = now;
        if (samples <= 0 || training <= TimeSpan.Zero) return; // a run that went back to a checkpoint
        File.Scalar("samples_per_second", samples / training.TotalSeconds, trainer.Steps);
        File.Scalar("data_wait", Math.Clamp(waited / training, 0, 1), trainer.Steps);
    }

    private void WriteHistograms(Trainer trainer)
    {
        foreach (var (name, histogram) in _gradients) File.Histogram($"gradients/{name}", histogram, _gradientStep);
        _gradients.Clear();
        if (trainer.Epoch > 1 && IsTooCostly) return;
        var start = Stopwatch.GetTimestamp();
        foreach (var (name, parameter) in trainer.Model.NamedParameters())
            if (parameter.Trainable && Histogram.Of(parameter) is { } histogram) File.Histogram($"weights/{name}", histogram, trainer.Steps);
        _spent += Stopwatch.GetElapsedTime(start);
    }

    private void WriteSamples()
    {
        var shape = Samples!.InputShape;
        if (shape.Rank != 3 || shape[2] is not (1 or 3 or 4)) return;
        var images = new float[Math.Min(SampleCount, Samples.Count)][];
        for (var i = 0; i < images.Length; i++) Samples.ReadTrainingInput(i, 0, images[i] = new float[shape.Size]);
        if (images.Length == 0) return;

        // One scale for all: a change of brightness stays one.
        float low = images.Min(x => x.Min()), high = images.Max(x => x.Max());
        var scale = high > low ? byte.MaxValue / (high - low) : 0;
        for (var i = 0; i < images.Length; i++)
            File.Image($"augmented/{i}", shape[0], shape[1], shape[2], Array.ConvertAll(images[i], v => (byte)MathF.Round((v - low) * scale)), 0);
    }

    private void Try(Action write)
    {
        if (_hasFailed) return;
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataException)
        {
            _hasFailed = true;
            _trainer!.History.Warn($"{Folder}: the log for TensorBoard ends here, in step {_trainer.Steps}: {e.Message}");
        }
    }
}
