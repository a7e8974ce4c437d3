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
        RunFileArguments.AddTo(command, "The run file (YAML), or a trained run's folder, whose history is looked at; by default, the built-in run");
        command.Add(new Option<string?>(Only) { HelpName = "a,b", Description = $"Only these: {string.Join(", ", Groups())}, or such as start.loss" });
        command.Add(new Option<bool>(Fast) { Description = "Look at fewer samples and take fewer steps" });
        command.Add(new Option<string?>(Html) { HelpName = "file", Description = "Also write a page with plots, which needs nothing else to be looked at" });
        command.SetAction(parsed => Run(parsed, Terminal.For(parsed)));
        return command;
    }

    private static IEnumerable<string> Groups() => Doctor.Checks.Select(c => c.Split('.')[0]).Distinct();

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var report = RunFileArguments.FileOf(parsed) is { } folder && Directory.Exists(folder) ? OfHistory(folder, parsed) : OfRun(parsed, clock);
        if (parsed.GetValue<string?>(Html) is { } page) DiagnosisPage.Write(page, report);
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(report.Write));
        else report.Tell(terminal.Out, showsSteps: parsed.GetValue<string?>(Only) is not null);
        return report.Diagnosis.Verdict == CheckVerdict.Fail ? ExitCode.Failed : ExitCode.Done;
    }

    private static DiagnosisReport OfRun(ParseResult parsed, Stopwatch clock)
    {
        var config = RunFileArguments.Load(parsed);
        var only = parsed.GetValue<string?>(Only)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        foreach (var name in only)
            if (!Doctor.Checks.Any(c => c == name || c.StartsWith(name + ".", StringComparison.Ordinal)))
                throw new ConfigurationException($"{Only} {name}: there is no such check; {Nearest.Advice(name, [.. Groups(), .. Doctor.Checks])} There is {string.Join(", ", Doctor.Checks)}.");
        var run = PreparedRun.From(config);
        var settings = DoctorKeys.SettingsFor(config) with { Only = only, Fast = parsed.GetValue<bool>(Fast) };
        var nothing = new Subset(run.Data.Train, []);
        var diagnosis = Doctor.Examine(run.Model, run.Loss, new Splits(run.Data.Train, run.Data.Validation ?? nothing, run.Data.Test ?? nothing), run.CreateTrainer().Optimizer, settings);
        return new DiagnosisReport(config.Name, diagnosis, clock.Elapsed.TotalSeconds, settings.Fast);
    }

    private static DiagnosisReport OfHistory(string folder, ParseResult parsed)
    {
        if (parsed.GetValue<string?>(Only) is not null || RunFileArguments.SettingsOf(parsed).Count > 0)
            throw new ConfigurationException($"{folder}: a run's folder is asked for its history, which takes neither {Only} nor --set; to examine its configuration: descent doctor {Path.Combine(folder, RunFolder.ConfigurationFile)}");
        return DiagnosisReport.OfHistory(folder);
    }
}
