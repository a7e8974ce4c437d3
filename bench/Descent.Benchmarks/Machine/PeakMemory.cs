using System.Diagnostics;
using System.Globalization;

namespace Descent.Benchmarks;

/// <summary>
/// The largest resident memory of a process that does nothing but one workload: a fresh process of this program, because a
/// process never forgets what earlier workloads needed.
/// </summary>
internal static class PeakMemory
{
    private const double Seconds = 0.3;

    /// <summary>In units of 10⁶ bytes.</summary>
    public static double OfFreshProcess(string group, Workload workload, int threads)
    {
        var start = new ProcessStartInfo(OwnProgram()) { RedirectStandardOutput = true };
        foreach (var argument in (string[])[group, "--workloads", workload.Name, "--threads", $"{threads}", "--memory-probe"]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.TryParse(output, CultureInfo.InvariantCulture, out var megabytes)
            ? megabytes
            : throw new InvalidOperationException($"The process that measures the memory of {workload.Name} ended with {process.ExitCode} and printed '{output}'.");
    }

    /// <summary>What such a process does.</summary>
    public static double OfThisProcess(Workload workload)
    {
        workload.Prepare();
        var start = Stopwatch.GetTimestamp();
        do workload.Run(1);
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds);
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    private static string OwnProgram() => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Descent.Benchmarks.exe" : "Descent.Benchmarks");
}
