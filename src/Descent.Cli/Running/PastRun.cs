using System.Text.Json;

namespace Descent.Cli;

/// <summary>What a run that shall go on left in its folder.</summary>
/// <param name="Point">Where it can go on from.</param>
/// <param name="Document">Its result.json, if the run is finished and nothing is left to do.</param>
internal sealed record PastRun(ResumePoint Point, string? Document)
{
    /// <summary>Whether the finished run had failed; it then has no best weights.</summary>
    public bool HasFailed { get; private init; }

    /// <summary>Looks into the folder.</summary>
    /// <exception cref="ConfigurationException">The run was started with another configuration.</exception>
    /// <exception cref="FileException">Its result is damaged.</exception>
    public static PastRun Read(string folder, RunConfig config)
    {
        var point = ResumePoint.Find(Path.Combine(folder, RunFolder.CheckpointFolder));
        var started = Path.Combine(folder, RunFolder.ConfigurationFile);
        IReadOnlyList<string> changed = [];
        if (point.Checkpoint?.Configuration is { } configuration) changed = ConfigurationChanges.Check(folder, configuration, config.Resolved);
        else if (File.Exists(started) && new FileInfo(started).Length > 0) changed = ConfigurationChanges.Check(folder, RunConfig.Load(started, []).Resolved, config.Resolved);
        var path = Path.Combine(folder, RunFolder.ResultFile);
        if (!File.Exists(path)) return new PastRun(point, null);
        var document = File.ReadAllText(path).TrimEnd();
        var result = RunResult.Read(path, document);
        var hasFailed = !File.Exists(Path.Combine(folder, RunFolder.BestFile));
        var mayHold = hasFailed && changed.Contains(ConfigurationChanges.Guard);
        var isDone = !mayHold && result.StopReason != RunResult.Interrupted && !(result.StopReason == RunResult.AllEpochs && config.Training.Epochs > result.Epochs);
        return new PastRun(point, isDone ? document : null) { HasFailed = hasFailed };
    }
}
