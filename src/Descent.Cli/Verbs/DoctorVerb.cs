using System.CommandLine;
using System.Diagnostics;

namespace Descent.Cli;

/// <summary><c>descent doctor [run.yaml] [--only a,b] [--fast] [--html file]</c>.</summary>
internal static class DoctorVerb
{
    private const string Only = "--only", Fast = "--fast", Html = "--html";

    public static Command Create()
    {
        var command = new Command("doctor", "Say what is wrong with a run, where, and what to do first");
        RunFileArguments.AddTo(command, "The run file (YAML), or the folder of a trained run, whose history is looked at; without either, the built-in run");
        command.Add(new Option<string?>(Only) { HelpName = "a,b", Description = $"Only these: {string.Join(", ", Groups())}, or such as start.loss" });
        command.Add(new Option<bool>(Fast) { Description = "Look at fewer samples and take fewer steps" });
        command.Add(new Option<string?>(Html) { HelpName = "file", Description = "Also write a page with plots, which needs nothing else to be looked at" });
        command.SetAction(parsed => Run(parsed, Terminal.For(parsed)));
        return command;
    }

    private static IEnumerable<string> Groups() => Doctor.Checks.Concat(Doctor.HistoryChecks).Select(c => c.Split('.')[0]).Distinct();

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        var report = Examine(parsed);
        if (parsed.GetValue<string?>(Html) is { } page) DiagnosisPage.Write(page, report);
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(report.Write));
        else report.Tell(terminal.Out, showsSteps: parsed.GetValue<string?>(Only) is not null);
        return report.Diagnosis.Verdict == CheckVerdict.Fail ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>A run file is examined as what will be trained. Of a run's folder it is the history, or its configuration where checks of that are asked for, or changes to it are given.</summary>
    private static DiagnosisReport Examine(ParseResult parsed)
    {
        var clock = Stopwatch.StartNew();
        var only = parsed.GetValue<string?>(Only)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        foreach (var name in only)
            if (!Names([.. Doctor.Checks, .. Doctor.HistoryChecks], name))
                throw new ConfigurationException($"{Only} {name}: there is no such check; {Nearest.Advice(name, [.. Groups(), .. Doctor.Checks, .. Doctor.HistoryChecks])} There is {string.Join(", ", [.. Doctor.Checks, .. Doctor.HistoryChecks])}.");
        string[] ofHistory = [.. only.Where(n => Names(Doctor.HistoryChecks, n))], ofRun = [.. only.Except(ofHistory)];
        var (file, changes) = (RunFileArguments.FileOf(parsed), RunFileArguments.SettingsOf(parsed));
        var isFast = parsed.GetValue<bool>(Fast);
        if (file is null || !Directory.Exists(file))
        {
            if (ofHistory is [var first, ..]) throw new ConfigurationException($"{Only} {first}: a run file has no history; give the folder of a trained run, such as runs/digits.");
            return OfRun(file, changes, ofRun, isFast, clock);
        }

        var configuration = Path.Combine(file, RunFolder.ConfigurationFile);
        if (ofRun.Length > 0 || changes.Count > 0)
        {
            if (!File.Exists(configuration)) throw new FileException($"{file}: it holds no {RunFolder.ConfigurationFile}, so it is not the folder of a run.");
            var run = OfRun(configuration, changes, ofRun, isFast, clock);
            return ofHistory.Length == 0 ? run : new DiagnosisReport(run.Run, Joined(OfHistory(file, ofHistory).Diagnosis, run.Diagnosis), clock.Elapsed.TotalSeconds, isFast);
        }

        return OfHistory(file, ofHistory);
    }

    private static bool Names(IEnumerable<string> checks, string name) => checks.Any(c => c == name || c.StartsWith(name + ".", StringComparison.Ordinal));

    private static Diagnosis Joined(Diagnosis first, Diagnosis second) => new([.. first.Findings, .. second.Findings], [.. first.Plots, .. second.Plots]);

    private static DiagnosisReport OfRun(string? file, IReadOnlyList<string> changes, string[] only, bool isFast, Stopwatch clock)
    {
        var config = RunConfig.Load(file, changes);
        var run = PreparedRun.From(config);
        var trainer = run.CreateTrainer();
        var settings = DoctorKeys.SettingsFor(config, trainer) with { Only = only, Fast = isFast };
        var nothing = new Subset(run.Data.Train, []);
        var diagnosis = Doctor.Examine(run.Model, run.Loss, new Splits(run.Data.Train, run.Data.Validation ?? nothing, run.Data.Test ?? nothing), trainer.Optimizer, settings);
        return new DiagnosisReport(config.Name, diagnosis, clock.Elapsed.TotalSeconds, isFast);
    }

    /// <summary>What the history shows, with those checks alone that are asked for; a failure is told in any case, since nothing else can be said of such a run.</summary>
    private static DiagnosisReport OfHistory(string folder, string[] only)
    {
        var report = DiagnosisReport.OfHistory(folder);
        if (only.Length == 0) return report;
        var asked = report.Diagnosis with { Findings = [.. report.Diagnosis.Findings.Where(f => f.Verdict == CheckVerdict.Fail || only.Any(n => Names([f.Check], n)))] };
        return new DiagnosisReport(report.Run, asked, report.Seconds, isFast: false);
    }
}
