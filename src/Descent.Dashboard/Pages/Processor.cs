using System.Runtime.InteropServices;

namespace Descent.Dashboard;

/// <summary>What computes.</summary>
internal static class Processor
{
    /// <summary>Its model where the system tells, otherwise its kind.</summary>
    public static string Name { get; } = Model() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? Model()
    {
        const string cpuInfo = "/proc/cpuinfo";
        try
        {
            return File.Exists(cpuInfo) ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
