namespace Descent;

/// <summary>What a gradient check found, tensor by tensor.</summary>
/// <param name="Tensors">The tensors, in the order they were given: the input first, then the parameters as the network names them.</param>
/// <param name="Evaluations">How often the function was computed.</param>
public sealed record GradientReport(IReadOnlyList<TensorGradient> Tensors, int Evaluations)
{
    /// <summary>The worst of the verdicts.</summary>
    public CheckVerdict Verdict => Tensors.Count == 0 ? CheckVerdict.Pass : Tensors.Max(t => t.Verdict);

    /// <summary>The tensor to look at first: of those with the worst verdict, the one with the largest error; null if there are no tensors.</summary>
    public TensorGradient? Worst => Tensors.OrderByDescending(t => t.Verdict).ThenByDescending(t => t.Error).FirstOrDefault();

    /// <summary>One line a tensor.</summary>
    public override string ToString() => string.Join('\n', Tensors);
}
