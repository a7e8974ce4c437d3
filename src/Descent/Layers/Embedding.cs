namespace Descent;

/// <summary>A table of vectors looked up by index: Int32 [batch, …] → [batch, …, dim].</summary>
public sealed class Embedding : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="count">How many vectors.</param>
    /// <param name="dim">The length of each.</param>
    /// <param name="initializer">How they are drawn; standard normal if none is given, as in PyTorch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Embedding(int count, int dim, Initializer? initializer = null)
    {
        if (count < 1 || dim < 1)
            throw new ArgumentOutOfRangeException(count < 1 ? nameof(count) : nameof(dim), $"Embedding: {count} vectors of length {dim} were asked for; both must be at least 1.");
        Weight = new Parameter([count, dim], initializer ?? new Normal());
    }

    /// <summary>The vectors, [count, dim].</summary>
    public Parameter Weight { get; }

    /// <summary>How many vectors.</summary>
    public int Count => Weight.Shape[0];

    /// <summary>The length of each vector.</summary>
    public int Dim => Weight.Shape[1];

    /// <inheritdoc/>
    public override string ToString() => $"Embedding({Count} × {Dim})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Embedding(Weight);
}
