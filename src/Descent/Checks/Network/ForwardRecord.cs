namespace Descent;

/// <summary>What every layer put out in one forward pass, to be compared with another: the first that differs is where it comes from.</summary>
internal sealed class ForwardRecord : Observation
{
    private readonly List<(Module Module, string Place, double[] Values)> _layers = [];
    private readonly Stack<(Module Module, int Number)> _open = [];
    private readonly Stack<string> _named = [];
    private readonly Examination _x;
    private int _entered;

    private ForwardRecord(Examination x) => _x = x;

    public double[] Output { get; private set; } = [];

    /// <summary>Layers that hold no others, with the mode each was in.</summary>
    public IReadOnlyList<(Module Module, string Place, double[] Values)> Layers => _layers;

    /// <summary>A pass in the mode that is set.</summary>
    public static ForwardRecord Of(Examination x, Tensor inputs, long draw = 0)
    {
        var record = new ForwardRecord(x);
        var outer = Current;
        Current = record;
        try
        {
            record.Output = ExaminedBatch.Numbers(x.Predict(inputs, draw));
        }
        finally
        {
            Current = outer;
        }

        return record;
    }

    /// <summary>The first layer of two passes that differs in the first numbers of its output; null if none does.</summary>
    /// <param name="other">The other pass.</param>
    /// <param name="share">How much of each output is compared: 1 for all, 1/n for the first of n samples.</param>
    public (Module Module, string Place)? FirstDifference(ForwardRecord other, double share = 1)
    {
        for (var i = 0; i < Math.Min(_layers.Count, other._layers.Count); i++)
            if (Differs(_layers[i].Values, other._layers[i].Values, share)) return (_layers[i].Module, _layers[i].Place);
        return Differs(Output, other.Output, share) ? (_x.Model, _x.PlaceOf(_x.Model)) : null;
    }

    public static bool Differs(double[] a, double[] b, double share = 1) => !a.AsSpan(0, (int)(a.Length * share)).SequenceEqual(b.AsSpan(0, (int)(b.Length * share)));

    public override void Enter(Module module)
    {
        _open.Push((module, _entered++));
        _named.Push(_x.PathOf(module) is null && _named.TryPeek(out var around) ? around : _x.PlaceOf(module));
    }

    public override void Leave(Module module, Tensor x, Tensor y)
    {
        var (_, number) = _open.Pop();
        var around = _named.Pop();
        if (_entered > number + 1 || !y.Type.IsFloat()) return;
        _layers.Add((module, _x.PathOf(module) is null ? $"a {module.GetType().Name} inside {around}, that no property leads to" : around, ExaminedBatch.Numbers(y)));
    }
}
