namespace Descent;

/// <summary>Several penalties together: they add up, each where its pattern matches.</summary>
/// <param name="parts">The penalties.</param>
public sealed class Regularizers(params Regularizer[] parts) : Regularizer
{
    /// <summary>The penalties.</summary>
    public IReadOnlyList<Regularizer> Parts { get; } = [.. parts];

    internal override WeightPenalty Penalty => default;

    /// <inheritdoc/>
    public override double Value(Module model) => Parts.Sum(p => p.Value(model));

    /// <inheritdoc/>
    public override IReadOnlyList<ZeroCount> ZerosByParameter(Module model) => [.. Parts.SelectMany(p => p.ZerosByParameter(model)).DistinctBy(z => z.Name)];

    internal override WeightPenalty PenaltyOn(string name, Parameter parameter, ParameterRoles roles)
    {
        var sum = default(WeightPenalty);
        foreach (var part in Parts)
        {
            var penalty = part.PenaltyOn(name, parameter, roles);
            sum = new(sum.Proximal + penalty.Proximal, sum.Subgradient + penalty.Subgradient, sum.Ridge + penalty.Ridge);
        }

        return sum;
    }

    internal override void Attach(Optimizer optimizer, Module model)
    {
        foreach (var part in Parts) part.Attach(optimizer, model);
    }

    internal override void AfterUpdate(Optimizer optimizer)
    {
        foreach (var part in Parts) part.AfterUpdate(optimizer);
    }

    internal override IEnumerable<string> ProblemsWith(Module model) => Parts.SelectMany(p => p.ProblemsWith(model));
}
