using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Cross-entropy and squared error: their curves, their gradients, and what follows for a network that starts confidently wrong.</summary>
internal sealed class CrossEntropySection() : SheetSection("cross-entropy", "Loss function and cross-entropy", SheetGroup.Training, "Loss function", "Cross-entropy loss")
{
    /// <summary>The logit at which the two gradients are compared: a probability of a quarter of a percent for what is right.</summary>
    private const double ConfidentlyWrong = -6;

    private const int Classes = 10;

    private static readonly double[] s_rates = [0.3, 1, 3, 10, 30, 100, 300];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("L(z, y) = −y log z − (1 − y) log(1 − z)");
        draft.Formula("z = σ(a) = \\frac 1 {1 + e^{−a}}, \\frac {∂L} {∂a} = z − y");
        draft.Text("Cross-entropy charges a prediction by the logarithm of the probability that it gave to what is right: nothing for certainty, and without limit as that probability nears 0. Its gradient with respect to the logit is simply prediction minus target, so that a confident mistake is corrected fastest; squared error flattens just there.");
        Compare(draft);
        Softmax(draft, context);
        Learn(draft, context);
    }

    /// <summary>Both losses of one logit whose target is 1, with the gradients that backpropagation gives.</summary>
    private static void Compare(SectionDraft draft)
    {
        var logits = Curves.Range(-8, 8, 161);
        var (entropy, entropyGradient) = Differentiate(logits, a => new BinaryCrossEntropy(reduction: Reduction.Sum).Compute(a, Tensor.Ones(a.Shape, a.Type)));
        var (square, squareGradient) = Differentiate(logits, a => new MeanSquaredError(Reduction.Sum).Compute(a.Sigmoid(), Tensor.Ones(a.Shape, a.Type)));
        double[] z = [.. logits.Select(a => 1 / (1 + Math.Exp(-a)))];
        draft.Show(new LinesBlock(Axis.Linear("predicted probability z of the right answer", 0, 1), Axis.Linear("loss", 0), [new("cross-entropy, −log z", z, entropy), new("squared error, (1 − z)²", z, square)])
        {
            Title = "What a prediction costs",
            Caption = $"The target is 1. At z = {Say.Number(z[0])} cross-entropy charges {Say.Number(entropy[0])}, squared error {Say.Number(square[0])}: it never charges more than 1.",
        });
        var wrong = Enumerable.Range(0, logits.Count).MinBy(i => Math.Abs(logits[i] - ConfidentlyWrong));
        var one = draft.Figure("gradient.cross_entropy", entropyGradient[wrong]);
        var other = draft.Figure("gradient.squared_error", squareGradient[wrong]);
        draft.Figure("gradient.error", Enumerable.Range(0, z.Length).Max(i => Math.Abs(entropyGradient[i] - (z[i] - 1))));
        draft.Show(new LinesBlock(Axis.Linear("logit a"), Axis.Linear("gradient of the loss, ∂L/∂a"), [new("cross-entropy, z − 1", logits, entropyGradient), new("squared error, 2 (z − 1) z (1 − z)", logits, squareGradient)])
        {
            Title = "What a prediction is told",
            Markers = [new(ConfidentlyWrong, "confidently wrong")],
            Caption = $"At a logit of {Say.Number(ConfidentlyWrong)}, confidently wrong, cross-entropy's gradient is {Say.Number(one)} and squared error's {Say.Number(other)}: {Say.Number(one / other)} times smaller.",
        });
    }

    /// <summary>Many classes: the gradient of softmax and cross-entropy together, as backpropagation gives it, against p − y.</summary>
    private static void Softmax(SectionDraft draft, SheetContext context)
    {
        const int rows = 32;
        var random = new Philox(context.Seed, RandomPurpose.Noise);
        var logits = Tensor.From([.. Enumerable.Range(0, rows * Classes).Select(i => 3 * random.Normal(i, 0).First)], [rows, Classes]);
        logits.RequiresGrad = true;
        var targets = Tensor.From([.. Enumerable.Range(0, rows).Select(i => random.Below(Classes, i, 4))]);
        new CrossEntropy(reduction: Reduction.Sum).Compute(logits, targets).Backward();
        var expected = (logits.Detach().Softmax() - targets.OneHot(Classes, DType.Float64)).ToArray<double>();
        var error = draft.Figure("softmax_gradient.error", expected.Zip(logits.Grad!.ToArray<double>(), (a, b) => Math.Abs(a - b)).Max());
        draft.Text($"With several classes it is the same: behind a softmax the gradient is p − y, class by class. Of {Say.Counted(rows * Classes, "random logit")} the largest difference between that and what backpropagation computed is {Say.Number(error)}.");
    }

    /// <summary>A classifier of digits whose weights start so large that it is confidently wrong, at each loss's best rate.</summary>
    private static void Learn(SectionDraft draft, SheetContext context)
    {
        var seeds = context.Seeds(quick: 5, full: 10);
        context.Tell("cross-entropy against squared error on digits");
        var (train, validation, test) = context.Digits;
        RateGrid Try(Func<Loss> loss) => RateGrid.Run(
            rate => new Trial
            {
                Model = () => new Sequential(new Linear(64, Classes, initializer: new Normal(0, 2))),
                Optimizer = () => new SGD(rate),
                Loss = loss(),
                Train = train,
                Validation = validation,
                Epochs = 20,
                Seed = context.Seed,
            }, s_rates, seeds, run => run.Last("validation.accuracy"), context.Cancel);
        var (entropy, square) = (Try(() => new CrossEntropy()), Try(() => new SquaredErrorOfSoftmax()));
        draft.Show(new LinesBlock(Axis.Linear("epoch"), Axis.Linear("accuracy on validation data", high: 1), [.. new[] { ("cross-entropy", entropy), ("squared error", square) }.Select(p => Curves.Band(p.Item1, [.. p.Item2.BestOutcomes.Select(r => r.Curve("validation.accuracy"))]))])
        {
            Title = "A softmax classifier that starts confidently wrong",
            Caption = $"Digits, weights drawn with standard deviation 2, plain gradient descent, each loss at its best rate of {string.Join(", ", s_rates.Select(Say.Number))} (cross-entropy {Say.Number(entropy.BestRate)}, squared error {Say.Number(square.BestRate)}); mean of {Say.Counted(seeds, "seed")} with 95 % interval.",
        });
        double[] Accuracies(RateGrid grid) => [.. grid.BestOutcomes.Select(r => r.Measure(test, "accuracy"))];
        var (with, without) = (Accuracies(entropy), Accuracies(square));
        draft.Figure("best_rate.cross_entropy", entropy.BestRate);
        draft.Figure("best_rate.squared_error", square.BestRate);
        draft.Figure("accuracy.cross_entropy", with.Average());
        draft.Figure("accuracy.squared_error", without.Average());
        var gain = draft.Figure("accuracy.gain", PairedDifference.Of(with, without, 1.0 / test.Count));
        draft.Text($"Measured: {Say.Percent(with.Average())} of the test digits with cross-entropy, {Say.Percent(without.Average())} with squared error, a difference of {Say.Points(gain)}. "
            + (gain.Low > 0 ? "Where it starts confidently wrong, cross-entropy learns what squared error can hardly see." : "With these seeds the difference could be chance."));
    }

    /// <summary>A loss of several independent logits, and its gradient at each.</summary>
    private static (double[] Loss, double[] Gradient) Differentiate(IReadOnlyList<double> at, Func<Tensor, Tensor> loss)
    {
        var all = Tensor.From([.. at]);
        all.RequiresGrad = true;
        loss(all).Backward();
        return ([.. at.Select(a => loss(Tensor.From([a])).Item())], all.Grad!.ToArray<double>());
    }

    /// <summary>The squared distance of the softmax from the one-hot class, over the classes: what cross-entropy is compared with.</summary>
    private sealed class SquaredErrorOfSoftmax : Loss
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) =>
            (predictions.Softmax() - targets.OneHot(predictions.Shape[^1], predictions.Type)).Square().Sum() / predictions.Shape[0];
    }
}
