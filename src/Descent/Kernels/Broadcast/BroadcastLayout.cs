namespace Descent.Kernels;

/// <summary>
/// How up to three operands walk beside a contiguous result: the sizes of the result's axes and each operand's stride along them, 0 where
/// it is broadcast. Axes of size 1 are dropped and axes that every operand walks alike are merged, so that equal shapes, a scalar, a row
/// and a column all become one or two axes. The last stride is 0 or 1, since operands are contiguous.
/// </summary>
internal struct BroadcastLayout
{
    public Box.Axes Sizes, A, B, C;
    public int Rank;

    /// <summary>The number of elements of the result.</summary>
    public int Count;

    /// <summary>Three operands of the result's own shape.</summary>
    public BroadcastLayout(int count)
    {
        (Rank, Count) = (1, count);
        (Sizes[0], A[0], B[0], C[0]) = (count, 1, 1, 1);
    }

    public BroadcastLayout(ReadOnlySpan<int> sizes, ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> c)
    {
        Count = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            Count *= sizes[i];
            if (sizes[i] == 1) continue;
            var last = Rank - 1;
            if (Rank > 0 && A[last] == a[i] * sizes[i] && B[last] == b[i] * sizes[i] && C[last] == c[i] * sizes[i]) Sizes[last] *= sizes[i];
            else Sizes[last = Rank++] = sizes[i];
            (A[last], B[last], C[last]) = (a[i], b[i], c[i]);
        }

        if (Rank == 0) this = new BroadcastLayout(Count);
    }
}

/// <summary>Walks part of a <see cref="BroadcastLayout"/>'s result in runs along its last axis.</summary>
internal struct BroadcastWalk
{
    private readonly BroadcastLayout _layout;
    private Box.Axes _at;
    private int _left;

    /// <summary>Where the run's operands start, in elements.</summary>
    public nint A, B, C;

    /// <summary>Where the run starts in the result.</summary>
    public int Y;

    /// <summary>The run's length.</summary>
    public int Length;

    /// <summary>Starts before the run that holds element <paramref name="start"/> of the result; <paramref name="count"/> elements follow.</summary>
    public BroadcastWalk(in BroadcastLayout layout, int start, int count)
    {
        _layout = layout;
        _left = count;
        Y = start;
        for (var i = layout.Rank - 1; i >= 0; i--)
        {
            var at = layout.Rank == 1 ? start : start % layout.Sizes[i];
            start = layout.Rank == 1 ? 0 : start / layout.Sizes[i];
            _at[i] = at;
            A += (nint)at * layout.A[i];
            B += (nint)at * layout.B[i];
            C += (nint)at * layout.C[i];
        }
    }

    public bool MoveNext()
    {
        var last = _layout.Rank - 1;
        if (Length > 0)
        {
            // Past the run just walked, and over the edge of as many axes as it ends.
            Y += Length;
            _left -= Length;
            Step(last, Length);
            for (var i = last; i > 0 && _at[i] == _layout.Sizes[i]; i--)
            {
                Step(i, -_at[i]);
                Step(i - 1, 1);
            }
        }

        Length = Math.Min(_layout.Sizes[last] - _at[last], _left);
        return Length > 0;
    }

    private void Step(int axis, int by)
    {
        _at[axis] += by;
        A += (nint)by * _layout.A[axis];
        B += (nint)by * _layout.B[axis];
        C += (nint)by * _layout.C[axis];
    }
}
