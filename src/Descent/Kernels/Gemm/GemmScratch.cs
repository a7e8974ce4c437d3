namespace Descent.Kernels;

/// <summary>Each thread's memory for packed operands, kept for the life of the thread.</summary>
internal static unsafe class GemmScratch
{
    private const int Alignment = 64;                                    // a cache line and a 512-bit vector

    [ThreadStatic]
    private static byte[]? t_memory;

    /// <summary>At least <paramref name="bytes"/> bytes on a 64-byte border, with anything in them. The next call gives the same ones.</summary>
    public static byte* Get(nint bytes)
    {
        var memory = t_memory;
        if (memory == null || memory.Length < bytes + Alignment)
            t_memory = memory = GC.AllocateUninitializedArray<byte>(checked((int)bytes) + Alignment, pinned: true);
        fixed (byte* start = memory) return start + (-(nint)start & (Alignment - 1));
    }
}
