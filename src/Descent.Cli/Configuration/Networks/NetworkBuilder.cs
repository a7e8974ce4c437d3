namespace Descent.Cli;

/// <summary>Collects layers and follows the shape of one sample through them.</summary>
/// <param name="input">The shape of one sample.</param>
/// <param name="outputs">How many numbers the network must give for a sample.</param>
/// <param name="outputsReason">Why, for an error message: <c>10 classes</c>.</param>
internal sealed class NetworkBuilder(Shape input, int outputs, string outputsReason)
{
    /// <summary>A tensor's bytes are one span, in memory and in a file; a span counts them in 31 bits.</summary>
    private const long MaxWeightBytes = int.MaxValue;

    /// <summary>A gigabyte for one sample.</summary>
    private const long MostNumbers = 1 << 28;

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
        RequireWeights(where, inputs, outputs, "a linear layer");
        Add(new Linear(inputs, outputs, bias), Shape.With(Shape.Rank - 1, outputs));
    }

    /// <summary>A layer whose output's shape is what comes out when a sample of zeros goes in, in evaluation mode.</summary>
    /// <param name="where">The key that asks for it, for an error message.</param>
    /// <param name="layer">The layer.</param>
    /// <exception cref="ConfigurationException">It does not take a sample of the shape reached here.</exception>
    public void AddMeasured(string where, Module layer)
    {
        using var recording = new NoGrad();
        using var step = new Step(seed: 0, epoch: 0, sample: 0);
        layer.Eval();
        try
        {
            var output = layer.Forward(Tensor.Zeros([1, .. Shape.ToArray()])).Shape;
            Add(layer, new Shape(output.ToArray().AsSpan(1)));
        }
        catch (ShapeException e)
        {
            Fail($"{where}: {e.Message.Split('\n')[0]}");
        }
        finally
        {
            layer.Train();
        }
    }

    /// <summary>Refuses a layer of images where something else arrives.</summary>
    /// <param name="where">The key that asks for it.</param>
    /// <param name="what">The layer's or network's name.</param>
    /// <exception cref="ConfigurationException">A sample is no image.</exception>
    public void RequireImage(string where, string what)
    {
        if (Shape.Rank != 3)
            Fail($"{where}: {what} takes images [height, width, channels], but a sample arrives as {Shape}; use a source of images ({Sources.OfImages}), and flatten only after such layers.");
    }

    /// <summary>Refuses a layer whose output for one sample takes more memory than any run has, before it is measured.</summary>
    /// <param name="where">The key that asks for it.</param>
    /// <param name="sizes">The output's sizes.</param>
    /// <exception cref="ConfigurationException">They are too many numbers.</exception>
    public void RequireRoom(string where, params ReadOnlySpan<long> sizes)
    {
        var count = 1.0;
        foreach (var size in sizes) count *= size;
        if (count > MostNumbers)
            Fail($"{where}: a sample would leave it as {count:0.###e+0} numbers, from {Shape}; a layer gives at most {MostNumbers:N0} a sample. Choose smaller sizes.");
    }

    /// <summary>Refuses weights that no tensor can hold, before they are made.</summary>
    /// <param name="where">The key that asks for them.</param>
    /// <param name="inputs">How many numbers one output is computed from.</param>
    /// <param name="outputs">How many outputs, or channels, there are.</param>
    /// <param name="what">The layer, with its article.</param>
    /// <exception cref="ConfigurationException">They are too many.</exception>
    public static void RequireWeights(string where, long inputs, int outputs, string what)
    {
        var bytes = inputs * outputs * sizeof(float);
        if (bytes > MaxWeightBytes)
            Fail($"{where}: {what} of {inputs} inputs and {outputs} outputs has weights of {bytes / (double)(1 << 30):0.#} GiB; those of a layer stay below 2 GiB; make this layer or the one before it narrower.");
    }

    /// <summary>A builder for layers that stand inside another, from the shape reached here.</summary>
    public NetworkBuilder Inner() => new(Shape, outputs, outputsReason);

    public Sequential Build() => new([.. _layers]);

    public static void Fail(string message) => throw new ConfigurationException(message);
}
