using System.CommandLine;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary><c>descent ablate [run.yaml] [--seeds n] [--only a,b] [--html file]</c>.</summary>
internal static class AblateVerb
{
    private const string Seeds = "--seeds", Only = "--only", Metric = "--metric", Part = "--part", Html = "--html";

    /// <summary>The fewest pairs that tell a large effect from chance: Student's t is then 2.8, of two pairs 12.7.</summary>
    private const int UsualSeeds = 5;

    private const int MostSeeds = 1000;

    public static Command Create()
    {
        var command = new Command("ablate", "Say what each technique of a run is worth: with it against without, over several seeds");
        RunFileArguments.AddTo(command);
        command.Add(new Option<int>(Seeds) { HelpName = "n", DefaultValueFactory = _ => UsualSeeds, Description = "Pairs of runs for each technique, 2 or more" });
        command.Add(new Option<string?>(Only) { HelpName = "a,b", Description = $"Only these: {string.Join(", ", AblatedTechnique.Table.Select(t => t.Name))}" });
        command.Add(new Option<string?>(Metric) { HelpName = "name", Description = "What is compared; by default accuracy, or r2 for numbers" });
        command.Add(new Option<string?>(Part) { HelpName = "part", Description = "Where: test, or validation; by default test if the run has one" });
        command.Add(new Option<string?>(Html) { HelpName = "file", Description = "Also write a page with a plot, which needs nothing else to be looked at" });
        command.SetAction(parsed => Run(parsed, Terminal.For(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        var seeds = parsed.GetValue<int>(Seeds);
        if (seeds is < 2 or > MostSeeds) throw new ConfigurationException($"{Seeds} {seeds}: give 2 to {MostSeeds} (5 is usual); a single pair has no interval.");
        var only = Chosen(parsed.GetValue<string?>(Only));
        using var interruption = new Interruption();
        try
        {
            var subject = new AblationSubject(RunFileArguments.FileOf(parsed), RunFileArguments.SettingsOf(parsed), interruption.Token);
            var report = Examine(subject, only, seeds, PartOf(subject, parsed.GetValue<string?>(Part)), parsed.GetValue<string?>(Metric) ?? (subject.IsClasses ? "accuracy" : "r2"), CommandOf(parsed), terminal.Error, interruption.Token);
            if (parsed.GetValue<string?>(Html) is { } page) PageFile.Write(page, report.Page());
            if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(report.Write));
            else report.Tell(terminal.Out);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.IsRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static AblationReport Examine(AblationSubject subject, IReadOnlyList<string> only, int seeds, string part, string metric, string command, TextWriter progress, CancellationToken cancel)
    {
        var techniques = AblatedTechnique.Table.Where(t => only.Count == 0 || only.Contains(t.Name)).Select(t => t.For(subject)).OfType<AblatedTechnique>().ToList();
        if (techniques.Count == 0) throw new ConfigurationException($"{Only} {string.Join(',', only)}: the run leaves no choice there; ask for others, or leave {Only} out.");
        var own = new List<AblationRun>();
        var others = techniques.ToDictionary(t => t, _ => new List<AblationRun>());
        var problems = new Dictionary<AblatedTechnique, string>();
        for (var i = 0; i < seeds; i++)
        {
            // Seed by seed, all sides beside each other: a machine that slows down slows all alike.
            var seed = subject.Config.Seed + (ulong)i;
            own.Add(AblationRun.Of(subject.With([], seed), part, metric, cancel));
            progress.WriteLine($"seed {seed} ({i + 1} of {seeds}): as it is {own[^1].Figure:G4} in {own[^1].Seconds:0.0} s; {(i == 0 ? $"{techniques.Count} comparisons a seed" : $"about {TimeSpan.FromSeconds(Math.Ceiling((seeds - i) * (own.Sum(t => t.Seconds) + others.Values.Sum(o => o.Sum(t => t.Seconds))) / (i + 0.5))):m\\:ss} left")}");
            foreach (var technique in techniques)
            {
                if (problems.ContainsKey(technique)) continue;
                try
                {
                    others[technique].Add(AblationRun.Of(subject.With(technique.Settings, seed), part, metric, cancel));
                }
                catch (Exception e) when (e is ConfigurationException or TrainingException)
                {
                    problems[technique] = $"cannot be switched here: {FirstLine(e)}";
                }
            }
        }

        var resolution = metric == "accuracy" ? 1.0 / subject.CountOf(part) : 0;
        return new AblationReport(subject.Config.Name, metric, part, seeds, [.. own.Select(t => t.Figure)], [.. techniques.Select(t => problems.TryGetValue(t, out var problem)
            ? new Ablation(t, default, double.NaN, 0, 0, problem)
            : Ablation.Of(t, own, others[t], metric is not ("loss" or "mse" or "mae"), resolution))], command);
    }

    private static string FirstLine(Exception e) => (e is TrainingException { Problems: [var problem, ..] } ? problem : e is ConfigurationException { Problems: [var first, ..] } ? first : e.Message).Split('\n')[0];

    private static List<string> Chosen(string? only)
    {
        var names = AblatedTechnique.Table.Select(t => t.Name).ToList();
        var chosen = only?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList() ?? [];
        foreach (var name in chosen)
            if (!names.Contains(name)) throw new ConfigurationException($"{Only} {name}: there is no such technique; {Nearest.Advice(name, names)} There are {string.Join(", ", names)}.");
        return chosen;
    }

    private static string PartOf(AblationSubject subject, string? given)
    {
        var part = given ?? (subject.HasTest ? "test" : "validation");
        if (part is not ("test" or "validation")) throw new ConfigurationException($"{Part} {part}: expected test or validation; what was trained on judges nothing.");
        return (part == "test" ? subject.HasTest : subject.HasValidation)
            ? part
            : throw new ConfigurationException($"{Part} {part}: the run has no {part} part; set data.split.{part} to a fraction such as 0.15.");
    }

    private static string CommandOf(ParseResult parsed) => string.Join(' ',
    [
        "descent ablate", .. RunFileArguments.FileOf(parsed) is { } file ? [file] : Array.Empty<string>(), .. RunFileArguments.SettingsOf(parsed).Select(s => $"--set '{s}'"),
        $"{Seeds} {parsed.GetValue<int>(Seeds)}", .. new[] { Only, Metric, Part }.Where(option => parsed.GetValue<string?>(option) is not null).Select(option => $"{option} {parsed.GetValue<string?>(option)}"),
    ]);
}
