namespace Descent.Cli;

/// <summary>The coefficients of a logistic regression under a penalty that becomes weaker from fit to fit, each of which goes on from the one before.</summary>
/// <param name="Fits">One for each λ, from the strongest.</param>
internal sealed record CoefficientPath(IReadOnlyList<CoefficientPath.Fit> Fits)
{
    /// <summary>Stable for standardized measures, whose curvature is below a quarter of their number, and far enough below that for the swings to die out.</summary>
    private const double Rate = 0.3;

    /// <summary>A fit.</summary>
    /// <param name="Lambda">Its λ.</param>
    /// <param name="Weights">Its coefficients, without the bias.</param>
    /// <param name="Zeros">The share of them that are exactly 0.</param>
    /// <param name="Loss">The mean cross-entropy of the training data, without the penalty.</param>
    /// <param name="ValidationLoss">That of the validation data.</param>
    /// <param name="TestAccuracy">The share of test samples that are right.</param>
    /// <param name="Slope">The gradient of the training loss with respect to each coefficient.</param>
    internal sealed record Fit(double Lambda, double[] Weights, double Zeros, double Loss, double ValidationLoss, double TestAccuracy, double[] Slope);

    /// <summary>Fits along the path.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="lambdas">From the strongest to the weakest.</param>
    /// <param name="penalty">The penalty of a λ.</param>
    /// <param name="steps">Steps a fit, each over all training samples.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CoefficientPath Run(CellMeasures data, IReadOnlyList<double> lambdas, Func<double, Regularizer> penalty, int steps, CancellationToken cancel)
    {
        var model = new Linear(data.Names.Count, 1, initializer: new Constant(0));
        var optimizer = new Momentum(Rate);
        optimizer.Attach(model);
        var fits = new List<Fit>();
        foreach (var lambda in lambdas)
        {
            cancel.ThrowIfCancellationRequested();
            var regularizer = penalty(lambda);
            optimizer.Penalize(regularizer, model);
            for (var i = 0; i < steps; i++)
            {
                using var step = new Step(seed: 0, epoch: fits.Count, sample: i);
                Loss(model, data.Train).Backward();
                optimizer.Update();
            }

            fits.Add(Measure(model, regularizer, lambda, data));
        }

        return new CoefficientPath(fits);
    }

    /// <summary>The fit with the lowest validation loss.</summary>
    public Fit Best => Fits.MinBy(f => f.ValidationLoss)!;

    /// <summary>One coefficient along the path.</summary>
    public IReadOnlyList<double> Of(int coefficient) => [.. Fits.Select(f => f.Weights[coefficient])];

    private static Fit Measure(Linear model, Regularizer regularizer, double lambda, CellMeasures data)
    {
        using var step = new Step(seed: 0, epoch: 0, sample: 0);
        var loss = Loss(model, data.Train);
        loss.Backward();
        double[] slope = [.. model.Weight.Grad!.ToArray<float>().Select(g => (double)g)], weights = [.. model.Weight.ToArray<float>().Select(w => (double)w)];
        foreach (var (_, parameter) in model.NamedParameters()) parameter.ClearGrad();
        using var recording = new NoGrad();
        var right = model.Forward(data.Test.Inputs).ToArray<float>().Zip(data.Test.Targets.ToArray<float>(), (a, t) => a > 0 == t > 0.5).Count(r => r);
        return new Fit(lambda, weights, regularizer.ZerosIn(model).Share, loss.Item(), Loss(model, data.Validation).Item(), right / (double)data.Test.Targets.Count, slope);
    }

    private static Tensor Loss(Linear model, (Tensor Inputs, Tensor Targets) part) => new BinaryCrossEntropy().Compute(model.Forward(part.Inputs), part.Targets);
}
