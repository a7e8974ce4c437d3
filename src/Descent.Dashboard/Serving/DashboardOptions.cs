namespace Descent.Dashboard;

/// <summary>What a dashboard shows, and where.</summary>
/// <param name="Folder">The folder of runs, or of one run.</param>
internal sealed record DashboardOptions(string Folder)
{
    /// <summary>The port where nobody asked for one; the next free one is taken if it is not.</summary>
    public const int DefaultPort = 6007;

    /// <summary>The environment variable that fixes the token, so that a page goes on after the server was started anew.</summary>
    public const string TokenVariable = "DESCENT_DASHBOARD_TOKEN";

    /// <summary>The port; 0 for any that is free, null for the default one or a free one after it.</summary>
    public int? Port { get; init; }

    /// <summary>What a request must know; null for a fresh random one.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>What the command knows of runs; null for nothing.</summary>
    public IRunKnowledge? Knowledge { get; init; }
}

/// <summary>What can be said of a run only by who reads run files: the command.</summary>
internal interface IRunKnowledge
{
    /// <summary>A run file's settings: dotted keys, and values as texts.</summary>
    /// <param name="source">What messages call the file.</param>
    /// <param name="text">The file, in UTF-8.</param>
    /// <exception cref="IOException">It is no run file; the message says why.</exception>
    IEnumerable<KeyValuePair<string, string>> SettingsOf(string source, byte[] text);

    /// <summary>What the doctor finds in the run's history, as the JSON that <c>descent doctor</c> prints; null if there is too little to judge.</summary>
    /// <param name="folder">The run's folder.</param>
    byte[]? VerdictOn(string folder);
}
