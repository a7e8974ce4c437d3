using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>Hints to the processor's caches.</summary>
internal static unsafe class Cache
{
    /// <summary>Starts bringing in <paramref name="count"/> elements, up to two cache lines of them. Any address is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<T>(T* from, int count) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(from);
        if (count * sizeof(T) > 64) Sse.Prefetch0((byte*)from + 64);
    }
}
