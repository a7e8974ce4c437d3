using System.CommandLine;
using System.Globalization;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary><c>descent cheatsheet [--out folder] [--only a,b] [--quick] [--threads n] [--seed n]</c>.</summary>
internal static class CheatsheetVerb
{
    private const string Out = "--out", Only = "--only", Quick = "--quick", Threads = "--threads", Seed = "--seed";

    private const string PageName = "cheatsheet.html";

    public static Command Create()
    {
        var command = new Command("cheatsheet", "Run the techniques of the CS 230 cheatsheet on real data, and show on one page what each did");
        command.Add(new Option<string>(Out) { HelpName = "folder", DefaultValueFactory = _ => "cheatsheet", Description = $"Where {PageName} is written; one that is there is replaced" });
        command.Add(new Option<string?>(Only) { HelpName = "a,b", Description = "Only these sections; without it, all" });
        command.Add(new Option<bool>(Quick) { Description = "Smaller experiments: under 3 minutes on 2 cores instead of under 15" });
        command.Add(NumberOption.Create(Threads, "n", "How many threads compute; by default one a core"));
        command.Add(NumberOption.Create(Seed, "n", "What all random numbers depend on; by default 1"));
        command.SetAction(parsed => Run(parsed, Terminal.For(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        var sections = parsed.GetValue<string?>(Only) is { } only
            ? SheetSections.Choose(Only, only.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            : SheetSections.All;
        int threads = parsed.GetValue<int?>(Threads) ?? Device.Threads, seed = parsed.GetValue<int?>(Seed) ?? 1;
        if (threads is < 1 or > TrainingConfig.MaxThreads) throw new ConfigurationException($"{Threads} {threads}: expected 1 to {TrainingConfig.MaxThreads}.");
        if (seed < 0) throw new ConfigurationException($"{Seed} {seed}: expected a whole number of at least 0.");
        var folder = parsed.GetValue<string>(Out)!;
        var isNew = MakeFolder(folder);
        Device.Threads = threads;
        using var interruption = new Interruption();
        var run = new CheatsheetRun(new SheetContext((ulong)seed, parsed.GetValue<bool>(Quick), what => terminal.Error.WriteLine($"  {what}"), interruption.Token), sections);
        try
        {
            terminal.Error.WriteLine($"descent: {Say.Counted(sections.Count, "section")} of the cheatsheet, on {Say.Counted(threads, "thread")}");
            run.Run((done, section, seconds) => terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done}/{sections.Count}  {section.Title} ({section.Id}): {seconds:0.0} s")));
        }
        catch (OperationCanceledException) when (interruption.IsRequested)
        {
            if (isNew && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
            terminal.Error.WriteLine("descent: interrupted; no page was written.");
            return ExitCode.Interrupted;
        }

        var path = Path.Combine(folder, PageName);
        PageFile.Write(path, run.Page());
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => run.Write(json, path)));
        else terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {Say.Counted(sections.Count, "section")} in {run.Seconds:0} s"));
        if (!PageFile.IsBuilt) terminal.Error.WriteLine("warning: this program was built without the front end, so the page shows nothing; install Node.js 20 or newer and build again.");
        return ExitCode.Done;
    }

    /// <summary>Makes the folder before a quarter of an hour is spent on what could not be written.</summary>
    /// <returns>Whether it is new.</returns>
    private static bool MakeFolder(string folder)
    {
        if (folder.Length == 0) throw new ConfigurationException($"{Out}: an empty path was given; expected the path of a folder.");
        if (File.Exists(folder)) throw new ConfigurationException($"{Out} {folder}: it is a file; expected the path of a folder, in which {PageName} is written.");
        if (Directory.Exists(folder)) return false;
        try
        {
            Directory.CreateDirectory(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileException($"{Out} {folder}: the folder cannot be made: {e.Message}");
        }
    }
}
