namespace Descent.Cli;

/// <summary>Collects layers and follows the shape of one sample through them.</summary>
/// <param name="input">The shape of one sample.</param>
/// <param name="outputs">How many numbers the network must give for a sample.</param>
/// <param name="outputsReason">Why, for an error message: <c>10 classes</c>.</param>
internal sealed class NetworkBuilder(Shape input, int outputs, string outputsReason)
{
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

    /// <summary>A builder for layers that stand inside another, from the shape reached here.</summary>
    public NetworkBuilder Inner() => new(Shape, outputs, outputsReason);

    public Sequential Build() => new([.. _layers]);

    public static void Fail(string message) => throw new ConfigurationException(message);
}
