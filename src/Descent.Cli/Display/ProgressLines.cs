using System.Diagnostics;

namespace Descent.Cli;

/// <summary>Progress for files and pipes: a line for the first epoch, then at most one a second.</summary>
internal sealed class ProgressLines(TextWriter writer) : ITrainingObserver
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly Stopwatch _clock = new();
    private TimeSpan _last;
    private long _samples;

    public void Observe(in TrainingEvent e)
    {
        if (e.Kind == TrainingEventKind.Started) _clock.Restart();
        if (e.Kind != TrainingEventKind.EpochEnded) return;
        _samples += e.SamplesPerEpoch;
        var now = _clock.Elapsed;
        if (e.Epoch > 1 && e.Epoch < e.Epochs && now - _last < s_interval) return;
        _last = now;
        writer.WriteLine($"epoch {e.Epoch}/{e.Epochs}  {ProgressText.Epoch(e.Record!)}  {ProgressText.Rate(_samples / now.TotalSeconds)}  {ProgressText.Remaining(ProgressText.ShareDone(e), now)}");
    }
}
