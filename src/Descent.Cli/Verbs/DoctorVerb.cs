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
        RunFileArguments.AddTo(command, "The run file (YAML); without it, the built-in digits run");
        command.Add(new Option<string?>(Only) { HelpName = "a,b", Description = $"Only these checks or groups: {string.Join(", ", Groups())}, or single ones such as start.loss" });
        command.Add(new Option<bool>(Fast) { Description = "Look at fewer samples and take fewer steps" });
        command.Add(new Option<string?>(Html) { HelpName = "file", Description = "Also write a page with plots, which needs nothing else to be looked at" });
        command.SetAction(parsed => Run(parsed, Terminal.For(parsed)));
        return command;
    }

    private static IEnumerable<string> Groups() => Doctor.Checks.Select(c => c.Split('.')[0]).Distinct();

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var config = RunFileArguments.Load(parsed);
        var only = parsed.GetValue<string?>(Only)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        foreach (var name in only)
            if (!Doctor.Checks.Any(c => c == name || c.StartsWith(name + ".", StringComparison.Ordinal)))
                throw new ConfigurationException($"{Only} {name}: there is no such check; {Nearest.Advice(name, [.. Groups(), .. Doctor.Checks])} There is {string.Join(", ", Doctor.Checks)}.");
        var run = PreparedRun.From(config);
        var settings = DoctorKeys.SettingsFor(config) with { Only = only, Fast = parsed.GetValue<bool>(Fast) };
        var nothing = new Subset(run.Data.Train, []);
        var diagnosis = Doctor.Examine(run.Model, run.Loss, new Splits(run.Data.Train, run.Data.Validation ?? nothing, run.Data.Test ?? nothing), run.CreateTrainer().Optimizer, settings);
        var report = new DiagnosisReport(config.Name, diagnosis, clock.Elapsed.TotalSeconds, settings.Fast);
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(report.Write));
        else report.Tell(terminal.Out);
        return diagnosis.Verdict == CheckVerdict.Fail ? ExitCode.Failed : ExitCode.Done;
    }
}
