namespace Descent.Cli;

/// <summary>
/// A process that lives beside another and ends with it, however that ends: the other holds the writing end of its standard input, which the system closes
/// when the other is gone, killed or not.
/// </summary>
internal sealed class Companion : IDisposable
{
    /// <summary>The environment variable that tells a process that it is one.</summary>
    public const string Variable = "DESCENT_COMPANION";

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly System.Runtime.InteropServices.PosixSignalRegistration _interrupt;

    private Companion()
    {
        // Ctrl-C reaches all processes of a terminal; this one goes when the one it belongs to does.
        _interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, context => context.Cancel = true);
        new Thread(WaitForParent) { IsBackground = true, Name = "Descent companion" }.Start();
    }

    /// <summary>Ends when the other process has.</summary>
    public Task ParentEnded => _ended.Task;

    /// <summary>What makes this process a companion; null if it is none.</summary>
    public static Companion? OfThisProcess() => Environment.GetEnvironmentVariable(Variable) == "1" ? new() : null;

    public void Dispose() => _interrupt.Dispose();

    private void WaitForParent()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[64];
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // As good as its end.
        }

        _ended.TrySetResult();
    }
}
