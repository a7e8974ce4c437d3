using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>256 bits: 8 words.</summary>
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
