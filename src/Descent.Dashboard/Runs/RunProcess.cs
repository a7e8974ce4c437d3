using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace Descent.Dashboard;

/// <summary>
/// The process that trains a run, as <c>process.json</c> names it: a process's number is used again, so its start stands beside it, and the machine's
/// start and the space of process numbers, since elsewhere the number means nothing.
/// </summary>
/// <param name="Id">Its number.</param>
/// <param name="Started">When it started, in milliseconds since 1970.</param>
/// <param name="Space">What tells one machine, one start of it and one container from another; empty where the system does not say.</param>
internal sealed record RunProcess(int Id, long Started, string Space)
{
    /// <summary>The system keeps starts in hundredths of a second, and the clock may have been set since.</summary>
    private const long Tolerance = 2000;

    private const int MostBytes = 4096;

    /// <summary>This process.</summary>
    public static RunProcess Current()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new(process.Id, StartOf(process), ThisSpace());
    }

    /// <summary>Whether it lives; null if that cannot be known here.</summary>
    public bool? IsAlive()
    {
        if (Space.Length == 0 || Space != ThisSpace()) return null;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(Id);
            return !process.HasExited && Math.Abs(StartOf(process) - Started) < Tolerance;
        }
        catch (ArgumentException)
        {
            return false; // there is no such process
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The file's text.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("id", Id);
            json.WriteNumber("started", Started);
            json.WriteString("space", Space);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The process that a folder names; null if it names none.</summary>
    public static RunProcess? Of(string folder)
    {
        try
        {
            if (RunFiles.ReadAll(Path.Combine(folder, RunFiles.Process), MostBytes) is not { } bytes) return null;
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return new(root.GetProperty("id").GetInt32(), root.GetProperty("started").GetInt64(), root.GetProperty("space").GetString() ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static long StartOf(Process process) => new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds();

    private static string ThisSpace()
    {
        try
        {
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget;
            return space is null ? "" : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {space}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
