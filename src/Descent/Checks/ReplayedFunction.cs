namespace Descent;

/// <summary>
/// A function of tensors as a gradient check sees it: a scalar in Float64 that is the same each time it is computed. Random numbers are drawn at
/// one place, and running statistics are put back after each time. A result of several numbers counts as their sum, each times a weight of its own.
/// </summary>
internal sealed class ReplayedFunction
{
    private readonly Func<Tensor> _f;
    private readonly Tensor[] _leaves;
    private readonly ulong _seed;
    private readonly Action _restore;
    private readonly Tensor? _weights; // null where the result is a scalar
    private readonly double[] _plain;  // the same, as numbers

    /// <param name="f">The function; it reads the leaves.</param>
    /// <param name="leaves">What is varied, Float64 tensors that require a gradient.</param>
    /// <param name="seed">Where random numbers are drawn, and the weights of the result's numbers.</param>
    /// <param name="restore">Puts back what computing the function changes.</param>
    public ReplayedFunction(Func<Tensor> f, Tensor[] leaves, ulong seed, Action restore)
    {
        (_f, _leaves, _seed, _restore) = (f, leaves, seed, restore);
        var shape = default(Shape);
        using (new NoGrad())
        {
            Run(y =>
            {
                if (y.Type != DType.Float64)
                    throw new InvalidOperationException($"GradientCheck: the result {y.Shape} is {y.Type}; a function is checked in Float64, and must give that when its operands are. Does it convert, or hold a tensor that is no parameter?");
                (shape, Start) = (y.Shape, y.ToArray<double>());
            });
        }

        // Of either sign and no two alike, so that what is symmetric in the result, as a softmax's sum is, does not cancel.
        var random = new Philox(seed, RandomPurpose.Noise);
        _plain = shape.Rank == 0 ? [1] : [.. Enumerable.Range(0, shape.Size).Select(i => (0.5 + random.Uniform(0, 2 * i)) * (random.Bits(0, 2 * i + 1) % 2 == 0 ? 1 : -1))];
        _weights = shape.Rank == 0 ? null : Tensor.From(_plain, shape);
        Largest = Start.Length == 0 ? 0 : Start.Max(Math.Abs);
    }

    /// <summary>The result's numbers at the start.</summary>
    public double[] Start { get; private set; } = [];

    /// <summary>The largest of them.</summary>
    public double Largest { get; }

    /// <summary>How often the function was computed.</summary>
    public int Evaluations { get; private set; }

    /// <summary>The gradient of each leaf, where the leaves are now; null for one that no gradient reaches.</summary>
    public double[]?[] Gradients()
    {
        foreach (var leaf in _leaves) leaf.ClearGrad();
        double[]?[] gradients = [];
        Run(y =>
        {
            if (!y.RequiresGrad)
                throw new InvalidOperationException("GradientCheck: the result does not depend on anything that requires a gradient. Is every parameter frozen, or was the graph cut by Detach, NoGrad or a comparison?");
            (_weights is null ? y : (y * _weights).Sum()).Backward();
            gradients = Array.ConvertAll(_leaves, leaf => leaf.Grad?.ToArray<double>());
        });
        foreach (var leaf in _leaves) leaf.ClearGrad();
        return gradients;
    }

    /// <summary>The result's numbers where the leaves are now.</summary>
    public double[] Values()
    {
        using var recording = new NoGrad();
        double[] values = [];
        Run(y => values = y.ToArray<double>());
        return values;
    }

    /// <summary>The scalar's difference between two results, and how many of the numbers differ. Those that do not add no rounding.</summary>
    public (double Difference, int Reached) Compare(double[] above, double[] below)
    {
        var (sum, reached) = (0.0, 0);
        for (var i = 0; i < above.Length; i++)
        {
            if (above[i] == below[i]) continue;
            sum += _plain[i] * (above[i] - below[i]);
            reached++;
        }

        return (sum, reached);
    }

    private void Run(Action<Tensor> read)
    {
        Evaluations++;
        using var step = new Step(_seed, epoch: 0, sample: 0);
        try
        {
            read(_f());
        }
        finally
        {
            _restore();
        }
    }
}
