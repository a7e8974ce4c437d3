namespace Descent;

/// <summary>
/// A leaf tensor that belongs to a module: its memory and its gradient's outlive every step. It remembers how it is initialized,
/// so that a network can be drawn anew from a seed.
/// </summary>
public sealed class Parameter : Tensor
{
    private readonly int[]? _stateAxes;

    /// <summary>Makes a parameter and draws its first values (see <see cref="Module.Initialize"/> for values that follow a seed).</summary>
    /// <param name="shape">The shape; a weight's first axis is its outputs, as in PyTorch.</param>
    /// <param name="initializer">How values are drawn.</param>
    /// <param name="trainable">False for running statistics and counters, which no optimizer may touch.</param>
    /// <param name="fans">Fan-in and fan-out; null takes them from the shape.</param>
    /// <param name="stateAxes">
    /// Where state dictionaries carry the axes in another order: axis i of the state is axis stateAxes[i] here. Null for the same order.
    /// </param>
    public Parameter(in Shape shape, Initializer initializer, bool trainable = true, Fans? fans = null, int[]? stateAxes = null)
        : base(shape, DType.Float32, new Devices.Block(Device.Cpu, ByteCount(shape, DType.Float32)))
    {
        Initializer = initializer;
        _stateAxes = stateAxes;
        Fans = fans ?? Fans.Of(shape);
        (Trainable, IsStatistic) = (trainable, !trainable);
        var position = RandomPosition.Next();
        Initialize(new Philox(position.Seed, RandomPurpose.Weights, epoch: position.Epoch), position.Sample);
    }

    private Parameter()
        : base([], DType.Int32, new Devices.Block(Device.Cpu, ByteCount([], DType.Int32)))
    {
        Initializer = new Constant(0);
        Fans = Fans.Of([]);
        (MayBeMissing, IsStatistic) = (true, true);
        Span<int>().Clear();
    }

    /// <summary>
    /// A whole number that a module counts with, from 0: a scalar of Int32, which no conversion to another element type touches. Files need not
    /// have it: those that PyTorch wrote before 0.4.1 do not.
    /// </summary>
    internal static Parameter Counter() => new();

    /// <summary>Whether a state without it fits; it then keeps its value.</summary>
    internal bool MayBeMissing { get; }

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

    /// <summary>Whether it was made as a statistic or counter, which forward passes may change; a frozen weight is none.</summary>
    public bool IsStatistic { get; }

    private protected override bool OutlivesSteps => true;

    /// <summary>The shape that state dictionaries carry.</summary>
    public Shape StateShape
    {
        get
        {
            if (_stateAxes is null) return Shape;
            var sizes = new int[_stateAxes.Length];
            for (var i = 0; i < sizes.Length; i++) sizes[i] = Shape[_stateAxes[i]];
            return new Shape(sizes);
        }
    }

    /// <summary>The values in the layout that state dictionaries carry: a copy, or this parameter itself where the layouts are the same.</summary>
    internal Tensor ToState() => ToState(this);

    /// <summary>The same for a tensor laid out as this parameter is, such as its gradient.</summary>
    internal Tensor ToState(Tensor values)
    {
        if (_stateAxes is null) return values;
        using (new NoGrad()) return values.Permute(_stateAxes);
    }

    /// <summary>Copies values in the layout that state dictionaries carry.</summary>
    internal void CopyFromState(Tensor values)
    {
        if (_stateAxes is null)
        {
            CopyFrom(values);
            return;
        }

        var back = new int[_stateAxes.Length];
        for (var i = 0; i < back.Length; i++) back[_stateAxes[i]] = i;
        using (new NoGrad()) CopyFrom(values.Permute(back));
    }

    /// <summary>Takes over a gradient that a backward pass left; the next adds to it.</summary>
    internal void SetGrad(Tensor gradient)
    {
        if (gradient.Shape != Shape || gradient.Type != Type) throw new InvalidOperationException($"SetGrad: {gradient.Shape} {gradient.Type} does not fit {Shape} {Type}.");
        GrantGrad().CopyFrom(gradient);
    }

    /// <summary>Draws the values anew. Float64 parameters get the numbers that Float32 ones get.</summary>
    internal void Initialize(Philox random, long sample = 0)
    {
        if (Type == DType.Float32 && _stateAxes is null)
        {
            Initializer.Fill(Span<float>(), Shape, Fans, random, sample);
            return;
        }

        // Drawn in the state's layout: an orthogonal weight is one as PyTorch lays it out.
        var values = new float[Count];
        Initializer.Fill(values, StateShape, Fans, random, sample);
        using (new NoGrad()) CopyFromState(Tensor.From(values, StateShape).To(Type));
    }

    /// <summary>Converts the values in place; gradients are forgotten. Counters stay whole numbers.</summary>
    internal void ConvertTo(DType type)
    {
        if (type != Type && Type.IsFloat()) Become(CopyAs(type));
    }

    /// <summary>A copy of the values that no step owns and no gradient flows to, in the type, which must be this one or another floating-point type.</summary>
    internal Tensor CopyAs(DType type)
    {
        if (type == Type) return Copy();
        var other = AllocatePersistent(Shape, type);
        if (type == DType.Float64)
            for (var i = 0; i < Count; i++) other.Span<double>()[i] = Span<float>()[i];
        else
            for (var i = 0; i < Count; i++) other.Span<float>()[i] = (float)Span<double>()[i];
        return other;
    }
}
