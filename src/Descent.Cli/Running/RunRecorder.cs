using System.Diagnostics;
using System.Globalization;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>
/// Makes the run's folder when the trainer has checked everything and starts, or opens the one that the run goes on in; writes its history
/// epoch by epoch; and saves the last weights when it ends, before early stopping puts the best ones back.
/// </summary>
internal sealed class RunRecorder(PreparedRun run, RunTarget target, TensorBoardLog? log, TextWriter error) : TrainingHook
{
    private Trainer? _trainer;
    private HistoryFile? _history;
    private bool _isNamed;
    private bool _isFirstStep = Environment.GetEnvironmentVariable("DESCENT_START_PROBE") == "1";

    /// <summary>The folder; null until the run has started.</summary>
    public RunFolder? Folder { get; private set; }

    public override void OnStart(Trainer trainer)
    {
        _trainer = trainer;
        var config = run.Config;
        Folder = target is { Resumes: true, Folder: { } folder } ? RunFolder.Reopen(folder, config.Resolved) : RunFolder.Create(target.Folder, config.Name, config.Resolved);
        trainer.Checkpoints = config.Checkpoint?.Build(Folder.PathOf(RunFolder.CheckpointFolder), config.Resolved, warning => error.WriteLine($"descent: {warning}"));
        if (log is not null) log.Folder = Folder.PathOf(RunFolder.EventsFolder);
        _history = new HistoryFile(Folder.PathOf(RunFolder.HistoryFile));
    }

    /// <summary>The run stands where a checkpoint was saved, and so does its folder. (Not before: until then it may be another process's.)</summary>
    public override void Load(StateReader state)
    {
        WriteProcess();
        Folder!.WriteText(RunFolder.ConfigurationFile, run.Config.Resolved);
        File.Delete(Folder.PathOf(RunFolder.ResultFile)); // a run that has one is finished
        _history!.Rewrite(_trainer!.History.Epochs);
    }

    /// <summary>The folder is this process's by now.</summary>
    public override void OnEpochStart(Trainer trainer)
    {
        if (!_isNamed) WriteProcess();
    }

    public override void OnEpochEnd(Trainer trainer)
    {
        var epochs = trainer.History.Epochs;
        if (epochs.Count == 1) _history!.Rewrite(epochs); // whatever was left there by a run that was killed before its first checkpoint
        else _history!.Append(epochs[^1]);
    }

    public override void OnStepEnd(Trainer trainer)
    {
        if (!_isFirstStep) return;
        _isFirstStep = false;
        var elapsed = DateTime.Now - Process.GetCurrentProcess().StartTime;
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first step after {elapsed.TotalMilliseconds:0} ms"));
    }

    /// <summary>Says who trains here, so that a watcher can tell a long epoch from a run that was killed. It is a hint: if it cannot be written, nothing is lost.</summary>
    private void WriteProcess()
    {
        _isNamed = true;
        try
        {
            File.WriteAllBytes(Folder!.PathOf(RunFolder.ProcessFile), RunProcess.Current().ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    public override void OnEnd(Trainer trainer)
    {
        trainer.Model.Save(Folder!.PathOf(RunFolder.LastFile));
        Folder.WriteText(RunFolder.EncodingFile, run.Data.Encoding.ToJson() + "\n");
    }
}
