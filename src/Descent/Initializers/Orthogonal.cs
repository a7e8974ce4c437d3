using System.Numerics.Tensors;

namespace Descent;

/// <summary>
/// Rows, or columns where there are more rows, that are orthogonal and of length gain (Saxe et al., "Exact solutions to the
/// nonlinear dynamics of learning in deep linear neural networks", 2013). Axes after the first are taken as one. The matrix is
/// uniform over all such: the QR factor, with positive diagonal, of a normal one (Mezzadri, "How to generate random matrices", 2007).
/// </summary>
/// <param name="gain">The length of each row or column; see <see cref="Descent.Gain"/>.</param>
public sealed class Orthogonal(double gain = 1) : Initializer
{
    /// <summary>The length of each row or column.</summary>
    public double Gain { get; } = Descent.Gain.Check(nameof(Orthogonal), gain);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape has fewer than two axes.</exception>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample)
    {
        if (shape.Rank < 2) throw new ArgumentException($"Orthogonal: {shape} is no matrix; give a shape with at least two axes.");
        var rows = shape[0];
        var columns = shape.Product(1, shape.Rank);
        var (few, many) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var vectors = new double[(long)few * many];
        for (var i = 0; i < vectors.Length; i += 2)
        {
            var (first, second) = random.Normal(sample, i / 2);
            vectors[i] = first;
            if (i + 1 < vectors.Length) vectors[i + 1] = second;
        }

        for (var k = 0; k < few; k++)
        {
            var vector = vectors.AsSpan(k * many, many);

            // Gram–Schmidt, twice: the second pass removes what rounding left in the first (Giraud et al., 2005).
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < k; j++)
                {
                    var other = vectors.AsSpan(j * many, many);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(vector, other), vector, vector);
                }
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
        }

        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                values[row * columns + column] = (float)(Gain * (rows <= columns ? vectors[row * many + column] : vectors[column * many + row]));
    }
}
