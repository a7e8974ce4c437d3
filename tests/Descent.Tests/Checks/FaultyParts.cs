namespace Descent.Tests.Checks;

/// <summary>Modules and losses with a fault each.</summary>
internal static class FaultyParts
{
    /// <summary>A layer that Train() and Eval() do not reach, because it stands in no property.</summary>
    internal sealed class Hides(Module hidden) : Module
    {
        private readonly Module _hidden = hidden;

        protected override Tensor Compute(Tensor x) => _hidden.Forward(x);
    }

    internal sealed class SubtractsBatchMean : Module
    {
        protected override Tensor Compute(Tensor x) => x - x.Mean(keepDims: true, 0);
    }

    internal sealed class DrawsAlone : Module
    {
        private readonly Random _random = new(1);

        protected override Tensor Compute(Tensor x) => Training ? x * (1 + 0.1 * _random.NextDouble()) : x;
    }

    internal sealed class CutsTheGraph : Module
    {
        protected override Tensor Compute(Tensor x) => x.Detach();
    }

    internal sealed class ForgetsALayer : Module
    {
        public Linear Used { get; } = new(8, 3);

        public Linear Forgotten { get; } = new(8, 3);

        protected override Tensor Compute(Tensor x) => Used.Forward(x);
    }

    /// <summary>Gives the first two classes one output.</summary>
    internal sealed class UsesAnOutputTwice : Module
    {
        public Linear Hidden { get; } = new(8, 24);

        public Linear Last { get; } = new(24, 2);

        protected override Tensor Compute(Tensor x)
        {
            var y = Last.Forward(Hidden.Forward(x).Relu());
            return Tensor.Concat([y.Slice(1, 0, 1), y], axis: 1);
        }
    }

    internal sealed class ReducesTheBatch : Module
    {
        public Linear Last { get; } = new(8, 3);

        protected override Tensor Compute(Tensor x) => Last.Forward(x).Mean(keepDims: true, 0);
    }

    internal sealed class EndsInSoftmax : Module
    {
        public Linear Hidden { get; } = new(8, 24);

        public Linear Last { get; } = new(24, 3);

        protected override Tensor Compute(Tensor x) => Last.Forward(Hidden.Forward(x).Relu()).Softmax();
    }

    /// <summary>[N, 1] against [N]: every prediction with every target.</summary>
    internal sealed class BroadcastSquares : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets)
        {
            var apart = predictions.Reshape(predictions.Shape[0], 1) - targets.Reshape(1, targets.Count);
            return (apart * apart).Mean();
        }
    }

    /// <summary>Softmax over the batch in place of the classes.</summary>
    internal sealed class SoftmaxOverBatch : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => -(predictions.LogSoftmax(0) * OneHot(predictions, targets, 0)).Sum() / predictions.Shape[0];
    }

    internal sealed class Summed : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => -(predictions.LogSoftmax() * OneHot(predictions, targets, 0)).Sum();
    }

    /// <summary>The mean over classes and batch is taken of the predictions, before the square.</summary>
    internal sealed class SquareOfMeans : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets)
        {
            var apart = predictions.Mean(0) - targets.Mean(0);
            return (apart * apart).Mean();
        }
    }

    internal sealed class WrongSign : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => (predictions.LogSoftmax() * OneHot(predictions, targets, 0)).Sum() / predictions.Shape[0];
    }

    internal sealed class OffByOne : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => -(predictions.LogSoftmax() * OneHot(predictions, targets, 1)).Sum() / predictions.Shape[0];
    }

    /// <summary>[N, L, C] → [N, C]: the mean of the positions that hold anything.</summary>
    internal sealed class MaskedMean : Module
    {
        protected override Tensor Compute(Tensor x)
        {
            var (count, length, channels) = (x.Shape[0], x.Shape[1], x.Shape[2]);
            var shares = new float[count * length];
            var values = ExaminedBatch.Numbers(x);
            for (var i = 0; i < count; i++)
            {
                var held = Enumerable.Range(0, length).Where(p => values.AsSpan((i * length + p) * channels, channels).ContainsAnyExcept(0)).ToList();
                foreach (var p in held) shares[i * length + p] = 1f / held.Count;
            }

            return (x * Tensor.From(shares, [count, length, 1]).To(x.Type)).Sum(1);
        }
    }

    /// <summary>Subtracts the mean over all positions, padded ones included, where a position holds anything.</summary>
    internal sealed class NormalizesPositions : Module
    {
        protected override Tensor Compute(Tensor x) => x * (1 + x.Mean(keepDims: true, 1));
    }

    internal sealed class DividesByAll : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => -(predictions.LogSoftmax() * OneHot(predictions, targets, 0)).Sum() / predictions.Shape[0];
    }

    /// <summary>The value leaves ignored rows out, but the gradient does not.</summary>
    internal sealed class TeachesIgnored : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets)
        {
            var logarithms = predictions.LogSoftmax();
            var ignored = -logarithms.Slice(1, 0, 1).Sum() * 0.1;
            var kept = targets.ToArray<int>().Count(t => t >= 0);
            return -(logarithms * OneHot(predictions, targets, 0)).Sum() / kept + (kept < targets.Count ? ignored - ignored.Item() : ignored * 0);
        }
    }

    /// <summary>The root of what may be negative.</summary>
    internal sealed class RootOfDifferences : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => (predictions - targets).Sqrt().Mean();
    }

    private static Tensor OneHot(Tensor predictions, Tensor targets, int shift)
    {
        var classes = predictions.Shape[^1];
        var values = new float[predictions.Count];
        for (var i = 0; i < targets.Count; i++)
            if (targets.Span<int>()[i] >= 0) values[i * classes + (targets.Span<int>()[i] + shift) % classes] = 1;
        return Tensor.From(values, predictions.Shape);
    }
}
