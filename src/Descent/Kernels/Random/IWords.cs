namespace Descent.Kernels;

/// <summary>A row of 32-bit words that one instruction works on: what <see cref="ILanes{V, T}"/> is for numbers.</summary>
internal unsafe interface IWords<W>
    where W : struct, IWords<W>
{
    static abstract int Count { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract W All(uint value);

    /// <summary>0, 1, 2, …</summary>
    static abstract W Index { get; }

    static abstract W operator +(W a, W b);

    static abstract W operator ^(W a, W b);

    static abstract W operator |(W a, W b);

    static abstract W operator &(W a, W b);

    /// <summary>The upper and lower 32 bits of the 64-bit products.</summary>
    static abstract (W High, W Low) Multiply(W a, W b);

    /// <summary>All bits set where a &lt; b; both must be below 2³¹.</summary>
    static abstract W Less(W a, W b);

    /// <summary>Each word eight bits to the right.</summary>
    static abstract W ShiftRight8(W a);

    static abstract void Store(W value, uint* target);
}
