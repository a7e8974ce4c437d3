using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// A penalty that is added to the mean loss. It acts within the optimizer's update; the loss is reported without it, and its value beside
/// it. Give it to <see cref="Trainer.Regularizer"/>, or in a loop of your own to <see cref="Optimizer.Penalize"/>.
/// </summary>
public abstract class Regularizer
{
    /// <summary>A pattern on the dotted names of the parameters it is on: <c>features.*</c>, <c>0.weight</c>; all by default.</summary>
    public string Only { get; init; } = "*";

    /// <summary>Which of these: by default neither biases nor parameters of normalizations.</summary>
    public PenaltyScope Include { get; init; }

    /// <summary>The penalty on one weight.</summary>
    internal abstract WeightPenalty Penalty { get; }

    /// <summary>The penalty's value for a model as it is.</summary>
    public virtual double Value(Module model)
    {
        double sum = 0, absolute = Penalty.Proximal + Penalty.Subgradient;
        foreach (var (_, parameter) in Covered(model))
        {
            var (sizes, squares) = parameter.Type == DType.Float32 ? Sums<float>(parameter) : Sums<double>(parameter);
            sum += absolute * sizes + Penalty.Ridge / 2 * squares;
        }

        return sum;
    }

    /// <summary>How many of the weights that the penalty is on are exactly 0, parameter by parameter.</summary>
    public virtual IReadOnlyList<ZeroCount> ZerosByParameter(Module model) =>
        [.. Covered(model).Select(p => new ZeroCount(p.Name, p.Parameter.Type == DType.Float32 ? p.Parameter.Span<float>().Count(0f) : p.Parameter.Span<double>().Count(0.0), p.Parameter.Count))];

    /// <summary>How many of all the weights that the penalty is on are exactly 0.</summary>
    public ZeroCount ZerosIn(Module model)
    {
        var all = ZerosByParameter(model);
        return new ZeroCount("", all.Sum(z => z.Zeros), all.Sum(z => z.Count));
    }

    /// <summary>The penalty on a parameter.</summary>
    internal virtual WeightPenalty PenaltyOn(string name, Parameter parameter, ParameterRoles roles) => Covers(name, parameter, roles) ? Penalty : default;

    /// <summary>Told which optimizer updates the model.</summary>
    internal virtual void Attach(Optimizer optimizer, Module model)
    {
    }

    /// <summary>What it does after an update, besides what the update did.</summary>
    internal virtual void AfterUpdate(Optimizer optimizer)
    {
    }

    /// <summary>Why it does not fit a model.</summary>
    internal virtual IEnumerable<string> ProblemsWith(Module model) => Covered(model).Any()
        ? []
        : [$"{GetType().Name}: \"{Only}\" matches no trainable {(Include == PenaltyScope.All ? "parameter" : "weight (biases and parameters of normalizations are left out unless all are included)")}; there are {string.Join(", ", model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Name))}."];

    /// <summary>The parameters that the penalty is on.</summary>
    private protected IEnumerable<(string Name, Parameter Parameter)> Covered(Module model)
    {
        var roles = new ParameterRoles(model);
        return model.NamedParameters().Where(p => Covers(p.Name, p.Parameter, roles));
    }

    /// <summary>λ, checked.</summary>
    private protected double CheckStrength(double lambda)
    {
        if (!(lambda >= 0) || double.IsInfinity(lambda)) throw new ArgumentOutOfRangeException(nameof(lambda), $"{GetType().Name}: lambda is {lambda}; it must be 0 or more.");
        return lambda;
    }

    private bool Covers(string name, Parameter parameter, ParameterRoles roles) =>
        parameter.Trainable && NamePattern.Matches(Only, name) && (Include == PenaltyScope.All || roles.IsWeight(name, parameter));

    /// <summary>Σ|w| and Σw², in double.</summary>
    private static (double Sizes, double Squares) Sums<T>(Parameter parameter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sizes = 0, squares = 0;
        foreach (var value in parameter.Span<T>())
        {
            var x = WideSum.AsDouble(value);
            sizes += Math.Abs(x);
            squares += x * x;
        }

        return (sizes, squares);
    }
}
