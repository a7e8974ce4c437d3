using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Descent.Tests.Regularization;

/// <summary>Linear regression with LASSO and Elastic Net on the diabetes data reaches scikit-learn's solution (Golden/make_lasso.py), whatever the optimizer.</summary>
public class PenaltyOptimumTests
{
    private static readonly Dictionary<string, (Func<Optimizer> Make, int Steps)> s_optimizers = new()
    {
        ["SGD"] = (() => new SGD(0.1), 12_000),
        ["Momentum"] = (() => new Momentum(0.01, 0.9), 12_000),
        ["Momentum, cs230"] = (() => new Momentum(0.1, 0.9, convention: Convention.Cs230), 12_000),
        ["Nesterov"] = (() => new Nesterov(0.01, 0.9), 12_000),
        ["Adam"] = (() => new Adam(0.005), 30_000),
        ["RMSprop"] = (() => new RMSprop(0.005, 0.9), 30_000),
        ["RMSprop, momentum"] = (() => new RMSprop(0.0005, 0.9, momentum: 0.9), 30_000),
        ["Adagrad"] = (() => new Adagrad(0.5), 30_000),
        ["AMSGrad"] = (() => new AMSGrad(0.02), 30_000),
        ["NAdam"] = (() => new NAdam(0.005), 30_000),
        ["Adamax"] = (() => new Adamax(0.005, beta2: 0.9), 30_000),
    };

    public static TheoryData<string> Names => [.. s_optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_optimizer_reaches_the_optimum_with_the_same_support(string name)
    {
        var (x, y) = Diabetes();
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "lasso.json")));
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            double alpha = item.GetProperty("alpha").GetDouble(), ratio = item.GetProperty("l1_ratio").GetDouble();
            var want = item.GetProperty("coefficients").EnumerateArray().Select(c => c.GetDouble()).ToArray();

            // scikit-learn's loss is half the mean squared error, so everything is doubled.
            var net = ElasticNet.FromScikitLearn(2 * alpha, ratio);
            var (make, steps) = s_optimizers[name];
            var got = Fit(x, y, make(), ratio == 1 ? new Lasso(net.Lambda) : net, steps);
            Assert.Equal(want.Select(c => c == 0), got.Select(c => c == 0));
            for (var i = 0; i < want.Length; i++) Assert.True(Math.Abs(want[i] - got[i]) <= 1e-4, $"A {alpha}, r {ratio}, coefficient {i}: {want[i]:R} there, {got[i]:R} here");
            Assert.InRange(Objective(x, y, got, alpha, ratio) - item.GetProperty("objective").GetDouble(), -1e-12, 1e-6);
        }
    }

    [Fact]
    public void The_subgradient_form_comes_near_but_makes_no_zeros()
    {
        var (x, y) = Diabetes();
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "lasso.json")));
        var item = golden.RootElement.GetProperty("cases")[1];
        var alpha = item.GetProperty("alpha").GetDouble();
        var got = Fit(x, y, new SGD(0.001), new Lasso(2 * alpha, AbsoluteMethod.Subgradient), 20_000);
        Assert.All(got, c => Assert.NotEqual(0, c));
        Assert.InRange(Objective(x, y, got, alpha, 1) - item.GetProperty("objective").GetDouble(), 0, 1e-3);
    }

    [Fact]
    public void Ridge_is_weight_decay_of_twice_lambda()
    {
        var (x, y) = Diabetes();
        foreach (var (name, _) in s_optimizers)
        {
            var decayed = name switch { "SGD" => (Optimizer)new SGD(0.1, 0.2), "Adam" => new Adam(0.005, weightDecay: 0.2), "Momentum" => new Momentum(0.01, 0.9, 0.2), _ => null };
            if (decayed is null) continue;
            var ridge = Fit(x, y, s_optimizers[name].Make(), new Ridge(0.1), 500);
            Assert.Equal(Fit(x, y, decayed, null, 500), ridge); // the same operations: the same bits
        }
    }

    [Fact]
    public void The_sheets_elastic_net_is_scikit_learns()
    {
        foreach (var (alpha, ratio) in new[] { (0.3, 0.7), (1e-4, 0.0), (2.0, 1.0) })
        {
            var net = ElasticNet.FromScikitLearn(alpha, ratio);
            Assert.Equal(alpha, net.ScikitLearn.Alpha, 1e-15);
            Assert.Equal(ratio, net.ScikitLearn.L1Ratio, 1e-15);
            double[] w = [0.5, -2, 0];
            var sheet = net.Lambda * ((1 - net.Alpha) * w.Sum(Math.Abs) + net.Alpha * w.Sum(v => v * v));
            Assert.Equal(alpha * ratio * w.Sum(Math.Abs) + 0.5 * alpha * (1 - ratio) * w.Sum(v => v * v), sheet, 1e-14);
        }
    }

    private static double[] Fit(double[][] x, double[] y, Optimizer optimizer, Regularizer? regularizer, int steps)
    {
        var model = new Sequential(new Linear(x[0].Length, 1, bias: false, new Constant(0)));
        model.To(DType.Float64);
        optimizer.Attach(model);
        optimizer.Penalize(regularizer, model);
        var weight = model.NamedParameters().Single().Parameter;

        // The gradient of the mean squared error, from XᵀX and Xᵀy: the same numbers in a thousandth of the time.
        var (n, d) = (y.Length, x[0].Length);
        var gram = new double[d, d];
        var moment = new double[d];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < d; j++)
            {
                moment[j] += x[i][j] * y[i] / n;
                for (var k = 0; k < d; k++) gram[j, k] += x[i][j] * x[i][k] / n;
            }
        }

        var gradient = new double[d];
        for (var step = 0; step < steps; step++)
        {
            var w = weight.ToArray<double>();
            for (var j = 0; j < d; j++)
            {
                gradient[j] = -2 * moment[j];
                for (var k = 0; k < d; k++) gradient[j] += 2 * gram[j, k] * w[k];
            }

            Optimizers.OptimizerGoldenTests.SetGradient(weight, gradient);
            optimizer.Update();
        }

        return weight.ToArray<double>();
    }

    private static double Objective(double[][] x, double[] y, double[] w, double alpha, double ratio) =>
        x.Zip(y, (row, t) => Math.Pow(row.Zip(w, (a, b) => a * b).Sum() - t, 2)).Sum() / (2 * y.Length) + alpha * ratio * w.Sum(Math.Abs) + 0.5 * alpha * (1 - ratio) * w.Sum(v => v * v);

    private static (double[][] X, double[] Y) Diabetes()
    {
        var rows = File.ReadAllLines(Path.Combine(CommandFolder.Examples, "data", "diabetes.csv")).Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        for (var column = 0; column < rows[0].Length; column++)
        {
            var mean = rows.Average(r => r[column]);
            var deviation = Math.Sqrt(rows.Average(r => Math.Pow(r[column] - mean, 2)));
            foreach (var row in rows) row[column] = (row[column] - mean) / deviation;
        }

        return ([.. rows.Select(r => r[..^1])], [.. rows.Select(r => r[^1])]);
    }
}
