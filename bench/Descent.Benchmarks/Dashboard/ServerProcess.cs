using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Descent.Benchmarks;

/// <summary>A dashboard as <c>descent train --dashboard</c> starts it: the command as a process of low priority that ends with this one.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Nice = "/usr/bin/nice";

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public Uri Address { get; private init; } = null!;

    public string Token { get; private init; } = "";

    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>In units of 10⁶ bytes, the most so far.</summary>
    public double PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1e6;
        }
    }

    public static ServerProcess Start(string runs)
    {
        var command = StartGroup.Command;
        var process = Process.Start(Low(command, ["dashboard", runs, "--json", "--port", "0"], ("DESCENT_COMPANION", "1"), ("DOTNET_TieredPGO", "0")))!;
        var text = new StringBuilder();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            text.AppendLine(line);
            if (line == "}") break;
        }

        if (text.Length == 0) throw new InvalidOperationException($"dashboard: {command} did not start.");
        using var json = JsonDocument.Parse(text.ToString());
        return new(process) { Address = new(json.RootElement.GetProperty("address").GetString()!), Token = json.RootElement.GetProperty("token").GetString()! };
    }

    /// <summary>A process of low priority, whose input and output are ours.</summary>
    public static ProcessStartInfo Low(string command, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        List<string> words = File.Exists(Nice) ? [Nice, "-n", "19", command, .. arguments] : [command, .. arguments];
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    public HaltedProcess Halt() => new(_process.Id);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
