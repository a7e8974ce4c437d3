namespace Descent;

/// <summary>
/// A trained network, ready to predict: in evaluation mode, with each batch normalization folded into the convolution before it, with nothing recorded for gradients,
/// and with memory used again as soon as nothing reads it. Results are the network's own but for rounding. The network itself stays as it is; what was folded are
/// the weights of the moment this was made.
/// </summary>
public sealed class Inference
{
    private readonly Module _model;
    private readonly Module[] _modules;
    private readonly Folding _folding;
    private readonly MemoryPlan _plan;

    /// <summary>Makes a network ready, by running it on one sample of zeros.</summary>
    /// <param name="model">The network. Its ops must not depend on the numbers that go in.</param>
    /// <param name="inputShape">The shape of one sample, without the batch: <c>[224, 224, 3]</c>.</param>
    /// <param name="inputType">The input's element type; Int32 for a network that begins with an embedding.</param>
    /// <exception cref="ShapeException">The network does not take such a sample; the message says which layer and why.</exception>
    public Inference(Module model, in Shape inputShape, DType inputType = DType.Float32)
    {
        _model = model;
        _modules = [.. model.NamedModules().Select(m => m.Module)];
        Shape shape = [1, .. inputShape.ToArray()];
        var sample = Tensor.Zeros(shape, inputType).Keep();
        Folding? folding = null;
        _folding = new Folding();
        Evaluate(() => folding = Folding.Of(() => model.Forward(sample)));
        _folding = folding!;
        MemoryPlan? plan = null;
        Evaluate(() => plan = MemoryPlan.Of(() => model.Forward(sample)));
        _plan = plan!;
    }

    /// <summary>How many batch normalizations were folded into convolutions.</summary>
    public int FoldedNormalizations => _folding.Count;

    /// <summary>The network's output.</summary>
    /// <param name="x">The input, batch first; the batch may have any size.</param>
    /// <returns>A tensor that no step owns.</returns>
    /// <exception cref="ShapeException">The input does not fit; the message says which operand, which rule and where.</exception>
    public Tensor Forward(Tensor x)
    {
        Tensor? y = null;
        Evaluate(() => y = _plan.Run(() => _model.Forward(x)).Keep());
        return y!;
    }

    /// <summary>Runs in evaluation mode, unrecorded, in a step of its own; modes are as before afterwards.</summary>
    private void Evaluate(Action pass)
    {
        var modes = new bool[_modules.Length];
        for (var i = 0; i < modes.Length; i++) (modes[i], _modules[i].Training) = (_modules[i].Training, false);
        var outer = Folding.Current;
        using var recording = new NoGrad();
        using var step = new Step(seed: 0, epoch: 0, sample: 0);
        try
        {
            Folding.Current = _folding;
            pass();
        }
        finally
        {
            Folding.Current = outer;
            for (var i = 0; i < modes.Length; i++) _modules[i].Training = modes[i];
        }
    }
}
