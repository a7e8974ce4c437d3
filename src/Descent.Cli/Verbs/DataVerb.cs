using System.CommandLine;

namespace Descent.Cli;

/// <summary><c>descent data [run.yaml]</c> and <c>descent data get &lt;name&gt;</c>.</summary>
internal static class DataVerb
{
    private const string Out = "--out";
    private const string From = "--from";

    public static Command Create()
    {
        var get = new Command("get", "Download a public data set and verify its contents");
        var name = new Argument<string>("name") { Description = $"The data set: {string.Join(", ", PublicSets.All.Select(s => s.Name))}" };
        get.Add(name);
        get.Add(new Option<string?>(Out) { HelpName = "folder", Description = "Where to put its files; by default data/<name>" });
        get.Add(new Option<string?>(From) { HelpName = "URL", Description = "The address of a folder that holds the files, in place of the known sources" });
        get.SetAction(parsed => Run(parsed.GetValue(name)!, parsed.GetValue<string?>(Out), parsed.GetValue<string?>(From), Terminal.For(parsed)));
        var data = new Command("data", "Show what is in a run's data; descent data get mnist: download") { get };
        RunFileArguments.AddTo(data);
        data.SetAction(parsed =>
        {
            // A mistyped verb is taken for a run file first.
            if (RunFileArguments.FileOf(parsed) is { } file && !File.Exists(file) && Nearest.To(file, [get.Name]) is not null)
                throw new ConfigurationException($"unknown verb {file}; {Nearest.Advice(file, [get.Name])}\nSee descent data --help.");
            return Inspect(RunFileArguments.Load(parsed), Terminal.For(parsed));
        });
        return data;
    }

    private static int Inspect(RunConfig config, Terminal terminal)
    {
        config.Data.Source!.ReadToInspect();
        var found = DataInspection.Of(config.Data.Source.Load(config.Data, config.Seed, fitted: null));
        var isPrepared = config.Data.Prepare.Count > 0;
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => DataReport.Write(found, isPrepared, json)));
        else DataReport.Write(found, isPrepared, terminal.Out);
        return ExitCode.Done;
    }

    private static int Run(string name, string? folder, string? from, Terminal terminal)
    {
        var set = PublicSets.All.FirstOrDefault(s => s.Name == name)
            ?? throw new ConfigurationException($"data get: unknown data set {name}; {Nearest.Advice(name, [.. PublicSets.All.Select(s => s.Name)])}");
        folder ??= Path.Combine("data", set.Name);
        if (folder.Length == 0) throw new ConfigurationException("--out: an empty path was given; expected the path of a folder.");
        if (from is not null && !(Uri.TryCreate(from, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw new ConfigurationException($"--from {from}: it is no address; expected one such as https://example.org/mnist/.");
        using var interruption = new Interruption();
        try
        {
            var fetched = new Downloader(terminal.Error).Fetch(set, folder, from is null ? set.Mirrors : [from], interruption.Token);
            if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => Write(json, set, folder, fetched)));
            else terminal.Out.WriteLine($"{set.Name} is in {folder}; a run file reads it with\n  data: {{source: {{{set.Source}: {folder}}}}}");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.IsRequested)
        {
            terminal.Error.WriteLine("descent: interrupted; what was fetched whole is kept.");
            return ExitCode.Interrupted;
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, PublicSet set, string folder, int fetched)
    {
        json.WriteStartObject();
        json.WriteString("set", set.Name);
        json.WriteString("folder", folder);
        json.WriteNumber("fetched", fetched);
        json.WriteStartArray("files");
        foreach (var file in set.Files) json.WriteStringValue(Path.Combine(folder, file.Name));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
