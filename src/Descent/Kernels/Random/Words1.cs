namespace Descent.Kernels;

/// <summary>A single word.</summary>
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
