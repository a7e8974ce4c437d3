namespace Descent;

/// <summary>
/// Group LASSO over units (Yuan and Lin, 2006): λ·Σ √|u|·‖u‖ over the units u of linear layers and convolutions, a unit being the weights that
/// lead into an output or a channel, with its bias. By a proximal step after each update, u ← u·max(0, 1 − t·λ·√|u|/‖u‖), units that do
/// little become 0 as a whole; <c>descent compact</c> then removes them. t is the learning rate, times 1/(1−μ) with momentum; with adaptive
/// methods, whose weights each have a rate of their own, it is the learning rate too, as AdamW's decay has it.
/// </summary>
public sealed class GroupLasso : Regularizer
{
    private readonly List<(Units Units, ParameterGroup? Group)> _units = [];
    private Optimizer? _optimizer;

    /// <summary>Makes the penalty. Without a pattern in <see cref="Regularizer.Only"/> it is on every layer but the last, which gives the network's outputs.</summary>
    /// <param name="lambda">λ, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public GroupLasso(double lambda) => Lambda = CheckStrength(lambda);

    /// <summary>λ.</summary>
    public double Lambda { get; }

    internal override WeightPenalty Penalty => default;

    /// <inheritdoc/>
    public override double Value(Module model)
    {
        var sum = 0.0;
        foreach (var units in UnitsOf(model))
        {
            var norms = 0.0;
            foreach (var norm in units.Norms()) norms += norm;
            sum += Lambda * Math.Sqrt(units.Size) * norms;
        }

        return sum;
    }

    /// <summary>How many units are 0 as a whole, layer by layer.</summary>
    public override IReadOnlyList<ZeroCount> ZerosByParameter(Module model) => [.. UnitsOf(model).Select(u => new ZeroCount(u.Name, u.Norms().Count(0.0), u.Count))];

    internal override WeightPenalty PenaltyOn(string name, Parameter parameter, ParameterRoles roles) => default;

    internal override void AfterUpdate(Optimizer optimizer)
    {
        if (_optimizer != optimizer) throw new InvalidOperationException("GroupLasso: the optimizer is not the one it was given to; call Optimizer.Penalize first.");
        foreach (var (units, group) in _units)
        {
            var threshold = optimizer.LearningRate * (group?.LearningRateScale ?? 1) * optimizer.RateScale * Lambda * Math.Sqrt(units.Size);
            units.Scale(norm => norm <= threshold ? 0 : 1 - threshold / norm);
        }
    }

    internal override void Attach(Optimizer optimizer, Module model)
    {
        _optimizer = optimizer;
        _units.Clear();
        foreach (var units in UnitsOf(model))
            if (optimizer.Parameters.FirstOrDefault(s => s.Parameter == units.Weight) is { } slot) _units.Add((units, slot.Group));
    }

    internal override IEnumerable<string> ProblemsWith(Module model) => UnitsOf(model).Any()
        ? []
        : [$"GroupLasso: \"{Only}\" matches the weight of no linear layer and no convolution{(Only == "*" ? " before the last" : "")}; there are {string.Join(", ", Units.Of(model, withBias: true).Select(u => u.Name))}."];

    private IEnumerable<Units> UnitsOf(Module model)
    {
        var all = Units.Of(model, withBias: true);
        return (Only == "*" ? all.SkipLast(1) : all).Where(u => u.Weight.Trainable && NamePattern.Matches(Only, u.Name));
    }
}
