namespace Descent;

/// <summary>Inverted dropout (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014).</summary>
public static class DropoutOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each element with probability <paramref name="keep"/> divided by it, else 0: the expected value stays. The mask is a
        /// function of the seed, the epoch, the sample (axis 0 is the batch) and the element's place in it, so it does not
        /// depend on threads or on how an epoch is cut into batches; outside a <see cref="Step"/> each call draws another.
        /// </summary>
        /// <param name="keep">The probability of keeping an element, over 0 and at most 1.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is not in (0, 1].</exception>
        public Tensor Dropout(double keep)
        {
            if (!(keep > 0 && keep <= 1)) throw new ArgumentOutOfRangeException(nameof(keep), $"Dropout: keep is {keep}; give the share of elements to keep, over 0 and at most 1.");
            var step = Step.Current;
            var position = step?.Position ?? RandomPosition.Next();
            return new Node(x, keep, position, step?.NextStream() ?? 0).Call();
        }
    }

    // y = mask · x / keep, dx = mask · dy / keep
    internal sealed unsafe class Node(Tensor x, double keep, RandomPosition position, int stream) : Op(x)
    {
        // 1 where an element is kept; drawn anew, with the same numbers, whenever the op runs.
        private Tensor? _mask;

        protected override Shape Infer() => x.Shape;

        protected override void Forward<T>(Tensor y)
        {
            var rows = x.Shape.Rank == 0 ? 1 : x.Shape[0];
            var features = x.Shape.Product(1, x.Shape.Rank);
            _mask = Tensor.Allocate(x.Shape, DType.UInt8);
            var random = new Philox(position.Seed, RandomPurpose.Dropout, stream, position.Epoch);
            x.Device.Dropout(x.Data<T>(), _mask.Data<byte>(), y.Data<T>(), rows, features, keep, random, position.Sample);
        }

        protected override void Backward<T>(Tensor y) => x.Device.DropoutGradient(
            GradientOf<T>(y), _mask!.Data<byte>(), GradientFor<T>(x, out var add), x.Count, keep, add);
    }
}
