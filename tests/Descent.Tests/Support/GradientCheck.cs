using Xunit;

namespace Descent.Tests.Support;

/// <summary>Compares gradients of Σ sin f(x) in float64 with central differences.</summary>
public static class GradientCheck
{
    private const double Epsilon = 2.220446049250313e-16;
    private const double Tolerance = 1e-6;

    /// <summary>The most elements of one operand that are checked, evenly spread.</summary>
    private const int MostElements = 24;

    /// <summary>Checks the gradient of each floating-point operand. One tensor may stand at several places.</summary>
    /// <param name="f">The function; called once for the gradient and twice or more for each element.</param>
    /// <param name="inputs">Its operands, Float64 where a gradient is wanted.</param>
    /// <param name="context">Printed when the check fails: how to make the case again.</param>
    public static void Run(Func<Tensor[], Tensor> f, Tensor[] inputs, string context = "")
    {
        var leaves = inputs.Where(input => input.Type == DType.Float64).Distinct().ToArray();
        foreach (var leaf in leaves)
        {
            leaf.RequiresGrad = true;
            leaf.ClearGrad();
        }

        var y = f(inputs);
        if (!y.RequiresGrad) Assert.Fail($"{context}: the result does not require a gradient");
        SumSin.Of(y).Backward();
        foreach (var leaf in leaves)
        {
            if (leaf.Grad is null) Assert.Fail($"{context}: input {Array.IndexOf(inputs, leaf)} {leaf.Shape} got no gradient");
            Assert.Equal(leaf.Shape, leaf.Grad.Shape);
            var stride = (leaf.Count + MostElements - 1) / MostElements;
            for (var i = 0; i < leaf.Count; i += stride)
            {
                var analytic = leaf.Grad.Span<double>()[i];
                var x = leaf.Span<double>()[i];
                var h = Math.Cbrt(Epsilon) * Math.Max(1, Math.Abs(x));
                var numeric = Difference(f, inputs, leaf, i, h);
                if (Error(analytic, numeric) < Tolerance) continue;

                // Where the gradient is small the plain difference drowns in rounding. A long step, extrapolated twice
                // (Richardson, 1911), resolves h/rounding better; what is left of rounding is allowed for: that of one result, times the root of how
                // many results the element reaches, as roundings that do not know of each other add up (a normalization reaches whole groups).
                h = 2e-3 * Math.Max(1, Math.Abs(x));
                double d1 = Difference(f, inputs, leaf, i, h, out var reached), d2 = Difference(f, inputs, leaf, i, h / 2), d4 = Difference(f, inputs, leaf, i, h / 4);
                double e1 = (4 * d2 - d1) / 3, e2 = (4 * d4 - d2) / 3;
                numeric = (16 * e2 - e1) / 15;
                var rounding = 32 * Epsilon * Math.Max(1, MaxSize(y)) * Math.Sqrt(Math.Max(1, reached)) / h;
                if (Error(analytic, numeric) < Tolerance || Math.Abs(analytic - numeric) <= rounding) continue;
                Assert.Fail($"{context}: operands {string.Join(", ", inputs.Select(t => $"{t.Shape}"))}; input {Array.IndexOf(inputs, leaf)}, element {i} = {x:R}: " +
                    $"gradient {analytic:R}, central difference {numeric:R}, error {Error(analytic, numeric):E2} ≥ {Tolerance:E0}");
            }
        }
    }

    private static double Error(double a, double n) => Math.Abs(a - n) / Math.Max(Math.Max(Math.Abs(a), Math.Abs(n)), 1e-8);

    private static double MaxSize(Tensor y)
    {
        var max = 0.0;
        foreach (var value in y.Span<double>()) max = Math.Max(max, Math.Abs(value));
        return max;
    }

    private static double Difference(Func<Tensor[], Tensor> f, Tensor[] inputs, Tensor leaf, int i, double h) => Difference(f, inputs, leaf, i, h, out _);

    /// <summary>The central difference, and how many of the results differ.</summary>
    private static double Difference(Func<Tensor[], Tensor> f, Tensor[] inputs, Tensor leaf, int i, double h, out int reached)
    {
        using var _ = new NoGrad();
        var x = leaf.Span<double>()[i];
        leaf.Span<double>()[i] = x + h;
        var above = f(inputs).ToArray<double>();
        leaf.Span<double>()[i] = x - h;
        var below = f(inputs).ToArray<double>();
        leaf.Span<double>()[i] = x;
        // sin a − sin b as a product: elements that do not depend on x add no rounding.
        var sum = 0.0;
        reached = above.Where((value, j) => value != below[j]).Count();
        for (var j = 0; j < above.Length; j++) sum += 2 * Math.Cos((above[j] + below[j]) / 2) * Math.Sin((above[j] - below[j]) / 2);
        return sum / ((x + h) - (x - h));
    }
}
