using System.Diagnostics;

namespace Descent.Cli;

/// <summary>Keeps the loss of every step, and when it ended; the clock stands still between epochs, while something else is measured.</summary>
internal sealed class StepRecorder : TrainingHook
{
    private readonly List<double> _losses = [], _seconds = [];
    private readonly Stopwatch _clock = new();

    public IReadOnlyList<double> Losses => _losses;

    public IReadOnlyList<double> Seconds => _seconds;

    public override void OnEpochStart(Trainer trainer) => _clock.Start();

    public override void OnStepEnd(Trainer trainer)
    {
        _losses.Add(trainer.BatchLoss);
        _seconds.Add(_clock.Elapsed.TotalSeconds);
    }

    public override void OnEpochTrained(Trainer trainer) => _clock.Stop();
}
