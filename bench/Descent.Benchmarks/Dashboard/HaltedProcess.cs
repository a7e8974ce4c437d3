using System.Runtime.InteropServices;

namespace Descent.Benchmarks;

/// <summary>A process that stands still until this is disposed of (SIGSTOP and SIGCONT, which no program can refuse).</summary>
internal sealed class HaltedProcess : IDisposable
{
    private static readonly (int Stop, int Continue) s_signals = OperatingSystem.IsMacOS() ? (17, 19) : (19, 18);

    private readonly int _id;

    /// <exception cref="InvalidOperationException">The process has gone.</exception>
    public HaltedProcess(int id)
    {
        _id = id;
        if (Kill(id, s_signals.Stop) != 0) throw new InvalidOperationException($"dashboard: process {id} cannot be halted (error {Marshal.GetLastPInvokeError()}).");
    }

    public void Dispose() => _ = Kill(_id, s_signals.Continue);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
}
