namespace Descent.Cli;

/// <summary>Collects layers and follows the shape of one sample through them.</summary>
/// <param name="input">The shape of one sample.</param>
/// <param name="outputs">How many numbers the network must give for a sample.</param>
/// <param name="outputsReason">Why, for an error message: <c>10 classes</c>.</param>
internal sealed class NetworkBuilder(Shape input, int outputs, string outputsReason)
{
    /// <summary>A tensor's bytes are one span, in memory and in a file; a span counts them in 31 bits.</summary>
    private const long MaxWeightBytes = int.MaxValue;

    private readonly List<Module> _layers = [];

    /// <summary>The shape of one sample behind the layers so far.</summary>
    public Shape Shape { get; private set; } = input;

    public Shape Input { get; } = input;

    public int Outputs => outputs;

    public string OutputsReason => outputsReason;

    public void Add(Module layer) => _layers.Add(layer);

    public void Add(Module layer, Shape shape)
    {
        _layers.Add(layer);
        Shape = shape;
    }

    /// <summary>A linear layer over the last axis.</summary>
    /// <param name="where">The key that asks for it, for an error message.</param>
    /// <param name="outputs">How many numbers it gives.</param>
    /// <param name="bias">Whether it has a bias.</param>
    /// <exception cref="ConfigurationException">Its weights are too many for a tensor.</exception>
    public void AddLinear(string where, int outputs, bool bias = true)
    {
        var inputs = Shape[^1];
        var bytes = (long)inputs * outputs * sizeof(float);
        if (bytes > MaxWeightBytes)
            Fail($"{where}: a linear layer of {inputs} inputs and {outputs} outputs has weights of {bytes / (double)(1 << 30):0.#} GiB; those of a layer stay below 2 GiB; make this layer or the one before it narrower.");
        Add(new Linear(inputs, outputs, bias), Shape.With(Shape.Rank - 1, outputs));
    }

    /// <summary>A builder for layers that stand inside another, from the shape reached here.</summary>
    public NetworkBuilder Inner() => new(Shape, outputs, outputsReason);

    public Sequential Build() => new([.. _layers]);

    public static void Fail(string message) => throw new ConfigurationException(message);
}
