namespace Descent.Kernels;

/// <summary>
/// One matrix product: C[m,n] = op(A)[m,k] · op(B)[k,n], or C += when <see cref="Accumulate"/>. All three are row-major with leading
/// dimensions (elements from one row to the next); a transposed operand is stored [k,m] or [n,k]. C must not overlap A or B.
/// </summary>
internal unsafe struct GemmArgs<T> where T : unmanaged
{
    public T* A, B, C;
    public int M, N, K;
    public int LdA, LdB, LdC;
    public bool TransposeA, TransposeB, Accumulate;

    /// <summary>Whether a row of C shall have the same bits however many others there are. Otherwise few rows are summed in an order that suits few.</summary>
    public bool RowsApart;
}

/// <summary>What to do to each finished piece of a row of C while it is still in the cache, such as adding a bias.</summary>
internal unsafe interface IEpilogue<T> where T : unmanaged
{
    /// <summary>
    /// Changes <paramref name="count"/> elements at <paramref name="row"/>, which are C[rowIndex, column] and those after it. Every element
    /// of C is given exactly once, in no particular order and from several threads.
    /// </summary>
    void Apply(T* row, int rowIndex, int column, int count);
}

/// <summary>Nothing to do; the call is folded away.</summary>
internal readonly unsafe struct NoEpilogue<T> : IEpilogue<T> where T : unmanaged
{
    public void Apply(T* row, int rowIndex, int column, int count) { }
}
