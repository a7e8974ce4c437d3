using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>LASSO, Ridge and Elastic Net: what a stronger penalty does to each coefficient, and which of them it makes exactly 0.</summary>
internal sealed class PenaltySection() : SheetSection("penalties", "Weight regularization: LASSO, Ridge, Elastic Net", SheetGroup.Regularization, "LASSO", "Ridge", "Elastic Net")
{
    /// <summary>The weight of the squared part of Elastic Net.</summary>
    private const double Alpha = 0.5;

    private const double Strongest = 1, Weakest = 1e-3;

    private static readonly (string Name, Func<double, Regularizer> At)[] s_penalties =
    [
        ("LASSO", lambda => new Lasso(lambda)),
        ("Ridge", lambda => new Ridge(lambda)),
        ("Elastic Net", lambda => new ElasticNet(lambda, Alpha)),
        ("LASSO by sub-gradient", lambda => new Lasso(lambda, AbsoluteMethod.Subgradient)),
    ];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("… + λ ‖w‖_1", "LASSO: shrinks weights by a fixed amount, to exactly 0 where they do little.");
        draft.Formula("… + λ ‖w‖_2^2", "Ridge: shrinks weights in proportion, and so never quite to 0.");
        draft.Formula("… + λ [ (1 − α) ‖w‖_1 + α ‖w‖_2^2 ]", "Elastic Net: a compromise of the two, α from 0 to 1.");
        draft.Text("A penalty on the size of the weights makes the network pay for each of them, so that only those stay large that earn it. An absolute penalty pulls with the same force however small a weight is, and so chooses; a squared one lets go as the weight becomes small, and so shares out among what is alike.");
        var count = context.Choose(quick: 19, full: 37);
        double[] lambdas = [.. Curves.Range(Math.Log10(Strongest), Math.Log10(Weakest), count).Select(e => Math.Pow(10, e))];
        var data = CellMeasures.Load(context.Seed);
        var paths = s_penalties.Select(p =>
        {
            context.Tell($"coefficients under {p.Name}");
            return (p.Name, Path: CoefficientPath.Run(data, lambdas, p.At, context.Choose(quick: 1000, full: 3000), context.Cancel));
        }).ToList();
        foreach (var (name, path) in paths.Take(3)) ShowPath(draft, data, name, path);
        Zeros(draft, paths, lambdas);
        Compare(draft, data, paths[0].Path, paths[1].Path, paths[2].Path);
    }

    private static void ShowPath(SectionDraft draft, CellMeasures data, string name, CoefficientPath path)
    {
        double[] lambdas = [.. path.Fits.Select(f => f.Lambda)];
        draft.Show(new LinesBlock(Axis.Log("λ"), Axis.Linear("coefficient"), [.. data.Names.Select((measure, i) => new Line(measure, lambdas.Reverse().ToArray(), path.Of(i).Reverse().ToArray()))])
        {
            Title = name,
            Markers = [new(path.Best.Lambda, "lowest validation loss")],
            Caption = $"Each curve is the coefficient of one standardized measure of cell nuclei in a logistic regression; from left to right the penalty grows. At λ = {Say.Number(path.Best.Lambda)} the validation loss is lowest, and {path.Best.Weights.Count(w => w != 0)} of {data.Names.Count} coefficients are not 0. Data: {CellMeasures.Credits}.",
        });
    }

    private static void Zeros(SectionDraft draft, List<(string Name, CoefficientPath Path)> paths, double[] lambdas)
    {
        double[] rising = [.. lambdas.Reverse()];
        draft.Show(new LinesBlock(Axis.Log("λ"), Axis.Linear("share of coefficients that are exactly 0", 0, 1), [.. paths.Select(p => new Line(p.Name, rising, [.. p.Path.Fits.Select(f => f.Zeros).Reverse()]) { IsDashed = p.Name == paths[^1].Name })])
        {
            Title = "Exact zeros",
            Caption = $"The largest share along the path: {string.Join(", ", paths.Select(p => $"{p.Name} {Say.Percent(p.Path.Fits.Max(f => f.Zeros), 0)}"))}. The dashed curve adds λ·sign(w) to the gradient instead of moving each weight towards 0 and stopping there (the proximal step): its weights swing about 0.",
        });
        foreach (var (name, path) in paths) draft.Figure($"zeros.most.{name.ToLowerInvariant().Replace(' ', '_').Replace('-', '_')}", path.Fits.Max(f => f.Zeros));
        draft.Figure("zeros.least.lasso", paths[0].Path.Fits.Min(f => f.Zeros));

        // Where a coefficient is not 0, LASSO's optimum has a slope of λ against it; where it is 0, no more than λ (Tibshirani, 1996).
        draft.Figure("lasso.optimality.error", paths[0].Path.Fits.Max(f => f.Weights.Zip(f.Slope, (w, g) => w != 0 ? Math.Abs(g + f.Lambda * Math.Sign(w)) : Math.Max(0, Math.Abs(g) - f.Lambda)).Max()));
    }

    private static void Compare(SectionDraft draft, CellMeasures data, CoefficientPath lasso, CoefficientPath ridge, CoefficientPath net)
    {
        (string Name, CoefficientPath Path)[] all = [("LASSO", lasso), ("Ridge", ridge), ("Elastic Net", net)];
        draft.Show(new TableBlock(["penalty", "λ", "not 0", "validation loss", "accuracy"], [.. all.Select(p => (IReadOnlyList<string>)[p.Name, Say.Number(p.Path.Best.Lambda), $"{p.Path.Best.Weights.Count(w => w != 0)}", Say.Fixed(p.Path.Best.ValidationLoss, 4), Say.Percent(p.Path.Best.TestAccuracy)])])
        {
            Title = "Each at its best λ",
            Caption = $"The λ with the lowest validation loss, how many of the {data.Names.Count} coefficients are not 0, and the accuracy on test data; {data.Test.Targets.Count} samples to test on, so that one of them is {Say.Number(100.0 / data.Test.Targets.Count)} %.",
        });
        foreach (var (name, path) in all) draft.Figure($"best.not_zero.{name.ToLowerInvariant().Replace(' ', '_')}", path.Best.Weights.Count(w => w != 0));
        double l = lasso.Fits.Max(f => f.Zeros), r = ridge.Fits.Max(f => f.Zeros), e = net.Fits.Max(f => f.Zeros);
        var strong = lasso.Fits.Count / 6; // λ = 0.3 of 1 … 0.001
        draft.Text(r == 0 && l > 0 && e > 0
            ? $"Measured: as λ grows, LASSO and Elastic Net set more and more coefficients to exactly 0, at λ = {Say.Number(lasso.Fits[strong].Lambda)} {Say.Percent(lasso.Fits[strong].Zeros, 0)} and {Say.Percent(net.Fits[strong].Zeros, 0)} of them, at the end {Say.Percent(l, 0)} and {Say.Percent(e, 0)}; Ridge makes all of them small and none 0."
            : $"Measured: the largest shares of exact zeros are {Say.Percent(l, 0)} (LASSO), {Say.Percent(e, 0)} (Elastic Net) and {Say.Percent(r, 0)} (Ridge).");
        Alike(draft, data, lasso, ridge);
    }

    /// <summary>Radius, perimeter and area measure one thing three times: who gets its weight?</summary>
    private static void Alike(SectionDraft draft, CellMeasures data, CoefficientPath lasso, CoefficientPath ridge)
    {
        int[] size = [.. new[] { "radius", "perimeter", "area" }.Select(n => data.Names.Index().Single(m => m.Item == n).Index)];
        var chosen = draft.Figure("alike.share.lasso", Largest(lasso.Best));
        var shared = draft.Figure("alike.share.ridge", Largest(ridge.Best));
        if (chosen > shared) draft.Text($"Radius, perimeter and area of a nucleus are nearly the same measure. Of what the three weigh together, the largest of them has {Say.Percent(chosen, 0)} under LASSO, which chooses, and {Say.Percent(shared, 0)} under Ridge, which shares.");

        double Largest(CoefficientPath.Fit fit) => size.Max(i => Math.Abs(fit.Weights[i])) / Math.Max(size.Sum(i => Math.Abs(fit.Weights[i])), 1e-300);
    }
}
