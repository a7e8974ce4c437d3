using System.Runtime.InteropServices;

namespace Descent.Devices;

/// <summary>
/// Asks Linux to back large blocks by pages of 2 MB. A step walks through memory far larger than what the processor keeps addresses of in
/// pages of 4 KB; with large ones it rarely has to look an address up. A wish only: nothing depends on it.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nint Page = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE of <sys/mman.h>

    private static bool s_isUseless = !OperatingSystem.IsLinux();

    /// <summary>Advises for the whole large pages inside a block; does nothing where there are none, or on other systems.</summary>
    public static void Advise(byte* start, nint bytes)
    {
        var first = ((nint)start + Page - 1) & -Page;
        var length = (((nint)start + bytes) & -Page) - first;
        if (s_isUseless || length <= 0) return;
        try
        {
            if (Advise(first, length, AdviseHugePages) != 0) s_isUseless = true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isUseless = true;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);
}
