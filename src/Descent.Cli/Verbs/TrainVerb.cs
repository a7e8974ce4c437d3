using System.CommandLine;
using System.Globalization;

namespace Descent.Cli;

/// <summary><c>descent train [run.yaml]</c>.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        var command = new Command("train", "Train a network, judge it on data it has not seen, and keep it in a folder of its own");
        RunFileArguments.AddTo(command);
        RunTarget.AddTo(command);
        DashboardCompanion.AddTo(command);
        command.SetAction(parsed =>
        {
            using var dashboard = DashboardCompanion.From(parsed, Terminal.For(parsed));
            return Run(RunTarget.From(parsed), dashboard, Terminal.For(parsed));
        });
        return command;
    }

    private static int Run(RunTarget target, DashboardCompanion? dashboard, Terminal terminal)
    {
        var config = target.Config;
        var past = target is { Resumes: true, Folder: { } existing } ? PastRun.Read(existing, config) : null;
        if (past?.Document is not null) return Report(past, target.Folder!, terminal);
        var run = PreparedRun.From(config, terminal.Error);
        var trainer = run.CreateTrainer();
        var best = new BestWeights();
        var log = config.Training.Log.Build(RunFolder.EventsFolder, run.Data.Train);
        var recorder = new RunRecorder(run, target, log, terminal.Error);
        if (past is not null)
        {
            terminal.Error.WriteLine($"descent: {(past.Point.Checkpoint is null ? "starting from the beginning: " : "going on from ")}{past.Point}");
            trainer.Resume(past.Point);
        }

        trainer.Hooks.Add(best);
        trainer.Hooks.Add(recorder);
        if (log is not null) trainer.Hooks.Add(log);
        trainer.Hooks.Add(new ValidationRecorder(run.Data, () => recorder.Folder!, terminal.Error));
        if (dashboard is not null) trainer.Hooks.Add(new DashboardHook(dashboard, () => recorder.Folder!));
        trainer.Observers.Add(terminal.IsLive ? new ProgressBarObserver() : new ProgressLines(terminal.Error));
        using var interruption = new Interruption();
        RunData data;
        History history;
        try
        {
            if (past?.Point.Checkpoint is null) run.Transfer?.TrainHead(run, terminal.Error, interruption.Token);
            data = run.Transfer?.Cache(run.Data, config.Data, terminal.Error, interruption.Token) ?? run.Data;
            history = trainer.Fit(data.Train, data.Validation, config.Training.Epochs, config.Training.BatchSize, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.IsRequested)
        {
            terminal.Error.WriteLine("descent: interrupted before the first step; nothing was written.");
            return ExitCode.Interrupted;
        }
        catch
        {
            if (trainer.Checkpoints?.Last is { } last) terminal.Error.WriteLine($"descent: the run ended early; its last checkpoint is {last}. To go on from there: {HowToGoOn(recorder.Folder!)}");
            throw;
        }

        var folder = recorder.Folder!;
        if (!config.Training.KeepsLast) best.Restore();
        if (!history.Failed) run.Model.Save(folder.PathOf(RunFolder.BestFile));
        var isInterrupted = trainer.IsInterrupted;
        var result = Judge(run, data, trainer, folder, mayMeasure: !history.Failed && !isInterrupted);
        if (config.Training.Log.Report) RunReport.Write(folder, run, data, trainer, result, terminal.Error);
        var document = Json.Write(result.Write);
        folder.WriteText(RunFolder.ResultFile, document + "\n");
        File.Delete(folder.PathOf(RunFolder.ProcessFile));
        Tell(result, terminal);
        if (terminal.IsJson) terminal.Out.WriteLine(document);
        if (isInterrupted && trainer.Checkpoints?.Last is { } saved) terminal.Error.WriteLine($"The run is saved at {saved}. To go on: {HowToGoOn(folder)}");
        if (history.Failed) terminal.Error.WriteLine($"descent: the run failed: {history.StopReason}. {Advice(config)}");
        dashboard?.StayUntil(interruption.Token);
        return history.Failed ? ExitCode.Failed : isInterrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    /// <summary>Says again what a finished run came to.</summary>
    private static int Report(PastRun past, string folder, Terminal terminal)
    {
        terminal.Error.WriteLine($"descent: the run in {folder} is finished.");
        Tell(RunResult.Read(folder, past.Document!), terminal);
        if (terminal.IsJson) terminal.Out.WriteLine(past.Document);
        return past.HasFailed ? ExitCode.Failed : ExitCode.Done;
    }

    private static string HowToGoOn(RunFolder folder) => $"descent train --resume {folder.InCommand}";

    /// <summary>Measures the weights that are kept on every part; a run that was cut short reports what its best epoch had measured.</summary>
    private static RunResult Judge(PreparedRun run, RunData data, Trainer trainer, RunFolder folder, bool mayMeasure)
    {
        var history = trainer.History;
        var record = history.BestEpoch > 0 ? history.Epochs[history.BestEpoch - 1] : null;
        MetricValues? Measure(Dataset? data) => data is null ? null : trainer.Evaluate(data);
        return new RunResult(
            folder.Path,
            history.Epochs.Count,
            history.BestEpoch,
            history.StopReason,
            mayMeasure ? Measure(data.Train) : record?.Train,
            mayMeasure ? Measure(data.Validation) : record?.Validation,
            mayMeasure ? Measure(data.Test) : null,
            run.Model.CountParameters(),
            history.Duration.TotalSeconds,
            history.SamplesPerSecond,
            folder.HashOf(RunFolder.LastFile),
            run.Config.Seed,
            run.Config.Training.Threads,
            [.. run.Data.Warnings, .. history.Warnings])
        {
            DataWaitShare = history.DataWaitShare,
            Transfer = run.Transfer is { } transfer ? (transfer.Name, transfer.Reason) : null,
            Penalty = trainer.Regularizer?.Value(run.Model),
            Zeros = trainer.Regularizer?.ZerosByParameter(run.Model) ?? [],
        };
    }

    private static void Tell(RunResult result, Terminal terminal)
    {
        MetricsTable.Write(terminal.Error, [("train", result.Train), ("validation", result.Validation), ("test", result.Test)]);
        foreach (var warning in result.Warnings) terminal.Error.WriteLine($"warning: {warning}");
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Run}: {result.Epochs} epoch{(result.Epochs == 1 ? "" : "s")} in {result.Seconds:0.00} s ({result.SamplesPerSecond:N0} samples/s), best in epoch {result.BestEpoch}; {result.StopReason}"));
    }

    private static string Advice(RunConfig config)
    {
        var optimizer = config.Training.Optimizer!;
        return $"A smaller training.optimizer.{optimizer.Name}.learning_rate (now {Value.Text(optimizer.LearningRate)}; try a tenth) nearly always helps; else look for inputs or targets of very large size.";
    }
}
