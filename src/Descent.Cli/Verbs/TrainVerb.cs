using System.CommandLine;
using System.Globalization;

namespace Descent.Cli;

/// <summary><c>descent train [run.yaml]</c>.</summary>
internal static class TrainVerb
{
    private const string Out = "--out";

    public static Command Create()
    {
        var command = new Command("train", "Train a network, judge it on data it has not seen, and keep it in a folder of its own");
        RunFileArguments.AddTo(command);
        command.Add(new Option<string?>(Out) { HelpName = "folder", Description = "The new folder for the run; by default runs/<name>, with a number added if that exists" });
        command.SetAction(parsed => Run(RunFileArguments.Load(parsed), parsed.GetValue<string?>(Out), Terminal.For(parsed)));
        return command;
    }

    private static int Run(RunConfig config, string? outPath, Terminal terminal)
    {
        RunFolder.Check(outPath);
        var run = PreparedRun.From(config);
        var trainer = run.CreateTrainer();
        var best = new BestWeights();
        var recorder = new RunRecorder(run, outPath, terminal.Error);
        trainer.Hooks.Add(best);
        trainer.Hooks.Add(recorder);
        trainer.Observers.Add(terminal.IsLive ? new ProgressBarObserver() : new ProgressLines(terminal.Error));
        using var interruption = new Interruption();
        var history = trainer.Fit(run.Data.Train, run.Data.Validation, config.Training.Epochs, config.Training.BatchSize, interruption.Token);

        var folder = recorder.Folder!;
        folder.WriteHistory(history);
        if (!config.Training.KeepsLast) best.Restore();
        if (!history.Failed) run.Model.Save(folder.PathOf(RunFolder.BestFile));
        var isInterrupted = interruption.IsRequested && history.StopReason == "interrupted";
        var result = Judge(run, trainer, folder, mayMeasure: !history.Failed && !isInterrupted);
        var document = Json.Write(result.Write);
        folder.WriteText(RunFolder.ResultFile, document + "\n");
        Tell(result, terminal);
        if (terminal.IsJson) terminal.Out.WriteLine(document);
        if (!history.Failed) return isInterrupted ? ExitCode.Interrupted : ExitCode.Done;
        terminal.Error.WriteLine($"descent: the run failed: {history.StopReason}. {Advice(config)}");
        return ExitCode.Failed;
    }

    /// <summary>Measures the weights that are kept on every part; a run that was cut short reports what its best epoch had measured.</summary>
    private static RunResult Judge(PreparedRun run, Trainer trainer, RunFolder folder, bool mayMeasure)
    {
        var history = trainer.History;
        var record = history.BestEpoch > 0 ? history.Epochs[history.BestEpoch - 1] : null;
        MetricValues? Measure(Dataset? data) => data is null ? null : trainer.Evaluate(data);
        return new RunResult(
            folder.Path,
            history.Epochs.Count,
            history.BestEpoch,
            history.StopReason,
            mayMeasure ? Measure(run.Data.Train) : record?.Train,
            mayMeasure ? Measure(run.Data.Validation) : record?.Validation,
            mayMeasure ? Measure(run.Data.Test) : null,
            run.Model.CountParameters(),
            history.Duration.TotalSeconds,
            history.SamplesPerSecond,
            folder.HashOf(RunFolder.LastFile),
            run.Config.Seed,
            run.Config.Training.Threads,
            history.Warnings)
        {
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
