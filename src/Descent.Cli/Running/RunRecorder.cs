using System.Diagnostics;
using System.Globalization;

namespace Descent.Cli;

/// <summary>
/// Makes the run's folder when the trainer has checked everything and starts, and saves the last weights when it ends, before early
/// stopping puts the best ones back.
/// </summary>
internal sealed class RunRecorder(PreparedRun run, string? outPath, TextWriter error) : TrainingHook
{
    private bool _isFirstStep = Environment.GetEnvironmentVariable("DESCENT_START_PROBE") == "1";

    /// <summary>The folder; null until the run has started.</summary>
    public RunFolder? Folder { get; private set; }

    public override void OnStart(Trainer trainer) => Folder = RunFolder.Create(outPath, run.Config.Name, run.Config.Resolved);

    public override void OnStepEnd(Trainer trainer)
    {
        if (!_isFirstStep) return;
        _isFirstStep = false;
        var elapsed = DateTime.Now - Process.GetCurrentProcess().StartTime;
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first step after {elapsed.TotalMilliseconds:0} ms"));
    }

    public override void OnEnd(Trainer trainer)
    {
        trainer.Model.Save(Folder!.PathOf(RunFolder.LastFile));
        Folder.WriteText(RunFolder.EncodingFile, run.Data.Encoding.ToJson() + "\n");
    }
}
