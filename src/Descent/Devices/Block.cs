namespace Descent.Devices;

/// <summary>
/// One piece of memory: a pinned array, so that kernels can use raw pointers, seen through a 64-byte-aligned window.
/// A tensor remembers the block's <see cref="Version"/>; returning the block to the pool raises it, so that a tensor
/// whose memory was recycled knows it and throws instead of reading somebody else's numbers.
/// </summary>
internal sealed unsafe class Block
{
    /// <summary>A cache line and a 512-bit vector: no vector load ever straddles two lines.</summary>
    public const int Alignment = 64;

    private readonly byte[] _array;
    private readonly int _offset;

    public Block(Device device, int bytes)
    {
        Device = device;
        _array = GC.AllocateUninitializedArray<byte>(checked(bytes + Alignment), pinned: true);
        var start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_array));
        _offset = (int)(-start & (Alignment - 1));
        Pointer = (byte*)start + _offset;
        Bytes = bytes;
        HugePages.Advise(Pointer, bytes);
    }

    /// <summary>The first byte, aligned to 64. Valid while the block is reachable.</summary>
    public byte* Pointer { get; }

    public Device Device { get; }

    public int Bytes { get; }

    public int Version { get; private set; }

    /// <summary>The bytes as a span that keeps the block alive, unlike <see cref="Pointer"/>.</summary>
    public Span<byte> Span => _array.AsSpan(_offset, Bytes);

    /// <summary>Makes every tensor that uses this block stale.</summary>
    public void Expire() => Version++;
}
