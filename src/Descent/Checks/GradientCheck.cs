namespace Descent;

/// <summary>
/// Compares gradients by backpropagation with central differences in Float64, (f(x + h) − f(x − h))/2h with h = ∛ε·max(1, |x|): those of an op, a
/// layer, a loss, or a whole network with its loss on a batch. The very network is computed, in the mode it is in, with the same dropout masks
/// each time and its running statistics as they are; afterwards it is what it was, to the bit.
/// <para>The error is |a − n|/max(|a|, |n|, 1e-8); below 1e-6 a tensor passes, below 1e-4 it is to be looked at. Where the plain difference says
/// nothing, because the slope is too small for it or a kink (ReLU, maximum) is in reach, steps of other lengths, one-sided differences and
/// points beside decide: see <see cref="TensorGradient.Kinks"/> and <see cref="TensorGradient.Unresolved"/>.</para>
/// </summary>
public sealed class GradientCheck
{
    private const double WarnBelow = 1e-4;

    /// <summary>The most coordinates of one tensor that are checked. A tensor that has no more is checked in every coordinate.</summary>
    public int Coordinates { get; init; } = 24;

    /// <summary>Random directions in which a tensor that has more is checked besides, and the gradient's own direction if there is one at all.</summary>
    public int Directions { get; init; } = 2;

    /// <summary>Chooses coordinates and directions, and what dropout drops.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks a function, such as an op: the gradient of every floating-point operand.</summary>
    /// <param name="f">The function. It is given Float64 copies of its operands, and is computed often.</param>
    /// <param name="operands">Its operands, of any element type; one tensor may stand at several places.</param>
    /// <exception cref="InvalidOperationException">The result depends on no operand that has a gradient, or is not Float64.</exception>
    public GradientReport Run(Func<Tensor[], Tensor> f, params Tensor[] operands)
    {
        var copies = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var operand in operands) copies.TryAdd(operand, LeafOf(operand));
        var leaves = operands.Index().Where(o => o.Item.Type.IsFloat()).DistinctBy(o => copies[o.Item]).Select(o => ($"operand {o.Index}", copies[o.Item])).ToList();
        var given = Array.ConvertAll(operands, operand => copies[operand]);
        return Run(() => f(given), leaves, () => { });
    }

    /// <summary>Checks a layer, or a network without a loss: the gradients of its input and of every trainable parameter.</summary>
    /// <param name="layer">The layer, in the mode in which it is to be checked.</param>
    /// <param name="input">Its input, batch first; the gradient of whole numbers is not asked for.</param>
    /// <exception cref="ShapeException">The input does not fit.</exception>
    /// <exception cref="InvalidOperationException">The layer computes in another element type than its parameters', or has nothing to check.</exception>
    public GradientReport Run(Module layer, Tensor input) => Run(layer, input, y => y);

    /// <summary>Checks a loss: the gradient of the predictions.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="predictions">Predictions, batch first.</param>
    /// <param name="targets">Targets, as the loss takes them.</param>
    /// <exception cref="ShapeException">Shapes or element types do not fit.</exception>
    /// <exception cref="ArgumentException">A target has a value that the loss is not defined for.</exception>
    public GradientReport Run(Loss loss, Tensor predictions, Tensor targets)
    {
        var (p, t) = (LeafOf(predictions), ConstantOf(targets));
        return Run(() => loss.Compute(p, t), [("predictions", p)], () => { });
    }

    /// <summary>Checks a network with its loss on a batch: the gradients of the inputs and of every trainable parameter.</summary>
    /// <param name="model">The network, in the mode in which it is to be checked.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">A batch of inputs; the fewer, the faster.</param>
    /// <param name="targets">Their targets.</param>
    /// <exception cref="ShapeException">Shapes or element types do not fit.</exception>
    /// <exception cref="ArgumentException">A target has a value that the loss is not defined for.</exception>
    /// <exception cref="InvalidOperationException">The network computes in another element type than its parameters', or has nothing to check.</exception>
    public GradientReport Run(Module model, Loss loss, Tensor inputs, Tensor targets)
    {
        var t = ConstantOf(targets);
        return Run(model, inputs, y => loss.Compute(y, t));
    }

    /// <summary>
    /// Measures how the error of differences depends on their step, from 1e-1 to 1e-13 in steps of √10: the reason for the step that is taken. Parameters
    /// are looked at, in the coordinates that a check would look at.
    /// </summary>
    /// <param name="model">The network, in the mode in which it is to be looked at. Kinks (ReLU) blur the picture.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">A batch of inputs.</param>
    /// <param name="targets">Their targets.</param>
    /// <exception cref="ShapeException">Shapes or element types do not fit.</exception>
    /// <exception cref="InvalidOperationException">The network has nothing to look at.</exception>
    public StepTradeOff TradeOff(Module model, Loss loss, Tensor inputs, Tensor targets)
    {
        var t = ConstantOf(targets);
        return OnCopy(model, inputs, y => loss.Compute(y, t), MeasureSteps);
    }

    private GradientReport Run(Module model, Tensor input, Func<Tensor, Tensor> then) => OnCopy(model, input, then, Run);

    private static T OnCopy<T>(Module model, Tensor input, Func<Tensor, Tensor> then, Func<Func<Tensor>, List<(string Name, Tensor Leaf)>, Action, T> run)
    {
        using var copy = new WorkingCopy(model, DType.Float64);
        foreach (var (_, parameter) in model.NamedParameters()) parameter.ClearGrad();
        var x = LeafOf(input);
        var statistics = new Statistics(model);
        List<(string, Tensor)> leaves = [.. model.NamedParameters().Where(p => p.Parameter is { Trainable: true, Type: DType.Float64 }).Select(p => (p.Name, (Tensor)p.Parameter))];
        if (x.RequiresGrad) leaves.Insert(0, ("input", x));
        return run(() => then(model.Forward(x)), leaves, statistics.Restore);
    }

    private StepTradeOff MeasureSteps(Func<Tensor> function, List<(string Name, Tensor Leaf)> leaves, Action restore)
    {
        var tensors = leaves.Select(l => l.Leaf).ToArray();
        var f = new ReplayedFunction(function, tensors, Seed, restore);
        var gradients = f.Gradients();
        var lines = leaves.Index().Where(l => l.Item.Name != "input").SelectMany(l => Sample(l.Item.Leaf.Count, gradients[l.Index], l.Index).Select(i => (Line: new SlopeLine(f, l.Item.Leaf, i), Slope: gradients[l.Index]?[i] ?? 0))).ToList();
        return new StepTradeOff([.. Enumerable.Range(2, 25).Select(i => Math.Pow(10, -i / 2.0)).Select(h => new StepError(h, ErrorAt(h)))]);

        double ErrorAt(double h)
        {
            var (difference, analytic, numeric) = (0.0, 0.0, 0.0);
            foreach (var (line, a) in lines)
            {
                var n = line.Over(h * line.Scale, f.Start).Central;
                (difference, analytic, numeric) = (difference + (a - n) * (a - n), analytic + a * a, numeric + n * n);
            }

            return Math.Sqrt(difference / Math.Max(Math.Max(analytic, numeric), 1e-300));
        }
    }

    private GradientReport Run(Func<Tensor> function, List<(string Name, Tensor Leaf)> leaves, Action restore)
    {
        var tensors = leaves.Select(l => l.Leaf).ToArray();
        var f = new ReplayedFunction(function, tensors, Seed, restore);
        var gradients = f.Gradients();
        var comparison = new SlopeComparison(f, tensors, Seed);
        var results = new List<TensorGradient>();
        for (var l = 0; l < leaves.Count; l++)
        {
            var (leaf, gradient) = (l, gradients[l]);
            var coordinates = Sample(leaves[l].Leaf.Count, gradient, l);
            var slopes = coordinates.Select(i => (Where: Position(tensors[leaf].Shape, i), Slope: comparison.Run(new SlopeLine(f, tensors[leaf], i), leaf, gradient))).ToList();
            if (coordinates.Count < tensors[l].Count)
                slopes.AddRange(DirectionsOf(tensors[l].Count, gradient, l).Select(d => (d.Name, comparison.Run(new SlopeLine(f, tensors[leaf], 0, d.Direction), leaf, gradient))));
            results.Add(Judge(leaves[l].Name, tensors[l].Shape, coordinates.Count, slopes) with { IsReached = gradient is not null });
        }

        return new GradientReport(results, f.Evaluations);
    }

    private static TensorGradient Judge(string name, in Shape shape, int coordinates, List<(string Where, Slope Slope)> slopes)
    {
        if (slopes.Count == 0) return new TensorGradient(name, shape, 0, 0, 0, "", 0, 0, 0, CheckVerdict.Pass);
        var (where, worst) = slopes.MaxBy(s => (VerdictOn(s.Slope), s.Slope.Kind is SlopeKind.Agrees or SlopeKind.Differs, s.Slope.Error));
        return new TensorGradient(name, shape, coordinates, slopes.Count - coordinates, worst.Error, where, worst.Analytic, worst.Numeric, worst.Step, VerdictOn(worst))
        {
            Kinks = slopes.Count(s => s.Slope.Kind is SlopeKind.Kink or SlopeKind.OddKink),
            Unresolved = slopes.Count(s => s.Slope.Kind == SlopeKind.Unresolved),
        };
    }

    private static CheckVerdict VerdictOn(in Slope slope) => slope.Kind switch
    {
        SlopeKind.Differs => slope.Error < WarnBelow ? CheckVerdict.Warn : CheckVerdict.Fail,
        SlopeKind.OddKink => CheckVerdict.Warn,
        _ => CheckVerdict.Pass,
    };

    /// <summary>All coordinates, or a sample: a quarter where the gradient is largest, the others drawn from the rest.</summary>
    private List<int> Sample(int count, double[]? gradient, int leaf)
    {
        if (count <= Coordinates) return [.. Enumerable.Range(0, count)];
        var sample = new SortedSet<int>(gradient is null ? [] : Enumerable.Range(0, count).OrderByDescending(i => Math.Abs(gradient[i])).Take(Coordinates / 4));
        var random = new Philox(Seed, RandomPurpose.Noise, stream: leaf, epoch: 1 << 20);
        for (var i = 0; sample.Count < Coordinates; i++) sample.Add(random.Below(count, sample: 0, i));
        return [.. sample];
    }

    /// <summary>Directions of length 1: random signs, and the gradient's own, in which a slope is largest and so best resolved.</summary>
    private IEnumerable<(string Name, double[] Direction)> DirectionsOf(int count, double[]? gradient, int leaf)
    {
        for (var d = 0; d < Directions; d++)
        {
            var random = new Philox(Seed, RandomPurpose.Noise, stream: leaf, epoch: (1 << 20) + 1 + d);
            yield return ($"random direction {d + 1}", [.. Enumerable.Range(0, count).Select(i => (random.Bits(0, i) % 2 == 0 ? 1 : -1) / Math.Sqrt(count))]);
        }

        var length = Math.Sqrt(gradient?.Sum(g => g * g) ?? 0);
        if (Directions > 0 && length > 0 && double.IsFinite(length)) yield return ("the gradient's direction", Array.ConvertAll(gradient!, g => g / length));
    }

    private static string Position(in Shape shape, int index)
    {
        var position = new int[shape.Rank];
        for (var axis = position.Length - 1; axis >= 0; axis--) (index, position[axis]) = (index / shape[axis], index % shape[axis]);
        return $"[{string.Join(", ", position)}]";
    }

    /// <summary>A Float64 copy that requires a gradient; whole numbers as they are.</summary>
    private static Tensor LeafOf(Tensor tensor)
    {
        var leaf = ConstantOf(tensor);
        leaf.RequiresGrad = leaf.Type.IsFloat();
        return leaf;
    }

    /// <summary>A copy, Float64 where the tensor holds floating-point numbers.</summary>
    private static Tensor ConstantOf(Tensor tensor)
    {
        using var recording = new NoGrad();
        return (tensor.Type.IsFloat() ? tensor.To(DType.Float64) : tensor).Copy();
    }
}
