using System.CommandLine;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary><c>descent dashboard [runs] [--port n]</c>.</summary>
internal static class DashboardVerb
{
    private const string Port = "--port";
    private const string DefaultFolder = "runs";

    public static Command Create()
    {
        var command = new Command("dashboard", "Show runs in the browser, side by side and live, until Ctrl-C");
        var folder = new Argument<string>("runs") { Description = "The folder of runs, or one run's; by default runs", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => DefaultFolder };
        command.Add(folder);
        command.Add(new Option<int?>(Port) { HelpName = "number", Description = $"The port; by default {DashboardOptions.DefaultPort}, or the next that is free; 0 for any" });
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue<int?>(Port), Terminal.For(parsed)));
        return command;
    }

    private static int Run(string folder, int? port, Terminal terminal)
    {
        if (!Directory.Exists(folder))
            throw new FileException($"{folder}: there is no such folder; expected the folder that holds runs. descent train makes {DefaultFolder}, and --out names another.");
        if (port is < 0 or > 65535) throw new ConfigurationException($"{Port} {port}: a port is a whole number from 1 to 65535, or 0 for any that is free.");
        Serve(new DashboardOptions(folder) { Port = port, Token = ChosenToken(), Knowledge = new RunKnowledge() }, terminal).GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    private static async Task Serve(DashboardOptions options, Terminal terminal)
    {
        using var companion = Companion.OfThisProcess();
        using var interruption = companion is null ? new Interruption() : null;
        await using var server = await DashboardServer.Start(options);
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => Write(json, server, options.Folder)));
        else terminal.Error.WriteLine($"descent: {options.Folder} is shown at {server.Url} (Ctrl-C ends it)");
        terminal.Out.Flush();
        await (companion?.ParentEnded ?? Ended(interruption!.Token));
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, DashboardServer server, string folder)
    {
        json.WriteStartObject();
        json.WriteString("url", server.Url.AbsoluteUri);
        json.WriteString("address", server.Address.AbsoluteUri);
        json.WriteNumber("port", server.Address.Port);
        json.WriteString("token", server.Token.Text);
        json.WriteString("folder", folder);
        json.WriteEndObject();
    }

    /// <exception cref="ConfigurationException">It is too short, or holds what an address cannot.</exception>
    private static AccessToken? ChosenToken() => Environment.GetEnvironmentVariable(DashboardOptions.TokenVariable) is not { Length: > 0 } text ? null
        : AccessToken.From(text) ?? throw new ConfigurationException($"{DashboardOptions.TokenVariable}: it is no token; a token is {AccessToken.LeastLength} to 200 letters, digits, - and _, drawn at random (openssl rand -hex 32). Leave it out for a fresh one.");

    private static Task Ended(CancellationToken token) => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
}
