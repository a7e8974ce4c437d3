using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Descent.Tests.Support;

/// <summary>The command as a process of its own.</summary>
internal static class DescentProcess
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15;

    /// <summary>Starts it in a folder, its streams redirected.</summary>
    public static Process Start(string folder, IEnumerable<(string Name, string Value)> environment, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Descent.Cli.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Signal(int process, int signal);
}
