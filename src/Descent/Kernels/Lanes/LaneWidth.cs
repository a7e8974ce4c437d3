using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>How many bits a kernel handles at a time: 512, 256, 128, or 1 for one number at a time.</summary>
internal static class LaneWidth
{
    private static int s_bits;

    // The runtime answers no for processors of the first AVX-512 generations, because they lower their clock a little; their kernels
    // are still up to twice as fast as at 256 bits, and Vector512 does compile to 512-bit instructions there.
    internal static bool Has512 => Vector512.IsHardwareAccelerated || Avx512F.IsSupported;

    /// <summary>
    /// Lets <see cref="Bits"/> be set to 512 on any machine: without the instructions, each operation becomes two of 256 bits. Tests do so, to
    /// walk every width's tiles and tails wherever they run; it is of no use otherwise.
    /// </summary>
    internal static bool Emulates512 { get; set; }

    /// <summary>
    /// The width every kernel uses: DESCENT_LANES, or the widest this processor accelerates. A width it does not accelerate becomes the
    /// widest one below it that it does, so that a script written on a newer machine still runs.
    /// </summary>
    /// <exception cref="ArgumentException">The value, or DESCENT_LANES, is none of 512, 256, 128 and 1.</exception>
    public static int Bits
    {
        get => s_bits != 0 ? s_bits : s_bits = Parse(Environment.GetEnvironmentVariable("DESCENT_LANES"));
        set => s_bits = value == 512 && Emulates512 ? 512 : Supported(value, $"the lane width is {value}");
    }

    internal static int Parse(string? variable)
    {
        if (string.IsNullOrEmpty(variable)) return Supported(512, "");
        return Supported(int.TryParse(variable, out var bits) ? bits : 0, $"DESCENT_LANES is '{variable}'");
    }

    private static int Supported(int bits, string found)
    {
        if (bits is not (512 or 256 or 128 or 1)) throw new ArgumentException($"{found}; give 512, 256, 128 or 1 (one number at a time).");
        if (bits == 512 && !Has512) bits = 256;
        if (bits == 256 && !Vector256.IsHardwareAccelerated) bits = 128;
        if (bits == 128 && !Vector128.IsHardwareAccelerated) bits = 1;
        return bits;
    }
}
