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
/// Makes the backward function of some ops wrong, for one operand: the op computes what it does, and then what it gave the operand is altered.
/// What other ops gave the same operand stays.
/// </summary>
internal sealed class BackwardFault(BackwardError error, Func<Op, int, bool> picks) : Observation, IDisposable
{
    private readonly Dictionary<Tensor, double[]> _before = new(ReferenceEqualityComparer.Instance);
    private readonly Observation? _outer = Current;

    /// <summary>The places whose gradients were altered to something else.</summary>
    public int Altered { get; private set; }

    /// <summary>Watches from now on, until it is disposed of.</summary>
    public BackwardFault Begin()
    {
        Current = this;
        return this;
    }

    public void Dispose() => Current = _outer;

    /// <summary>A new pass: what gradients were does not matter any more.</summary>
    public override void Computed(Op op) => _before.Clear();

    public override void Differentiated(Op op)
    {
        foreach (var operand in op.Inputs.Distinct())
        {
            if (operand is not { HasGrad: true, Type: DType.Float64 }) continue;
            var gradient = operand.Grad!.Span<double>();
            var before = _before.GetValueOrDefault(operand) ?? new double[gradient.Length];
            if (Enumerable.Range(0, op.Inputs.Length).Any(k => ReferenceEquals(op.Inputs[k], operand) && picks(op, k)))
            {
                for (var i = 0; i < gradient.Length; i++)
                {
                    var given = gradient[i] - before[i];
                    if (given != 0) Altered++;
                    gradient[i] = before[i] + error switch { BackwardError.Sign => -given, BackwardError.Missing => 0, BackwardError.Half => given / 2, _ => 2 * given };
                }
            }

            _before[operand] = gradient.ToArray();
        }
    }
}
