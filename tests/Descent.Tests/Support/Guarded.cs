using System.Runtime.InteropServices;
using Xunit;

namespace Descent.Tests.Support;

/// <summary>
/// Memory for a kernel under test: it starts one element past an aligned address, so that vectors straddle cache lines, and the
/// elements on either side hold a known value that must survive.
/// </summary>
internal sealed unsafe class Guarded<T> : IDisposable
    where T : unmanaged, IEquatable<T>
{
    private const int Guards = 64;
    private readonly T* _memory;
    private readonly T _guard;
    private readonly int _count;

    public Guarded(int count, T guard)
    {
        (_count, _guard) = (count, guard);
        _memory = (T*)NativeMemory.AlignedAlloc((nuint)((count + 2 * Guards + 1) * sizeof(T)), 64);
        new Span<T>(_memory, count + 2 * Guards + 1).Fill(guard);
    }

    public Guarded(T[] values, T guard)
        : this(values.Length, guard) => values.CopyTo(Span);

    public T* Pointer => _memory + Guards + 1;

    public Span<T> Span => new(Pointer, _count);

    public void AssertIntact(string what)
    {
        for (var i = 0; i <= Guards; i++) Assert.True(_memory[i].Equals(_guard), $"{what}: wrote {Guards + 1 - i} elements before its result");
        for (var i = 0; i < Guards; i++) Assert.True(Pointer[_count + i].Equals(_guard), $"{what}: wrote {i + 1} elements past its result");
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
