using System.CommandLine;

namespace Descent.Cli;

/// <summary>What the verbs that start from a run file have in common: <c>[run.yaml] [--set key=value …]</c>.</summary>
internal static class RunFileArguments
{
    private const string File = "run.yaml";
    private const string Set = "--set";

    /// <param name="command">The verb.</param>
    /// <param name="description">What the run file is to this verb, and what happens without it.</param>
    public static void AddTo(Command command, string description = "The run file (YAML); without it, the built-in digits run")
    {
        command.Add(new Argument<string?>(File)
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = description,
        });
        command.Add(new Option<string[]>(Set)
        {
            HelpName = "key=value",
            Description = "Replace a value of the run file: --set training.epochs=20 --set 'model.hidden=[64, 64]'; may be repeated",
        });
    }

    /// <exception cref="ConfigurationException">Something is wrong; the message lists everything that is.</exception>
    public static RunConfig Load(ParseResult parsed) => RunConfig.Load(FileOf(parsed), SettingsOf(parsed));

    /// <summary>The run file; null for the built-in run.</summary>
    public static string? FileOf(ParseResult parsed) => parsed.GetValue<string?>(File);

    /// <summary>The settings on top of it.</summary>
    public static IReadOnlyList<string> SettingsOf(ParseResult parsed) => parsed.GetValue<string[]>(Set) ?? [];
}
