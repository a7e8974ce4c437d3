namespace Descent.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The run failed: the loss became infinite, or something happened that nobody foresaw.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or the command line is wrong; nothing was run or written.</summary>
    public const int WrongInput = 2;

    /// <summary>Data or a file is missing, unreadable or not what it should be.</summary>
    public const int Unreadable = 3;

    /// <summary>Ended by a signal, state saved: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
