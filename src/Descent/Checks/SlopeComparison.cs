namespace Descent;

/// <summary>What the comparison of a slope with differences came to.</summary>
internal enum SlopeKind
{
    /// <summary>They are equal.</summary>
    Agrees,

    /// <summary>They are equal as far as rounding lets the difference be known.</summary>
    Unresolved,

    /// <summary>The function has a kink here, and its gradient is a slope between those of the two sides.</summary>
    Kink,

    /// <summary>The function has a kink here, and its gradient is no slope between those of the two sides, though it is right beside the kink.</summary>
    OddKink,

    /// <summary>They differ.</summary>
    Differs,
}

/// <summary>A slope and the difference that comes nearest to it.</summary>
internal readonly record struct Slope(SlopeKind Kind, double Analytic, double Numeric, double Step, double Error);

/// <summary>
/// Compares a slope with central differences, and tells a kink from a wrong gradient. A wrong gradient is wrong at every scale and at every point
/// around; a kink is passed by on a smaller scale, or, where the point lies on it, by stepping aside to either side of it.
/// </summary>
internal sealed class SlopeComparison(ReplayedFunction f, Tensor[] leaves, ulong seed)
{
    public const double Epsilon = 2.220446049250313e-16;

    /// <summary>Errors below it pass.</summary>
    public const double PassBelow = 1e-6;

    /// <summary>The first step, ∛ε: where truncation, h²·f‴/6, and rounding, ε·f/h, are about equal.</summary>
    public static readonly double FirstStep = Math.Cbrt(Epsilon);

    // Where a slope is small, the plain difference drowns in rounding. Longer steps, extrapolated, resolve ε/h better, until kinks are in reach.
    private static readonly double[] s_longSteps = [2e-3, 2.5e-4, 3e-5];

    // Where a kink is within the first step, shorter ones pass by it, until rounding drowns them.
    private static readonly double[] s_shortSteps = [FirstStep / 8, FirstStep / 64];

    private const int AsidePairs = 2;
    private double[][]? _starts;
    private List<(double[][] Points, double[]?[] Gradients, double[] Values)>? _aside;

    /// <summary>|a − n|/max(|a|, |n|, 1e-8); infinite where one is not a number.</summary>
    public static double Error(double a, double n)
    {
        var error = Math.Abs(a - n) / Math.Max(Math.Max(Math.Abs(a), Math.Abs(n)), 1e-8);
        return double.IsFinite(error) ? error : double.PositiveInfinity;
    }

    /// <summary>Compares the slope along a line through one of the leaves.</summary>
    /// <param name="line">The line.</param>
    /// <param name="leaf">The leaf's place among the leaves.</param>
    /// <param name="gradient">The leaf's gradient; null if it has none.</param>
    public Slope Run(SlopeLine line, int leaf, double[]? gradient)
    {
        var slope = Compare(line, line.SlopeBy(gradient), f.Start, out var mayBend);
        if (!double.IsFinite(slope.Analytic) || !mayBend || !Bends(line, f.Start)) return slope;

        // At a kink nothing counts but what is beside it: even where the slope equals the central difference, as half of ReLU's slope does at 0.
        var (isRight, wrong) = LookAside(line, leaf);
        if (wrong is { } found) return slope.Kind == SlopeKind.Differs && slope.Error > found.Error ? slope : found; // across a kink, differences are a bit of anything
        if (!isRight) return slope;
        return slope with { Kind = IsBetweenSides(line, slope.Analytic) ? SlopeKind.Kink : SlopeKind.OddKink };
    }

    /// <summary>Looks at steps of every length for one whose difference is the slope.</summary>
    /// <param name="line">The line.</param>
    /// <param name="a">The slope.</param>
    /// <param name="here">The function's result where the line starts.</param>
    /// <param name="mayBend">Whether no difference is the slope, or slopes to the left and to the right differ.</param>
    private Slope Compare(SlopeLine line, double a, double[] here, out bool mayBend)
    {
        var best = new Slope(SlopeKind.Differs, a, double.NaN, 0, double.PositiveInfinity);
        bool Agrees(double numeric, double step)
        {
            var error = Error(a, numeric);
            if (error < best.Error || double.IsNaN(best.Numeric)) best = new Slope(SlopeKind.Differs, a, numeric, step, error);
            return error < PassBelow;
        }

        var h = FirstStep * line.Scale;
        var first = line.Over(h, here);
        mayBend = Math.Abs(first.Right - first.Left) > 0.01 * Math.Abs(first.Central) + 4 * Rounding(first.Reached, h);
        if (Agrees(first.Central, h)) return best with { Kind = SlopeKind.Agrees };
        var isDecided = false;
        foreach (var length in s_longSteps)
        {
            h = length * line.Scale;
            double d1 = line.Over(h, here).Central, d2 = line.Over(h / 2, here).Central, d4 = line.Over(h / 4, here).Central;
            double e1 = (4 * d2 - d1) / 3, e2 = (4 * d4 - d2) / 3, extrapolated = (16 * e2 - e1) / 15; // Richardson, 1911
            if (Agrees(extrapolated, h) || Agrees(d4, h / 4)) return best with { Kind = SlopeKind.Agrees };

            // The longest step on which the function is smooth decides: truncation there falls to a quarter with half the step.
            var rounding = Rounding(first.Reached, h);
            if (isDecided || !(Math.Abs(d1 - d2 - 4 * (d2 - d4)) <= 0.5 * Math.Abs(d1 - d2) + 4 * rounding)) continue;
            isDecided = true;
            if (Math.Abs(a - extrapolated) <= rounding) return new Slope(SlopeKind.Unresolved, a, extrapolated, h, Error(a, extrapolated));
        }

        foreach (var length in s_shortSteps)
        {
            if (!Agrees(line.Over(length * line.Scale, here).Central, length * line.Scale)) continue;
            mayBend = false;
            return best with { Kind = SlopeKind.Kink };
        }

        mayBend = true;
        return best;
    }

    /// <summary>What rounding makes of a difference quotient: that of one result, times the root of how many the line reaches, as roundings that do not know of each other add up.</summary>
    private double Rounding(int reached, double h) => 32 * Epsilon * Math.Max(1, f.Largest) * Math.Sqrt(Math.Max(1, reached)) / h;

    /// <summary>
    /// Whether a kink is in reach: the change from the left slope to the right one falls in proportion to the step where a function is smooth. Where it
    /// has a kink, the change stays, or vanishes at once.
    /// </summary>
    private bool Bends(SlopeLine line, double[] here)
    {
        var curvatures = new double[3];
        for (var i = 0; i < curvatures.Length; i++)
        {
            var h = FirstStep * line.Scale / (1 << i);
            var (_, left, right, reached) = line.Over(h, here);
            curvatures[i] = (right - left) / h;
            var rounding = Rounding(reached, h) / h;
            for (var j = 0; j < i; j++)
                if (Math.Abs(curvatures[i] - curvatures[j]) > 0.25 * Math.Max(Math.Abs(curvatures[i]), Math.Abs(curvatures[j])) + 2 * rounding) return true;
        }

        return false;
    }

    /// <summary>
    /// Looks at points around this one, in pairs on opposite sides of it, so that every kink through it is passed on both sides. The gradient there is
    /// right if it is at one point at least where there is something to be right about; it is wrong if it is at any without another kink in reach.
    /// </summary>
    private (bool IsRight, Slope? Wrong) LookAside(SlopeLine line, int leaf)
    {
        _starts ??= [.. leaves.Select(l => l.ToArray<double>())];
        _aside ??= [.. Enumerable.Range(0, 2 * AsidePairs).Select(StepAside)];
        var isRight = false;
        try
        {
            foreach (var (points, gradients, values) in _aside)
            {
                MoveTo(points);
                var slope = Compare(line, line.SlopeBy(gradients[leaf]), values, out _);
                if (slope.Kind == SlopeKind.Differs && !Bends(line, values)) return (false, slope);
                isRight |= slope.Kind is SlopeKind.Agrees or SlopeKind.Kink && Math.Abs(slope.Analytic) > 1e-8;
            }
        }
        finally
        {
            MoveTo(_starts);
        }

        return (isRight, null);
    }

    /// <summary>A point beside the start, and the gradients there; an odd one is opposite to the one before.</summary>
    private (double[][] Points, double[]?[] Gradients, double[] Values) StepAside(int index)
    {
        var points = new double[leaves.Length][];
        for (var l = 0; l < leaves.Length; l++)
        {
            var random = new Philox(seed, RandomPurpose.Noise, stream: 1 + l, epoch: index / 2);
            points[l] = [.. _starts![l].Select((x, i) => x + (index % 2 == 0 ? 1 : -1) * (random.Uniform(0, i) - 0.5) * 128 * FirstStep * Math.Max(1, Math.Abs(x)))];
        }

        MoveTo(points);
        var gradients = f.Gradients();
        var values = f.Values();
        MoveTo(_starts!);
        return (points, gradients, values);
    }

    private void MoveTo(double[][] points)
    {
        for (var l = 0; l < leaves.Length; l++) points[l].CopyTo(leaves[l].Span<double>());
    }

    /// <summary>Whether a slope lies between the slopes of the two sides, or is one of them.</summary>
    private bool IsBetweenSides(SlopeLine line, double slope)
    {
        var h = FirstStep * line.Scale;
        var (_, left, right, reached) = line.Over(h, f.Start);
        var slack = 0.01 * Math.Abs(right - left) + Rounding(reached, h);
        return slope >= Math.Min(left, right) - slack && slope <= Math.Max(left, right) + slack;
    }
}
