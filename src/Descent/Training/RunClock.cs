using System.Diagnostics;

namespace Descent;

/// <summary>How long a run takes, through all its interruptions: in all, and for training alone.</summary>
internal sealed class RunClock : IStateful
{
    private readonly Stopwatch _total = new();
    private readonly Stopwatch _training = new();
    private TimeSpan _totalBefore;
    private TimeSpan _trainingBefore;

    /// <summary>The time of the whole run.</summary>
    public TimeSpan Total => _totalBefore + _total.Elapsed;

    /// <summary>The time of its training, without validation.</summary>
    public TimeSpan Training => _trainingBefore + _training.Elapsed;

    /// <summary>The part of the training that this process spent waiting for data, 0 … 1.</summary>
    public double ShareOf(TimeSpan waited) => _training.Elapsed > TimeSpan.Zero ? Math.Min(1, waited / _training.Elapsed) : 0;

    public void Start() => _total.Start();

    public void StartTraining() => _training.Start();

    public void StopTraining() => _training.Stop();

    public void Save(StateWriter state)
    {
        state.Add("total", Total.TotalSeconds);
        state.Add("training", Training.TotalSeconds);
    }

    public void Load(StateReader state)
    {
        (_totalBefore, _trainingBefore) = (TimeSpan.FromSeconds(state.Number("total")), TimeSpan.FromSeconds(state.Number("training")));
        var isRunning = _total.IsRunning;
        _total.Reset();
        _training.Reset();
        if (isRunning) _total.Start();
    }
}
