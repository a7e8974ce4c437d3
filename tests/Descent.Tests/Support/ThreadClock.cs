using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Descent.Tests.Support;

/// <summary>The processor time of this thread, which other processes cannot lengthen; where the system has no such clock, the time on the wall.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static double Seconds => OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out var time) == 0 ? time.Seconds + time.Nanoseconds * 1e-9 : (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private record struct Time(nint Seconds, nint Nanoseconds);
}
