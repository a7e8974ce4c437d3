namespace Descent.Kernels;

/// <summary>What a piece of a thread's scratch memory is for; pieces in use at the same time have different names.</summary>
internal enum ScratchUse
{
    /// <summary>Operands packed or transformed for a whole pass; the thread that starts it owns them, all read them.</summary>
    Shared,

    /// <summary>A chunk's part of the input, padded or transformed.</summary>
    Input,

    /// <summary>A chunk's part of the output or its gradient.</summary>
    Output,

    /// <summary>Sums that several chunks make, before they are added up in order.</summary>
    Partial,
}

/// <summary>Each thread's memory for what convolutions pack and transform, kept for the life of the thread.</summary>
internal static unsafe class Scratch
{
    private const int Alignment = 64;                                    // a cache line and a 512-bit vector

    [ThreadStatic]
    private static byte[]?[]? t_memory;

    /// <summary>At least <paramref name="count"/> elements on a 64-byte border, with anything in them. The next call for this use gives the same ones.</summary>
    public static T* Get<T>(ScratchUse use, nint count)
        where T : unmanaged
    {
        var all = t_memory ??= new byte[]?[4];
        ref var memory = ref all[(int)use];
        var bytes = checked((int)(count * sizeof(T))) + Alignment;
        if (memory == null || memory.Length < bytes) memory = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        fixed (byte* start = memory) return (T*)(start + (-(nint)start & (Alignment - 1)));
    }
}
