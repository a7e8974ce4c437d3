namespace Descent;

/// <summary>One pass forward and backward, and what each layer and parameter saw of it.</summary>
internal sealed class LayerTrace
{
    private LayerTrace(List<LayerOutput> layers, double[] predictions, Shape shape, double loss, Dictionary<string, double> gradients) =>
        (Layers, Predictions, Shape, Loss, Gradients) = (layers, predictions, shape, loss, gradients);

    /// <summary>The layers that hold no other layers, in the order they were passed.</summary>
    public IReadOnlyList<LayerOutput> Layers { get; }

    /// <summary>What the network put out.</summary>
    public double[] Predictions { get; }

    /// <summary>The predictions' shape.</summary>
    public Shape Shape { get; }

    public double Loss { get; }

    /// <summary>The root mean square of each trainable parameter's gradient; parameters that none reached are missing.</summary>
    public IReadOnlyDictionary<string, double> Gradients { get; }

    /// <exception cref="ArgumentException">The network or the loss does not take the batch.</exception>
    public static LayerTrace Of(Examination x, ExaminedBatch batch)
    {
        try
        {
            x.Train(dropout: false);
            foreach (var (_, parameter) in x.Parameters) parameter.ClearGrad();
            using var step = x.OpenStep();
            Tensor predictions;
            var watch = new Watch(x, batch.Count);
            using (watch) predictions = x.Model.Forward(batch.Inputs);
            var loss = x.Loss.Compute(predictions, batch.Targets);
            if (loss.RequiresGrad) loss.Backward();
            foreach (var (output, tensor) in watch.Outputs)
                if (tensor.Grad is { } gradient) output.Gradient = Rms(gradient);
            var gradients = x.Parameters.Where(p => p.Parameter is { Trainable: true, HasGrad: true }).ToDictionary(p => p.Name, p => Rms(p.Parameter.Grad!));
            return new LayerTrace([.. watch.Outputs.Select(o => o.Output)], ExaminedBatch.Numbers(predictions), predictions.Shape, loss.Item(), gradients);
        }
        finally
        {
            x.Restore();
        }
    }

    public static double Rms(Tensor tensor) => Math.Sqrt(ExaminedBatch.Numbers(tensor).Select(v => v * v).DefaultIfEmpty().Average());

    /// <summary>Collects the outputs of layers that hold no others, those that no property leads to included.</summary>
    private sealed class Watch : Observation, IDisposable
    {
        private readonly Examination _x;
        private readonly int _samples;
        private readonly Observation? _outer = Current;
        private readonly Stack<(Module Module, int Before)> _open = [];

        public Watch(Examination x, int samples)
        {
            (_x, _samples) = (x, samples);
            Current = this;
        }

        public List<(LayerOutput Output, Tensor Tensor)> Outputs { get; } = [];

        public override void Enter(Module module)
        {
            _outer?.Enter(module);
            _open.Push((module, _entered++));
        }

        private int _entered;

        public override void Leave(Module module, Tensor x, Tensor y)
        {
            _outer?.Leave(module, x, y);
            var (_, number) = _open.Pop();
            if (_entered > number + 1) return; // it called other modules
            if (y.Type.IsFloat() && y.Shape.Rank >= 2 && y.Shape[0] == _samples) Outputs.Add((LayerOutput.Of(module, _x.PlaceOf(module), y), y));
        }

        public override void Computed(Op op) => _outer?.Computed(op);

        public override void Differentiated(Op op) => _outer?.Differentiated(op);

        public void Dispose() => Current = _outer;
    }
}
