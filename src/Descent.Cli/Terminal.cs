using System.CommandLine;

namespace Descent.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything for those who watch to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isJson)
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Whether one JSON document is all that may stand on <see cref="Out"/>.</summary>
    public bool IsJson { get; } = isJson;

    /// <summary>Whether somebody sees standard error, so that a bar may move there.</summary>
    public bool IsLive => ReferenceEquals(Error, Console.Error) && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether colours are welcome (no-color.org).</summary>
    public static bool HasColor => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static Terminal For(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue<bool>(DescentCommand.JsonOption));
}
