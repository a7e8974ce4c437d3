using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Descent;

/// <summary>Which way an image is mirrored.</summary>
public enum FlipAxis
{
    /// <summary>Left and right change places.</summary>
    Horizontal,

    /// <summary>Top and bottom change places.</summary>
    Vertical,
}

/// <summary>Mirrors an image: the sheet's "flip". It suits things that look alike in a mirror, and does not suit digits and letters.</summary>
public sealed class Flip : ImageTransform
{
    /// <summary>Makes the transform.</summary>
    /// <param name="axis">Which way.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
    public Flip(FlipAxis axis = FlipAxis.Horizontal, double probability = 0.5)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"Flip: the probability is {probability}; give a number from 0 to 1.");
        Axis = axis;
        Probability = probability;
    }

    /// <summary>Which way.</summary>
    public FlipAxis Axis { get; }

    /// <summary>How often, 0 … 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Flip({Axis}, probability {Probability})";

    /// <inheritdoc/>
    protected internal override bool Apply(ReadOnlySpan<byte> source, in Shape shape, Span<byte> target, in ImageRandom random)
    {
        if (random.Uniform(0) >= Probability) return false;
        var (height, row, channels) = (shape[0], shape[1] * shape[2], shape[2]);
        for (var y = 0; y < height; y++)
        {
            var from = source.Slice(y * row, row);
            if (Axis == FlipAxis.Vertical) from.CopyTo(target.Slice((height - 1 - y) * row, row));
            else Mirror(from, target.Slice(y * row, row), channels);
        }

        return true;
    }

    /// <summary>The pixels of a row in reverse order, each pixel's channels in theirs.</summary>
    private static void Mirror(ReadOnlySpan<byte> from, Span<byte> to, int channels)
    {
        switch (channels)
        {
            case 1:
                from.CopyTo(to);
                to.Reverse();
                break;
            case 3 when from.Length > 3:
                MirrorColors(from, to);
                break;
            default:
                for (var at = 0; at < from.Length; at += channels) from.Slice(from.Length - channels - at, channels).CopyTo(to[at..]);
                break;
        }
    }

    /// <summary>
    /// Four bytes are moved at once, the fourth being overwritten by the next pixel: a third of the moves of single bytes. The ends of the
    /// row are moved by bytes, since beside them lies another row, or nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MirrorColors(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to);
        nint last = from.Length - 3;
        (Unsafe.Add(ref target, 0), Unsafe.Add(ref target, 1), Unsafe.Add(ref target, 2)) = (Unsafe.Add(ref source, last), Unsafe.Add(ref source, last + 1), Unsafe.Add(ref source, last + 2));
        for (nint at = 3; at < last; at += 3)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, at), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, last - at)));
        (Unsafe.Add(ref target, last), Unsafe.Add(ref target, last + 1), Unsafe.Add(ref target, last + 2)) = (Unsafe.Add(ref source, 0), Unsafe.Add(ref source, 1), Unsafe.Add(ref source, 2));
    }
}
