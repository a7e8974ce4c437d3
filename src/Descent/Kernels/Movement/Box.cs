using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// A rectangular set of elements, seen in two arrays at once: y[Σ jᵢ·yStrideᵢ] belongs to x[Σ jᵢ·xStrideᵢ]. Transposing, joining,
/// cutting and padding are all one copy over such a box. Axes of size 1 are dropped, and axes that lie one behind the other in both
/// arrays are merged, so that what is contiguous is seen to be.
/// </summary>
internal struct Box
{
    /// <summary>As many axes as a tensor has.</summary>
    public const int MaxRank = 6;

    public Axes Sizes, X, Y;
    public int Rank;

    /// <summary>The number of elements.</summary>
    public int Count;

    public Box(ReadOnlySpan<int> sizes, ReadOnlySpan<int> xStrides, ReadOnlySpan<int> yStrides)
    {
        Count = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            Count *= sizes[i];
            if (sizes[i] == 1) continue;
            var last = Rank - 1;
            if (Rank > 0 && X[last] == xStrides[i] * sizes[i] && Y[last] == yStrides[i] * sizes[i]) Sizes[last] *= sizes[i];
            else Sizes[last = Rank++] = sizes[i];
            X[last] = xStrides[i];
            Y[last] = yStrides[i];
        }

        if (Rank > 0) return;
        (Rank, Sizes[0], X[0], Y[0]) = (1, 1, 1, 1);
    }

    /// <summary>The last axis.</summary>
    public readonly int Last => Rank - 1;

    /// <summary>Whether the last axis is contiguous in both arrays.</summary>
    public readonly bool HasRuns => X[Last] == 1 && Y[Last] == 1;

    /// <summary>
    /// The axis that is contiguous in x while another, the last, is contiguous in y: the copy then is a batch of matrix
    /// transpositions. −1 if there is none.
    /// </summary>
    public readonly int Transposed
    {
        get
        {
            if (Y[Last] != 1) return -1;
            for (var i = 0; i < Last; i++)
                if (X[i] == 1) return i;
            return -1;
        }
    }

    [InlineArray(MaxRank)]
    internal struct Axes
    {
        private int _first;
    }
}
