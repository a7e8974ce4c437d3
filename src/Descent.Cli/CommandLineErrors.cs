using System.CommandLine;
using System.CommandLine.Parsing;

namespace Descent.Cli;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class CommandLineErrors
{
    /// <exception cref="ConfigurationException">It is wrong.</exception>
    public static void ThrowIfAny(ParseResult parsed)
    {
        var root = parsed.RootCommandResult.Command;
        var command = parsed.CommandResult.Command;
        var isGroup = command.Subcommands.Count > 0 && command.Arguments.Count == 0; // the root; data has verbs, and works without
        var verbs = command.Subcommands.Select(c => c.Name).ToList();
        var problems = new List<string>();

        // A mistyped option is first taken for the argument, and only what follows it is left over.
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);
        foreach (var token in arguments.Where(t => t.StartsWith('-')).Concat(parsed.UnmatchedTokens).Distinct())
        {
            if (token.StartsWith('-')) problems.Add(UnknownOption(token, command, root));
            else if (isGroup && problems.Count == 0) problems.Add($"unknown verb {token}; {Nearest.Advice(token, verbs)}");
            else if (!isGroup && problems.Count == 0) problems.Add($"{command.Name}: \"{token}\" is one argument too many. A value with spaces needs quotes: --set 'model.hidden=[64, 64]'.");
        }

        if (problems.Count == 0 && isGroup) problems.Add($"no verb is given; there {(verbs.Count == 1 ? "is" : "are")} {string.Join(", ", verbs)}.");
        if (problems.Count == 0) problems.AddRange(parsed.Errors.Select(Explain));
        if (problems.Count == 0) return;
        var help = string.Join(' ', ["descent", .. PathOf(command, root), "--help"]);
        throw new ConfigurationException($"{string.Join("\n  ", problems)}\nSee {help}.", problems);
    }

    /// <summary>The verbs that lead to a command.</summary>
    private static IEnumerable<string> PathOf(Command command, Command root) => command == root
        ? []
        : PathOf(command.Parents.OfType<Command>().First(), root).Append(command.Name);

    private static string Explain(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: var option } => $"{option.Name} needs a value: {option.Name} <{option.HelpName}>.",
        OptionResult { Tokens.Count: > 1, Option: { Arity.MaximumNumberOfValues: 1 } option } => $"{option.Name} is given more than once; keep one.",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"the argument <{argument.Name}> is missing: {argument.Description}.",
        _ => error.Message,
    };

    private static string UnknownOption(string token, Command command, Command root)
    {
        var name = token.Split('=', ':')[0];
        var options = command.Options.Concat(root.Options.Where(o => o.Recursive)).Select(o => o.Name).Distinct().ToList();
        return $"unknown option {name}; {Nearest.Advice(name, options)}";
    }
}
