using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>128 bits: 4 words.</summary>
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
