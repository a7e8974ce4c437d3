using System.CommandLine;
using System.CommandLine.Invocation;

namespace Descent.Cli;

/// <summary>The command <c>descent</c>: parses the command line, runs a verb, and turns whatever goes wrong into a message and an exit code.</summary>
internal static class DescentCommand
{
    internal const string JsonOption = "--json";
    private const string VerboseOption = "--verbose";

    private const string Description = """
        Descent trains deep networks in pure C#.

          descent train                            train on the built-in handwritten digits
          descent train run.yaml                   train what a run file describes (see examples/)
          descent train run.yaml --set seed=2      ... with one of its values replaced
          descent evaluate runs/digits             measure a trained network on the data kept for testing
          descent predict runs/wine samples.csv    use it on new samples
          descent dashboard                        watch runs in the browser

        Exit codes: 0 done; 1 the run failed; 2 the configuration or the command line is wrong;
        3 data or a file cannot be read; 130 interrupted, with the state saved.
        """;

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">Receives the result.</param>
    /// <param name="error">Receives progress and errors.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(Description)
        {
            TrainVerb.Create(),
            EvaluateVerb.Create(),
            PredictVerb.Create(),
            SummaryVerb.Create(),
            ExplainVerb.Create(),
            FindRateVerb.Create(),
            AugmentVerb.Create(),
            CheatsheetVerb.Create(),
            CompactVerb.Create(),
            DoctorVerb.Create(),
            AblateVerb.Create(),
            ConvertVerb.Create(),
            DataVerb.Create(),
            DashboardVerb.Create(),
            new Option<bool>(JsonOption) { Description = "Print one JSON document on standard output, and nothing else there", Recursive = true },
            new Option<bool>(VerboseOption) { Description = "After an unexpected error, also show where it arose", Recursive = true },
        };
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            // Help and version have actions of their own, and come before any complaint.
            if (parsed.Action is null or ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action) CommandLineErrors.ThrowIfAny(parsed);
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
#pragma warning disable CA1031 // the last stop: everything becomes a message and an exit code
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Report(e, new Terminal(output, error, args.Contains(JsonOption)), args.Contains(VerboseOption));
        }
    }

    private static int Report(Exception e, Terminal terminal, bool isVerbose)
    {
        var (code, message) = e switch
        {
            ConfigurationException => (ExitCode.WrongInput, e.Message),
            TrainingException => (ExitCode.WrongInput, $"the configuration does not work; nothing was written.\n  {string.Join("\n  ", ((TrainingException)e).Problems)}"),
            DataException or DataFormatException or FileException or IOException or UnauthorizedAccessException => (ExitCode.Unreadable, e.Message),
            OutOfMemoryException => (ExitCode.Failed, "out of memory. A smaller training.batch_size or fewer units in model need less."),
            _ => (ExitCode.Failed, $"unexpected {e.GetType().Name}: {FirstLine(e.Message)} This is an error in Descent; please report it, with what --verbose shows."),
        };
        terminal.Error.WriteLine($"descent: {message}");
        if (isVerbose && code == ExitCode.Failed) terminal.Error.WriteLine(e);
        if (terminal.IsJson)
        {
            terminal.Out.WriteLine(Json.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("error", e is ConfigurationException ? FirstLine(message) : message);
                json.WriteNumber("exit_code", code);
                if (e is ConfigurationException { Problems: var problems })
                {
                    json.WriteStartArray("problems");
                    foreach (var problem in problems) json.WriteStringValue(problem);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }));
        }

        return code;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
