using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent;

/// <summary>
/// The five filters of PNG rows (ISO/IEC 15948, clause 9). Each byte is kept as its difference to a guess from the byte a pixel before it (a), the
/// one above (b) and the one above that before (c); undoing it adds the guess.
/// </summary>
/// <remarks>
/// A guess needs the pixel before, so the bytes of one pixel are the only ones that can be worked on together: eight lanes hold them, and what lies
/// beyond the pixel is overwritten by the next. Only the filter that looks above alone uses whole vectors.
/// </remarks>
internal static class PngFilters
{
    /// <summary>Bytes that rows must have room for behind their end.</summary>
    public const int Slack = 32;

    public const int MaxFilter = 4;

    /// <summary>Undoes a row's filter.</summary>
    /// <param name="filter">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="step">Bytes of a pixel, 1 to 8.</param>
    /// <param name="source">The row as it was unpacked; 8 bytes behind it may be read.</param>
    /// <param name="above">The row above it, or zeros.</param>
    /// <param name="count">Bytes of a row.</param>
    /// <param name="target">Where the row goes, neither of the two; <see cref="Slack"/> bytes behind it may be written.</param>
    public static void Undo(int filter, int step, ref byte source, ref byte above, int count, ref byte target)
    {
        switch (filter)
        {
            case 0:
                Unsafe.CopyBlockUnaligned(ref target, ref source, (uint)count);
                break;
            case 1:
                UndoSub(step, ref source, count, ref target);
                break;
            case 2:
                UndoUp(ref source, ref above, count, ref target);
                break;
            case 3:
                UndoAverage(step, ref source, ref above, count, ref target);
                break;
            default:
                UndoPaeth(step, ref source, ref above, count, ref target);
                break;
        }
    }

    private static void UndoSub(int step, ref byte source, int count, ref byte target)
    {
        var a = Vector128<byte>.Zero;
        for (var i = 0; i < count; i += step)
        {
            a += Load(ref source, i);
            Store(a, ref target, i);
        }
    }

    private static void UndoUp(ref byte source, ref byte above, int count, ref byte target)
    {
        var i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
            (Vector256.LoadUnsafe(ref source, (nuint)i) + Vector256.LoadUnsafe(ref above, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        for (; i < count; i++) Unsafe.Add(ref target, i) = (byte)(Unsafe.Add(ref source, i) + Unsafe.Add(ref above, i));
    }

    /// <summary>The guess is ⌊(a + b) / 2⌋, of nine bits: a ∧ b + ⌊(a ⊕ b) / 2⌋ needs but eight.</summary>
    private static void UndoAverage(int step, ref byte source, ref byte above, int count, ref byte target)
    {
        var a = Vector128<byte>.Zero;
        for (var i = 0; i < count; i += step)
        {
            var b = Load(ref above, i);
            a = Load(ref source, i) + (a & b) + Vector128.ShiftRightLogical(a ^ b, 1);
            Store(a, ref target, i);
        }
    }

    /// <summary>The guess is whichever of a, b and c is nearest to a + b − c, in this order where two are (A. Paeth, "Image file compression made easy", 1991).</summary>
    private static void UndoPaeth(int step, ref byte source, ref byte above, int count, ref byte target)
    {
        var (a, c, low) = (Vector128<short>.Zero, Vector128<short>.Zero, Vector128.Create((short)0xFF));
        for (var i = 0; i < count; i += step)
        {
            var b = Vector128.WidenLower(Load(ref above, i)).AsInt16();
            Vector128<short> byA = Vector128.Abs(b - c), byB = Vector128.Abs(a - c), byC = Vector128.Abs(b - c + (a - c));
            var least = Vector128.Min(byA, Vector128.Min(byB, byC));
            var guess = Vector128.ConditionalSelect(Vector128.Equals(least, byA), a, Vector128.ConditionalSelect(Vector128.Equals(least, byB), b, c));
            a = (Vector128.WidenLower(Load(ref source, i)).AsInt16() + guess) & low;
            c = b;
            Store(Vector128.Narrow(a.AsUInt16(), a.AsUInt16()), ref target, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte start, int at) => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> value, ref byte start, int at) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), value.AsUInt64().ToScalar());
}
