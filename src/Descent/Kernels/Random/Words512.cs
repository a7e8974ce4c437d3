using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>512 bits: 16 words.</summary>
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
