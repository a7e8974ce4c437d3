using System.Diagnostics;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats.Fuzzing;

/// <summary>A format under damaged files.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Files">Makes the files.</param>
/// <param name="Read">Reads one as a user would have it read. True if it could; false, or an error of the format, if it is refused.</param>
internal sealed record FuzzedFormat(string Name, Mutator Files, Func<byte[], bool> Read)
{
    private const int HangSeconds = 120;

    /// <summary>What reading may allocate: 64 MB and twice the file.</summary>
    public static long MostAllocated(byte[] file) => (64L << 20) + 2L * file.Length;

    /// <summary>Reads so many files; fails at anything but reading and refusing within the limits.</summary>
    /// <returns>How many were read, and how many refused.</returns>
    public (int Read, int Refused) Run(int rounds)
    {
        var (read, refused, now) = (0, 0, 0);
        var started = Stopwatch.GetTimestamp();
        using var watch = new Timer(_ =>
        {
            // A reader that does not come back can only be ended with its process.
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)).TotalSeconds > HangSeconds) Environment.FailFast($"{Name}: file {Volatile.Read(ref now)} is being read for {HangSeconds} s");
        }, null, 1000, 1000);
        for (var round = 0; round < rounds; round++)
        {
            var file = Files.Make(round);
            Volatile.Write(ref now, round);
            var start = ThreadClock.Seconds;
            var before = GC.GetAllocatedBytesForCurrentThread();
            Volatile.Write(ref started, Stopwatch.GetTimestamp());
            if (TryRead(file, round)) read++;
            else refused++;
            var seconds = ThreadClock.Seconds - start;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MostAllocated(file)) Assert.Fail($"{Text(file, round)} took {allocated} bytes of memory");
            if (seconds > 1) Assert.Fail($"{Text(file, round)} took {seconds:F1} s");
        }

        return (read, refused);
    }

    public override string ToString() => Name;

    /// <summary>Whether it is what a reader throws for a file that is not as it should be, with a message that names the file.</summary>
    private static bool IsRefusal(Exception e) => e is DataFormatException or DataException or Cli.ConfigurationException or CheckpointException;

    private bool TryRead(byte[] file, int round)
    {
        try
        {
            return Read(file);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            var lines = e is Cli.ConfigurationException configuration ? configuration.Problems.Select(p => $"{p}").ToArray() : [e.Message];
            if (lines.Length == 0 || lines.Any(line => !line.Contains("fuzzed", StringComparison.Ordinal))) Assert.Fail($"{Text(file, round)}: the message does not name the file: {string.Join("\n", lines)}");
            return false;
        }
#pragma warning disable CA1031 // any other exception is what this looks for
        catch (Exception e)
#pragma warning restore CA1031
        {
            Assert.Fail($"{Text(file, round)}: {e}");
            return false;
        }
    }

    private string Text(byte[] file, int round) => $"{Name}: file {round}, {file.Length} bytes {Convert.ToBase64String(file.AsSpan(0, Math.Min(file.Length, 3000)))},";
}
