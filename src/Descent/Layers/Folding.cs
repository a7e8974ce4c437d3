namespace Descent;

/// <summary>
/// Which convolutions stand right before a batch normalization that evaluates, as one convolution each: w′ = w·s and b′ = β + (b − mean)·s with
/// s = γ/√(variance + ε). While it is <see cref="Current"/>, such a convolution passes its input on, and the normalization computes both; so the
/// activation behind the normalization becomes the convolution's.
/// </summary>
internal sealed class Folding
{
    private readonly HashSet<Conv2d> _convolutions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<BatchNorm, Folded> _normalizations = new(ReferenceEqualityComparer.Instance);

    /// <summary>The calling thread's; null where every layer computes its own.</summary>
    [field: ThreadStatic]
    public static Folding? Current { get; set; }

    public int Count => _normalizations.Count;

    /// <summary>Finds the pairs in a pass in evaluation mode: each of the two is called once, and nothing but the normalization reads the convolution's result.</summary>
    public static Folding Of(Action pass)
    {
        var watch = new Watch();
        var outer = Observation.Current;
        Observation.Current = watch;
        try
        {
            pass();
        }
        finally
        {
            Observation.Current = outer;
        }

        var folding = new Folding();
        foreach (var (conv, norm) in watch.Pairs())
        {
            folding._convolutions.Add(conv);
            folding._normalizations.Add(norm, new Folded(conv, norm));
        }

        return folding;
    }

    public static bool PassesOn(Conv2d convolution) => Current is { } folding && folding._convolutions.Contains(convolution);

    public static Folded? Of(BatchNorm normalization) => Current?._normalizations.GetValueOrDefault(normalization);

    /// <summary>A convolution with its normalization's numbers in its own.</summary>
    internal sealed class Folded
    {
        private readonly Conv2d _conv;
        private readonly Tensor _weight, _bias, _zeros, _ones;

        public Folded(Conv2d conv, BatchNorm norm)
        {
            _conv = conv;
            var channels = norm.Channels;
            double[] mean = Values(norm.RunningMean), variance = Values(norm.RunningVar), gamma = Values(norm.Weight), beta = Values(norm.Bias);
            double[] weight = Values(conv.Weight), bias = conv.Bias is null ? new double[channels] : Values(conv.Bias), folded = new double[channels];
            for (var c = 0; c < channels; c++)
            {
                var scale = (norm.Weight is null ? 1 : gamma[c]) / Math.Sqrt(variance[c] + norm.Epsilon);
                folded[c] = (norm.Bias is null ? 0 : beta[c]) + (bias[c] - mean[c]) * scale;
                for (var at = c; at < weight.Length; at += channels) weight[at] *= scale;
            }

            var type = conv.Weight.Type;
            _weight = Tensor.From(weight, conv.Weight.Shape).To(type).Copy();
            _bias = Tensor.From(folded).To(type).Copy();
            _zeros = Tensor.From(new double[channels]).To(type).Copy();
            _ones = Tensor.From(Enumerable.Repeat(1.0, channels).ToArray()).To(type).Copy();
        }

        public Tensor Run(Tensor x, Tensor? residual, Activation activation)
        {
            var y = x.Conv2d(_weight, _bias, _conv.Stride, _conv.Padding, _conv.Dilation, _conv.Groups, residual is null ? activation : Activation.None);

            // f(y + residual) in one pass: a normalization that changes nothing.
            return residual is null ? y : y.FrozenBatchNorm(_zeros, _ones, epsilon: 0, residual: residual, activation: activation);
        }

        private static double[] Values(Parameter? parameter) => parameter is null ? [] : parameter.To(DType.Float64).ToArray<double>();
    }

    private sealed class Watch : Observation
    {
        private readonly Dictionary<Module, int> _calls = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<Tensor, Conv2d> _convolved = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<Tensor, int> _reads = new(ReferenceEqualityComparer.Instance);
        private readonly List<(Tensor Between, BatchNorm Norm)> _normalized = [];
        private Conv2dOp.Node? _last;

        public override void Computed(Op op)
        {
            _last = op as Conv2dOp.Node;
            foreach (var input in op.Inputs)
                if (input is not null) _reads[input] = _reads.GetValueOrDefault(input) + 1;
        }

        public override void Leave(Module module, Tensor x, Tensor y)
        {
            _calls[module] = _calls.GetValueOrDefault(module) + 1;
            if (module is Conv2d conv && _last is { Activation: Activation.None } op && ReferenceEquals(op.Output, y)) _convolved[y] = conv;
            if (module is BatchNorm norm) _normalized.Add((x, norm));
        }

        public IEnumerable<(Conv2d Conv, BatchNorm Norm)> Pairs()
        {
            foreach (var (between, norm) in _normalized)
                if (_convolved.TryGetValue(between, out var conv) && _reads[between] == 1 && _calls[conv] == 1 && _calls[norm] == 1) yield return (conv, norm);
        }
    }
}
