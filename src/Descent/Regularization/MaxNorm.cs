namespace Descent;

/// <summary>
/// A constraint rather than a penalty (Srebro and Shraibman, 2005; Hinton et al., 2012): after each update, the weights that lead into a unit
/// of a linear layer or a convolution are scaled down to a norm of at most c. A hook: add it to <see cref="Trainer.Hooks"/>.
/// </summary>
public sealed class MaxNorm : TrainingHook
{
    private readonly List<Units> _units = [];

    /// <summary>Makes the constraint.</summary>
    /// <param name="limit">The largest norm c, above 0.</param>
    /// <param name="only">A pattern on the dotted names of the weights it is on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public MaxNorm(double limit, string only = "*")
    {
        if (!(limit > 0) || double.IsInfinity(limit)) throw new ArgumentOutOfRangeException(nameof(limit), $"MaxNorm: limit is {limit}; it must be above 0.");
        (Limit, Only) = (limit, only);
    }

    /// <summary>The largest norm, c.</summary>
    public double Limit { get; }

    /// <summary>A pattern on the dotted names of the weights it is on.</summary>
    public string Only { get; }

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer)
    {
        _units.Clear();
        _units.AddRange(Units.Of(trainer.Model, withBias: false).Where(u => u.Weight.Trainable && NamePattern.Matches(Only, u.Name)));
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        foreach (var units in _units) units.Scale(norm => norm > Limit ? Limit / norm : 1);
    }
}
