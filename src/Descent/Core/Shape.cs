using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Descent;

/// <summary>The sizes of a tensor's axes, outermost first; up to six, stored inline. A rank of 0 is a scalar.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "It can be written as a collection expression, [32, 784]; it is not a collection to keep things in.")]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    /// <summary>The most axes a tensor has: [N, D, H, W, C] and one to spare.</summary>
    public const int MaxRank = 6;

    private readonly Axes _axes;
    private readonly int _sizeMinusOne; // so that default(Shape), whose fields are all zero, is the scalar's shape

    /// <summary>Makes a shape of the given sizes.</summary>
    /// <exception cref="ArgumentException">A size is negative, there are more than six, or their product exceeds 2³¹ − 1.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaxRank)
            throw new ArgumentException($"Shape: {sizes.Length} axes were given; a tensor has at most {MaxRank}.");
        long count = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] < 0) throw new ArgumentException($"Shape: axis {i} has size {sizes[i]}; a size is 0 or more.");
            _axes[i] = sizes[i];
            count *= sizes[i];
            if (count > int.MaxValue)
                throw new ArgumentException($"Shape: [{string.Join(", ", sizes.ToArray())}] has more than {int.MaxValue} elements.");
        }

        Rank = sizes.Length;
        _sizeMinusOne = (int)count - 1;
    }

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>
    /// The number of elements: the product of the sizes, 1 for a scalar. (Were it called Count, the compiler would take it for the number of
    /// axes in a spread such as <c>[n, .. shape]</c>.)
    /// </summary>
    public int Size => _sizeMinusOne + 1;

    /// <summary>The size of an axis; negative axes count from the last (−1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => _axes[Axis(axis)];

    /// <summary>Makes a shape; called by collection expressions such as <c>[32, 784]</c>.</summary>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>The axis as 0 … rank − 1, where −1 is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        var positive = axis < 0 ? axis + Rank : axis;
        if ((uint)positive >= (uint)Rank)
            throw new ArgumentOutOfRangeException(nameof(axis), $"Shape: {this} has no axis {axis}; it has {Rank}.");
        return positive;
    }

    /// <summary>The sizes in a new array.</summary>
    public int[] ToArray()
    {
        var sizes = new int[Rank];
        for (var i = 0; i < Rank; i++) sizes[i] = _axes[i];
        return sizes;
    }

    /// <summary>The same shape with one axis changed.</summary>
    public Shape With(int axis, int size)
    {
        var sizes = ToArray();
        sizes[Axis(axis)] = size;
        return new Shape(sizes);
    }

    /// <summary>The product of the sizes from axis <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    internal int Product(int from, int to)
    {
        var product = 1;
        for (var i = from; i < to; i++) product *= _axes[i];
        return product;
    }

    /// <summary>The shape two operands broadcast to by NumPy's rule: aligned at the last axis, sizes equal or 1.</summary>
    internal static bool TryBroadcast(in Shape a, in Shape b, out Shape result)
    {
        if (a == b)
        {
            result = a;
            return true;
        }

        var rank = Math.Max(a.Rank, b.Rank);
        Span<int> sizes = stackalloc int[MaxRank];
        for (var i = 1; i <= rank; i++)
        {
            var m = i <= a.Rank ? a[^i] : 1;
            var n = i <= b.Rank ? b[^i] : 1;
            if (m != n && m != 1 && n != 1)
            {
                result = default;
                return false;
            }

            sizes[rank - i] = m == 1 ? n : m;
        }

        result = new Shape(sizes[..rank]);
        return true;
    }

    /// <summary>The size of an axis counted from the end: <c>shape[^1]</c> is the last.</summary>
    public int this[Index axis] => this[axis.GetOffset(Rank)];

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank) return false;
        for (var i = 0; i < Rank; i++)
            if (_axes[i] != other._axes[i]) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < Rank; i++) hash.Add(_axes[i]);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same sizes.</summary>
    public static bool operator ==(in Shape a, in Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(in Shape a, in Shape b) => !a.Equals(b);

    /// <summary>The sizes in brackets: <c>[32, 784]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", ToArray())}]";

    /// <summary>The sizes, outermost first.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)ToArray()).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    [InlineArray(MaxRank)]
    private struct Axes
    {
        private int _first;
    }
}
