using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>
/// A dashboard beside a run, for <c>descent train --dashboard</c>: this program once more, as a process of its own with a lower priority, so that nothing a browser
/// does reaches the run. It only reads the files that the run writes, and ends with this process, however that ends. If it does not start, the run goes on
/// without it.
/// </summary>
internal sealed class DashboardCompanion : IDisposable
{
    private const string Option = "--dashboard", Port = "--dashboard-port";

    /// <summary>How much the process gives way to others: it gets a seventieth of a core that the run wants, and all that it does not want.</summary>
    private const string Niceness = "19";

    /// <summary>Sets the niceness of a process from its first instruction on; setting it later reaches only one of its threads.</summary>
    private const string Nice = "/usr/bin/nice";

    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(15), s_endPatience = TimeSpan.FromSeconds(3);

    private readonly Terminal _terminal;
    private readonly int? _port;
    private Process? _process;
    private string? _url;

    private DashboardCompanion(Terminal terminal, int? port) => (_terminal, _port) = (terminal, port);

    /// <summary>The process; null while there is none.</summary>
    public int? ProcessId => _process?.Id;

    public static void AddTo(Command command)
    {
        command.Add(new Option<bool>(Option) { Description = "Show the run in the browser while it trains, with those beside it" });
        command.Add(new Option<int?>(Port) { HelpName = "n", Description = "The port of that page; by default one that is free" });
    }

    /// <summary>What the command line asks for; null for none.</summary>
    /// <exception cref="ConfigurationException">The port is none.</exception>
    public static DashboardCompanion? From(ParseResult parsed, Terminal terminal)
    {
        var port = parsed.GetValue<int?>(Port);
        if (port is < 0 or > 65535) throw new ConfigurationException($"{Port} {port}: a port is a whole number from 1 to 65535, or 0 for any that is free.");
        if (port is not null && !parsed.GetValue<bool>(Option)) throw new ConfigurationException($"{Port} {port}: it is the port of a page that was not asked for; add {Option}.");
        return parsed.GetValue<bool>(Option) ? new(terminal, port) : null;
    }

    /// <summary>Starts it on a folder of runs, and says where it is to be seen. Whatever goes wrong is a warning.</summary>
    public void Start(string runs)
    {
        var trouble = new StringBuilder();
        try
        {
            _process = Process.Start(StartInfo(runs)) ?? throw new IOException("no process was started");
            _process.ErrorDataReceived += (_, line) =>
            {
                lock (trouble) trouble.Append(line.Data is null || trouble.Length > 1000 ? "" : line.Data + " ");
            };
            _process.BeginErrorReadLine();
            var document = Task.Run(() => ReadDocument(_process.StandardOutput));
            if (!document.Wait(s_startPatience)) throw new IOException($"it said nothing for {s_startPatience.TotalSeconds} s");
            using var json = JsonDocument.Parse(document.Result);
            _url = json.RootElement.GetProperty("url").GetString();
            _terminal.Error.WriteLine($"descent: the run is shown at {_url}");
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception or JsonException or KeyNotFoundException or InvalidOperationException or AggregateException)
        {
            _process?.WaitForExit(100); // what it says last
            string said;
            lock (trouble) said = trouble.ToString().Trim();
            Dispose();
            _terminal.Error.WriteLine($"warning: the dashboard did not start, and the run goes on without it: {(said.Length > 0 ? said : e.Message)}");
        }
    }

    /// <summary>Where somebody sits at a terminal, the page stays after the run until they end it; elsewhere nothing waits.</summary>
    public void StayUntil(CancellationToken end)
    {
        if (_process is not { HasExited: false } || end.IsCancellationRequested || !_terminal.IsLive || _terminal.IsJson || Console.IsInputRedirected) return;
        _terminal.Error.WriteLine($"descent: the page stays at {_url} (Ctrl-C ends it)");
        try
        {
            _process.WaitForExitAsync(end).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C.
        }
    }

    public void Dispose()
    {
        if (_process is null) return;
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(s_endPatience)) _process.Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is gone already.
        }

        _process.Dispose();
        _process = null;
    }

    private ProcessStartInfo StartInfo(string runs)
    {
        var program = typeof(DashboardCompanion).Assembly;
        var here = Environment.ProcessPath;
        List<string> command = here is not null && Path.GetFileNameWithoutExtension(here) == program.GetName().Name
            ? [here]
            : [here is not null && Path.GetFileNameWithoutExtension(here) == "dotnet" ? here : "dotnet", program.Location];
        command.AddRange(["dashboard", runs, DescentCommand.JsonOption, "--port", $"{_port ?? 0}"]);
        if (File.Exists(Nice)) command.InsertRange(0, [Nice, "-n", Niceness]);
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Companion.Variable] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0"; // finding out how its code is best compiled costs more of the run's time than it saves
        return start;
    }

    /// <summary>One JSON document, which ends with a line that is a brace.</summary>
    private static string ReadDocument(StreamReader reader)
    {
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            text.AppendLine(line);
            if (line == "}") break;
        }

        return text.Length > 0 ? text.ToString() : throw new IOException("it ended at once");
    }
}

/// <summary>Starts the dashboard when the run has its folder, before the first step: a terminal then shows the address above the progress.</summary>
internal sealed class DashboardHook(DashboardCompanion dashboard, Func<RunFolder> folder) : TrainingHook
{
    public override void OnStart(Trainer trainer) => dashboard.Start(Path.GetDirectoryName(Path.GetFullPath(folder().Path))!);
}
