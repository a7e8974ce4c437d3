namespace Descent;

/// <summary>
/// A leaf tensor that belongs to a module: its memory and its gradient's outlive every step. It remembers how it is initialized,
/// so that a network can be drawn anew from a seed.
/// </summary>
public sealed class Parameter : Tensor
{
    /// <summary>Makes a parameter and draws its first values (see <see cref="Module.Initialize"/> for values that follow a seed).</summary>
    /// <param name="shape">The shape; a weight's first axis is its outputs, as in PyTorch.</param>
    /// <param name="initializer">How values are drawn.</param>
    /// <param name="trainable">False for running statistics and counters, which no optimizer may touch.</param>
    /// <param name="fans">Fan-in and fan-out; null takes them from the shape.</param>
    public Parameter(in Shape shape, Initializer initializer, bool trainable = true, Fans? fans = null)
        : base(shape, DType.Float32, new Devices.Block(Device.Cpu, ByteCount(shape, DType.Float32)))
    {
        Initializer = initializer;
        Fans = fans ?? Fans.Of(shape);
        Trainable = trainable;
        var position = RandomPosition.Next();
        Initialize(new Philox(position.Seed, RandomPurpose.Weights, epoch: position.Epoch), position.Sample);
    }

    /// <summary>How values are drawn.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>The fans that a variance-scaling initializer uses.</summary>
    public Fans Fans { get; }

    /// <summary>Whether optimizers update it and backward passes reach it. Frozen parameters and running statistics are not trainable.</summary>
    public bool Trainable
    {
        get => RequiresGrad;
        set => RequiresGrad = value;
    }

    private protected override bool OutlivesSteps => true;

    /// <summary>Draws the values anew. Float64 parameters get the numbers that Float32 ones get.</summary>
    internal void Initialize(Philox random, long sample = 0)
    {
        if (Type == DType.Float32)
        {
            Initializer.Fill(Span<float>(), Shape, Fans, random, sample);
            return;
        }

        var values = new float[Count];
        Initializer.Fill(values, Shape, Fans, random, sample);
        var target = Span<double>();
        for (var i = 0; i < values.Length; i++) target[i] = values[i];
    }

    /// <summary>Converts the values in place; gradients are forgotten.</summary>
    internal void ConvertTo(DType type)
    {
        if (type == Type) return;
        var other = AllocatePersistent(Shape, type);
        if (type == DType.Float64)
            for (var i = 0; i < Count; i++) other.Span<double>()[i] = Span<float>()[i];
        else
            for (var i = 0; i < Count; i++) other.Span<float>()[i] = (float)Span<double>()[i];
        Become(other);
    }
}
