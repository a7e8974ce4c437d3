namespace Descent.Tests.Support;

/// <summary>An error that a backward function could have.</summary>
public enum BackwardError
{
    /// <summary>The gradient of one operand has the wrong sign.</summary>
    Sign,

    /// <summary>The gradient of one operand is left out.</summary>
    Missing,

    /// <summary>The gradient of one operand is half of what it should be.</summary>
    Half,

    /// <summary>The gradient of one operand is twice what it should be.</summary>
    Double,
}

/// <summary>
/// Makes the backward function of one op wrong, for one operand: the op computes what it does, and then what it gave the operand is altered.
/// What other ops gave the same operand stays. Production code knows nothing of it: it watches, as whoever searches for faults does.
/// </summary>
/// <param name="error">The error.</param>
/// <param name="index">The op's turn among those computed <see cref="Inside"/>.</param>
/// <param name="operand">The operand's place.</param>
internal sealed class BackwardFault(BackwardError error, int index, int operand) : Observation, IDisposable
{
    private readonly Dictionary<Tensor, double[]> _before = new(ReferenceEqualityComparer.Instance);
    private readonly Observation? _outer = Current;
    private readonly List<Op> _ops = [];
    private bool _isInside;

    /// <summary>The numbers that were altered to something else.</summary>
    public int Altered { get; private set; }

    /// <summary>The ops computed inside, in order; of the last time.</summary>
    public IReadOnlyList<Op> Ops => _ops;

    /// <summary>Watches from now on, until it is disposed of.</summary>
    public BackwardFault Begin()
    {
        Current = this;
        return this;
    }

    public void Dispose() => Current = _outer;

    /// <summary>Computes something that the op is part of.</summary>
    public Tensor Inside(Func<Tensor> f)
    {
        _ops.Clear();
        _isInside = true;
        try
        {
            return f();
        }
        finally
        {
            _isInside = false;
        }
    }

    public override void Computed(Op op)
    {
        _before.Clear(); // a new pass: what gradients were does not matter any more
        if (_isInside) _ops.Add(op);
    }

    public override void Differentiated(Op op)
    {
        var isWrong = index >= 0 && index < _ops.Count && ReferenceEquals(_ops[index], op);
        foreach (var input in op.Inputs.Distinct())
        {
            if (input is not { HasGrad: true, Type: DType.Float64 }) continue;
            var gradient = input.Grad!.Span<double>();
            var before = _before.GetValueOrDefault(input) ?? new double[gradient.Length];
            if (isWrong && ReferenceEquals(op.Inputs[operand], input))
            {
                for (var i = 0; i < gradient.Length; i++)
                {
                    var given = gradient[i] - before[i];
                    if (given != 0) Altered++;
                    gradient[i] = before[i] + error switch { BackwardError.Sign => -given, BackwardError.Missing => 0, BackwardError.Half => given / 2, _ => 2 * given };
                }
            }

            _before[input] = gradient.ToArray();
        }
    }
}
