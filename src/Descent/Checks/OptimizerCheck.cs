namespace Descent;

/// <summary>
/// Compares the updates of an optimizer with its formula, the one that <c>descent explain</c> prints, computed number by number in Float64. It uses
/// the optimizer's own settings and groups on weights and gradients of the check's; the optimizer's parameters and state stay as they are.
/// </summary>
public sealed class OptimizerCheck
{
    private const double PassBelow = 1e-6;
    private const int Size = 37; // some vectors and a rest

    /// <summary>Updates that are compared, 1 or more: the first differ from later ones where averages are corrected for their start.</summary>
    public int Updates { get; init; } = 4;

    /// <summary>Chooses weights and gradients.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks an optimizer. Schedules and penalties take no part.</summary>
    /// <param name="optimizer">The optimizer, with parameters or without.</param>
    public OptimizerReport Run(Optimizer optimizer) => Run(optimizer, optimizer.Update);

    /// <summary>The same with an update that may be another than the optimizer's.</summary>
    internal OptimizerReport Run(Optimizer optimizer, Action update)
    {
        var names = NamesFor(optimizer);
        using var aside = optimizer.SetAside();
        if (optimizer.LearningRate == 0) optimizer.LearningRate = 1e-3;
        optimizer.Penalize(null, null!);
        var parameters = names.Select(name => (Name: name, Parameter: Draw(names.IndexOf(name)))).ToList();
        optimizer.Attach(parameters);
        var formulas = optimizer.Parameters.Select(slot => new OptimizerFormula(optimizer, slot.Group, slot.Parameter.ToArray<double>())).ToList();
        var worst = (Error: 0.0, Where: "", Expected: 0.0, Actual: 0.0);
        for (var u = 1; u <= Updates; u++)
        {
            for (var p = 0; p < parameters.Count; p++)
            {
                var gradient = Numbers(stream: p, epoch: u, scale: 1);
                parameters[p].Parameter.SetGrad(Tensor.From(gradient));
                formulas[p].Update(gradient);
            }

            update();
            for (var p = 0; p < parameters.Count; p++)
            {
                var actual = parameters[p].Parameter.Span<double>();
                for (var i = 0; i < actual.Length; i++)
                {
                    var error = Math.Abs(actual[i] - formulas[p].Weights[i]) / Math.Max(Math.Abs(formulas[p].Weights[i] - formulas[p].Before[i]), 1e-8);
                    if (!double.IsFinite(error)) error = double.PositiveInfinity;
                    if (error > worst.Error) worst = (error, $"{parameters[p].Name}, update {u}", formulas[p].Weights[i], actual[i]);
                }
            }
        }

        return new OptimizerReport($"{optimizer.GetType().Name}, {optimizer.Convention}", Updates, worst.Error, worst.Where, worst.Expected, worst.Actual, worst.Error < PassBelow ? CheckVerdict.Pass : CheckVerdict.Fail);
    }

    /// <summary>One name for each group that the optimizer has parameters in; two of the check's own where it has none.</summary>
    private static List<string> NamesFor(Optimizer optimizer) => optimizer.Parameters.Count == 0
        ? ["weight", "bias"]
        : [.. optimizer.Parameters.DistinctBy(slot => slot.Group?.Name ?? "").Select(slot => slot.Name)];

    private Parameter Draw(int stream)
    {
        var parameter = new Parameter([Size], new Constant(0));
        parameter.ConvertTo(DType.Float64);
        parameter.CopyFrom(Tensor.From(Numbers(stream, epoch: 0, scale: 0.5)));
        return parameter;
    }

    private double[] Numbers(int stream, int epoch, double scale)
    {
        var random = new Philox(Seed, RandomPurpose.Noise, stream, epoch);
        return [.. Enumerable.Range(0, Size).Select(i => scale * random.Normal(0, i).First)];
    }
}
