using Descent.Ops;

namespace Descent;

/// <summary>Vectors looked up in a table.</summary>
public static class EmbeddingOp
{
    extension(Tensor indices)
    {
        /// <summary>Row <c>indices[…]</c> of the table at each place: [batch, time] → [batch, time, dim].</summary>
        /// <param name="weight">The table, [count, dim].</param>
        /// <exception cref="ShapeException">An index is outside of 0 … count − 1, the indices are not Int32, or the table is no matrix.</exception>
        public Tensor Embedding(Tensor weight)
        {
            ShapeException.Require(weight.Shape.Rank == 2, $"Embedding: weight {weight.Shape} must be a matrix (count, dim).");
            return new Node(weight, indices).Call();
        }
    }

    internal sealed class Node(Tensor weight, Tensor indices) : LookUpOp(weight, indices, axis: 0)
    {
        protected override string OutOfRange(int index, string position, int size) =>
            $"Embedding: index {index} at position {position} of input {Inputs[1]!.Shape} is outside of weight {Inputs[0]!.Shape} (count, dim); valid are 0 … {size - 1}.";
    }
}
