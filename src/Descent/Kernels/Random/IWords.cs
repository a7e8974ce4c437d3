using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>A row of 32-bit words that one instruction works on: what <see cref="ILanes{V, T}"/> is for numbers.</summary>
internal unsafe interface IWords<W>
    where W : struct, IWords<W>
{
    static abstract int Count { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract W All(uint value);

    /// <summary>0, 1, 2, …</summary>
    static abstract W Index { get; }

    static abstract W operator +(W a, W b);

    static abstract W operator ^(W a, W b);

    static abstract W operator |(W a, W b);

    static abstract W operator &(W a, W b);

    /// <summary>The upper and lower 32 bits of the 64-bit products.</summary>
    static abstract (W High, W Low) Multiply(W a, W b);

    /// <summary>All bits set where a &lt; b; both must be below 2³¹.</summary>
    static abstract W Less(W a, W b);

    /// <summary>Each word eight bits to the right.</summary>
    static abstract W ShiftRight8(W a);

    static abstract void Store(W value, uint* target);
}

internal readonly unsafe struct Words512(Vector512<uint> value) : IWords<Words512>
{
    private readonly Vector512<uint> _v = value;

    public static int Count => 16;

    public static Words512 Index => new(Vector512<uint>.Indices);

    public static Words512 All(uint value) => new(Vector512.Create(value));

    public static Words512 operator +(Words512 a, Words512 b) => new(a._v + b._v);

    public static Words512 operator ^(Words512 a, Words512 b) => new(a._v ^ b._v);

    public static Words512 operator |(Words512 a, Words512 b) => new(a._v | b._v);

    public static Words512 operator &(Words512 a, Words512 b) => new(a._v & b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Words512 High, Words512 Low) Multiply(Words512 a, Words512 b)
    {
        // One instruction multiplies the even words; the odd ones are shifted into their place.
        var even = Wide(a._v, b._v);
        var odd = Wide((a._v.AsUInt64() >> 32).AsUInt32(), (b._v.AsUInt64() >> 32).AsUInt32());
        var upper = Vector512.Create(0xFFFFFFFF00000000UL);
        return (new(Vector512.ConditionalSelect(upper, odd, even >> 32).AsUInt32()),
            new(Vector512.ConditionalSelect(upper, odd << 32, even).AsUInt32()));
    }

    public static Words512 Less(Words512 a, Words512 b) => new(Vector512.LessThan(a._v.AsInt32(), b._v.AsInt32()).AsUInt32());

    public static Words512 ShiftRight8(Words512 a) => new(a._v >> 8);

    public static void Store(Words512 value, uint* target) => value._v.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Wide(Vector512<uint> a, Vector512<uint> b) => Avx512F.IsSupported
        ? Avx512F.Multiply(a, b)
        : (a.AsUInt64() & Vector512.Create(0xFFFFFFFFUL)) * (b.AsUInt64() & Vector512.Create(0xFFFFFFFFUL));
}

internal readonly unsafe struct Words256(Vector256<uint> value) : IWords<Words256>
{
    private readonly Vector256<uint> _v = value;

    public static int Count => 8;

    public static Words256 Index => new(Vector256<uint>.Indices);

    public static Words256 All(uint value) => new(Vector256.Create(value));

    public static Words256 operator +(Words256 a, Words256 b) => new(a._v + b._v);

    public static Words256 operator ^(Words256 a, Words256 b) => new(a._v ^ b._v);

    public static Words256 operator |(Words256 a, Words256 b) => new(a._v | b._v);

    public static Words256 operator &(Words256 a, Words256 b) => new(a._v & b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Words256 High, Words256 Low) Multiply(Words256 a, Words256 b)
    {
        var even = Wide(a._v, b._v);
        var odd = Wide((a._v.AsUInt64() >> 32).AsUInt32(), (b._v.AsUInt64() >> 32).AsUInt32());
        var upper = Vector256.Create(0xFFFFFFFF00000000UL);
        return (new(Vector256.ConditionalSelect(upper, odd, even >> 32).AsUInt32()),
            new(Vector256.ConditionalSelect(upper, odd << 32, even).AsUInt32()));
    }

    public static Words256 Less(Words256 a, Words256 b) => new(Vector256.LessThan(a._v.AsInt32(), b._v.AsInt32()).AsUInt32());

    public static Words256 ShiftRight8(Words256 a) => new(a._v >> 8);

    public static void Store(Words256 value, uint* target) => value._v.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Wide(Vector256<uint> a, Vector256<uint> b) => Avx2.IsSupported
        ? Avx2.Multiply(a, b)
        : (a.AsUInt64() & Vector256.Create(0xFFFFFFFFUL)) * (b.AsUInt64() & Vector256.Create(0xFFFFFFFFUL));
}

internal readonly unsafe struct Words128(Vector128<uint> value) : IWords<Words128>
{
    private readonly Vector128<uint> _v = value;

    public static int Count => 4;

    public static Words128 Index => new(Vector128<uint>.Indices);

    public static Words128 All(uint value) => new(Vector128.Create(value));

    public static Words128 operator +(Words128 a, Words128 b) => new(a._v + b._v);

    public static Words128 operator ^(Words128 a, Words128 b) => new(a._v ^ b._v);

    public static Words128 operator |(Words128 a, Words128 b) => new(a._v | b._v);

    public static Words128 operator &(Words128 a, Words128 b) => new(a._v & b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Words128 High, Words128 Low) Multiply(Words128 a, Words128 b)
    {
        var even = Wide(a._v, b._v);
        var odd = Wide((a._v.AsUInt64() >> 32).AsUInt32(), (b._v.AsUInt64() >> 32).AsUInt32());
        var upper = Vector128.Create(0xFFFFFFFF00000000UL);
        return (new(Vector128.ConditionalSelect(upper, odd, even >> 32).AsUInt32()),
            new(Vector128.ConditionalSelect(upper, odd << 32, even).AsUInt32()));
    }

    public static Words128 Less(Words128 a, Words128 b) => new(Vector128.LessThan(a._v.AsInt32(), b._v.AsInt32()).AsUInt32());

    public static Words128 ShiftRight8(Words128 a) => new(a._v >> 8);

    public static void Store(Words128 value, uint* target) => value._v.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Wide(Vector128<uint> a, Vector128<uint> b) => Sse2.IsSupported
        ? Sse2.Multiply(a, b)
        : (a.AsUInt64() & Vector128.Create(0xFFFFFFFFUL)) * (b.AsUInt64() & Vector128.Create(0xFFFFFFFFUL));
}

internal readonly unsafe struct Words1(uint value) : IWords<Words1>
{
    private readonly uint _v = value;

    public static int Count => 1;

    public static Words1 Index => default;

    public static Words1 All(uint value) => new(value);

    public static Words1 operator +(Words1 a, Words1 b) => new(a._v + b._v);

    public static Words1 operator ^(Words1 a, Words1 b) => new(a._v ^ b._v);

    public static Words1 operator |(Words1 a, Words1 b) => new(a._v | b._v);

    public static Words1 operator &(Words1 a, Words1 b) => new(a._v & b._v);

    public static (Words1 High, Words1 Low) Multiply(Words1 a, Words1 b)
    {
        var product = (ulong)a._v * b._v;
        return (new((uint)(product >> 32)), new((uint)product));
    }

    public static Words1 Less(Words1 a, Words1 b) => new((int)a._v < (int)b._v ? uint.MaxValue : 0);

    public static Words1 ShiftRight8(Words1 a) => new(a._v >> 8);

    public static void Store(Words1 value, uint* target) => *target = value._v;
}
