using System.Globalization;
using Descent.Devices;

namespace Descent.Benchmarks;

/// <summary>The command line is wrong: the message says what is valid.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string Group, IReadOnlyList<int> Threads, double Seconds, int Rounds, bool WithPeer, bool Json, IReadOnlyList<string> Workloads, bool MemoryProbe)
{
    private static string Usage => $"""
        usage: Descent.Benchmarks <group> [--threads 1,2] [--seconds S] [--rounds R] [--peer pytorch] [--json] [--workloads a,b]
          <group>       {string.Join(", ", Catalog.Groups)}
          --threads     thread counts, each a set of rows (default: 1 and all cores)
          --seconds     seconds of one round of one side (default 1)
          --rounds      rounds of each side; ours and the peer's alternate (default 5)
          --peer        pytorch: the same work in PyTorch, in the same run
          --json        one JSON array of rows on standard output, nothing else there
          --workloads   only these
        """;

    /// <exception cref="UsageException">An unknown group, workload or option, or a value that makes no sense.</exception>
    public static Options Parse(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith('-'))
            throw new UsageException($"Name a group first.\n{Usage}");

        var group = arguments[0];
        if (!Catalog.Groups.Contains(group))
            throw new UsageException($"There is no group '{group}'. Groups: {string.Join(", ", Catalog.Groups)}.");

        var options = new Options(group, [.. new[] { 1, Environment.ProcessorCount }.Distinct()], 1, 5, false, false, [], false);
        for (var i = 1; i < arguments.Length; i++)
        {
            var name = arguments[i];
            options = name switch
            {
                "--threads" => options with { Threads = ThreadCounts(Value()) },
                "--seconds" => options with { Seconds = Number(name, Value(), 0.001, 3600) },
                "--rounds" => options with { Rounds = WholeNumber(name, Value(), 1, 1000) },
                "--peer" => options with { WithPeer = Peer(Value()) },
                "--json" => options with { Json = true },
                "--workloads" => options with { Workloads = Chosen(group, Value()) },
                // Used by the benchmark itself, in a process of its own: prints the resident peak of a workload.
                "--memory-probe" => options with { MemoryProbe = true },
                _ => throw new UsageException($"There is no option '{name}'. Options: --threads, --seconds, --rounds, --peer, --json, --workloads."),
            };

            string Value() => ++i < arguments.Length ? arguments[i] : throw new UsageException($"{name} needs a value after it.");
        }

        return options;
    }

    private static int[] ThreadCounts(string text) => [.. text.Split(',').Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= WorkerTeam.MaxThreads
            ? count
            : throw new UsageException($"--threads is '{text}'; give whole numbers from 1 to {WorkerTeam.MaxThreads}, separated by commas.")).Distinct()];

    private static bool Peer(string text) => text == "pytorch" ? true : throw new UsageException($"--peer is '{text}'; the peers are: pytorch.");

    private static string[] Chosen(string group, string text)
    {
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var valid = Catalog.Names(group);
        var unknown = names.Except(valid).ToArray();
        if (unknown.Length > 0 || names.Length == 0)
            throw new UsageException($"--workloads: group {group} has no workload '{string.Join("', '", unknown)}'. Its workloads: {string.Join(", ", valid)}.");
        return names;
    }

    private static int WholeNumber(string option, string text, int from, int to) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to
            ? value
            : throw new UsageException($"{option} is '{text}'; give a whole number from {from} to {to}.");

    private static double Number(string option, string text, double from, double to) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to
            ? value
            : throw new UsageException($"{option} is '{text}'; give a number from {from} to {to}.");
}
