using Xunit;

namespace Descent.Tests.Optimizers;

/// <summary>
/// Keras' and CS 230's forms in float64 against their formulas, written out again here from Keras 3's sources and the course's sheet, and
/// the equivalences that the documentation states.
/// </summary>
public class ConventionTests
{
    private const int Steps = 200;

    private static readonly double[] s_start = [0.7, -1.3, 0.2, 2.5];
    private static readonly double[] s_scale = [0.1, 1, 3, 0.01];

    public static TheoryData<string> Names => [.. Forms().Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_form_follows_its_formula(string name)
    {
        var (optimizer, make) = Forms().Where(f => f.Name == name).Select(f => (f.Optimizer, f.Make)).Single();
        var reference = make();
        var expected = s_start.ToArray();
        var w = OptimizerGoldenTests.Float64Parameter(s_start);
        optimizer.Attach([("w", w)]);
        for (var t = 1; t <= Steps; t++)
        {
            // A schedule, since where the rate stands is what some forms differ in.
            var rate = 0.02 / Math.Sqrt(t);
            optimizer.LearningRate = rate;
            OptimizerGoldenTests.SetGradient(w, Gradient(w.ToArray<double>(), t));
            optimizer.Update();
            reference(expected, Gradient(expected, t), rate, t);
            var got = w.ToArray<double>();
            for (var i = 0; i < got.Length; i++)
                Assert.True(Math.Abs(expected[i] - got[i]) <= 1e-12 * Math.Max(0.01, Math.Abs(expected[i])), $"step {t}, weight {i}: formula {expected[i]:R}, here {got[i]:R}");
        }
    }

    /// <summary>The formulas' own momentum, as in the sheet, equals PyTorch's with a smaller rate.</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    public void Cs230_momentum_equals_PyTorchs_with_the_rate_times_one_minus_beta(double beta)
    {
        AssertSame(new Momentum(0.05, beta, convention: Convention.Cs230), new Momentum(0.05 * (1 - beta), beta));
        AssertSame(new Nesterov(0.05, beta, convention: Convention.Cs230), new Nesterov(0.05 * (1 - beta), beta));
        AssertSame(new RMSprop(0.05, momentum: beta, convention: Convention.Cs230), new RMSprop(0.05 * (1 - beta), momentum: beta));
    }

    [Fact]
    public void Keras_momentum_equals_PyTorchs_while_the_rate_stays()
    {
        AssertSame(new Momentum(0.05, convention: Convention.Keras), new Momentum(0.05));
        AssertSame(new Nesterov(0.05, convention: Convention.Keras), new Nesterov(0.05));
        AssertSame(new Lion(0.001, weightDecay: 0.1, convention: Convention.Keras), new Lion(0.001, weightDecay: 0.1));
        AssertSame(new Adadelta(1, 0.9, 1e-6, convention: Convention.Keras), new Adadelta());
        AssertSame(new NAdam(0.01, epsilon: 1e-8, momentumDecay: 1, convention: Convention.Keras), new NAdam(0.01, momentumDecay: 1));
        AssertSame(new SGD(0.05, weightDecay: 0.1, convention: Convention.Keras), new SGD(0.05, weightDecay: 0.1)); // w − α·(g + λ·w) either way
    }

    [Fact]
    public void Defaults_are_the_conventions_own()
    {
        var rms = new RMSprop(convention: Convention.Keras);
        Assert.Equal((1e-3, 0.9, 1e-7), (rms.LearningRate, rms.Rho, rms.Epsilon));
        rms = new RMSprop();
        Assert.Equal((0.01, 0.99, 1e-8), (rms.LearningRate, rms.Rho, rms.Epsilon));
        var adagrad = new Adagrad(convention: Convention.Keras);
        Assert.Equal((1e-3, 0.1, 1e-7), (adagrad.LearningRate, adagrad.Initial, adagrad.Epsilon));
        var adadelta = new Adadelta(convention: Convention.Keras);
        Assert.Equal((1e-3, 0.95, 1e-7), (adadelta.LearningRate, adadelta.Rho, adadelta.Epsilon));
        Assert.Equal(1e-7, new Adam(convention: Convention.Keras).Epsilon);
        Assert.Equal(0.004, new AdamW(convention: Convention.Keras).WeightDecay);
        Assert.Equal(1, new NAdam(convention: Convention.Keras).MomentumDecay);
    }

    private delegate void Formula(double[] w, double[] g, double rate, int t);

    private sealed record Form(string Name, Optimizer Optimizer, Func<Formula> Make);

    private static IEnumerable<Form> Forms()
    {
        const Convention Keras = Convention.Keras, Cs230 = Convention.Cs230;
        yield return new Form("keras sgd, decay", new SGD(1, 0.1, Keras), () => (w, g, a, _) => Each(w, i => w[i] * (1 - a * 0.1) - a * g[i]));
        yield return new Form("keras momentum", new Momentum(1, 0.8, 0.1, Keras), () =>
        {
            var v = new double[4];
            return (w, g, a, _) => Each(w, i =>
            {
                var kept = w[i] - w[i] * 0.1 * a;
                v[i] = 0.8 * v[i] - a * g[i];
                return kept + v[i];
            });
        });
        yield return new Form("keras nesterov", new Nesterov(1, 0.8, convention: Keras), () =>
        {
            var v = new double[4];
            return (w, g, a, _) => Each(w, i =>
            {
                v[i] = 0.8 * v[i] - a * g[i];
                return w[i] + 0.8 * v[i] - a * g[i];
            });
        });
        yield return new Form("cs230 momentum", new Momentum(1, 0.8, 0.1, Cs230), () =>
        {
            var v = new double[4];
            return (w, g, a, _) => Each(w, i => w[i] - a * (v[i] = 0.8 * v[i] + (1 - 0.8) * (g[i] + 0.1 * w[i])));
        });
        foreach (var centered in new[] { false, true })
        {
            foreach (var momentum in new[] { 0, 0.7 })
            {
                yield return new Form($"keras rmsprop, centered {centered}, momentum {momentum}", new RMSprop(null, null, 1e-5, momentum, centered, 0.1, Keras), () =>
                {
                    double[] s = new double[4], c = new double[4], v = new double[4];
                    return (w, g, a, _) => Each(w, i =>
                    {
                        var kept = w[i] * (1 - a * 0.1);
                        s[i] = 0.9 * s[i] + 0.1 * g[i] * g[i];
                        c[i] = 0.9 * c[i] + 0.1 * g[i];
                        var increment = a * g[i] / Math.Sqrt((centered ? s[i] - c[i] * c[i] : s[i]) + 1e-5);
                        v[i] = momentum * v[i] + increment;
                        return kept - (momentum > 0 ? v[i] : increment);
                    });
                });
            }
        }

        yield return new Form("cs230 rmsprop", new RMSprop(null, 0.9, 1e-6, convention: Cs230), () =>
        {
            var s = new double[4];
            return (w, g, a, _) => Each(w, i => w[i] - a * g[i] / (Math.Sqrt(s[i] = 0.9 * s[i] + 0.1 * g[i] * g[i]) + 1e-6));
        });
        foreach (var amsgrad in new[] { false, true })
        {
            yield return new Form($"keras adam, amsgrad {amsgrad}", amsgrad ? new AMSGrad(beta2: 0.9, convention: Keras) : new Adam(beta2: 0.9, weightDecay: 0.1, convention: Keras), () =>
            {
                double[] m = new double[4], v = new double[4], top = new double[4];
                return (w, g, a, t) => Each(w, i =>
                {
                    var alpha = a * Math.Sqrt(1 - Math.Pow(0.9, t)) / (1 - Math.Pow(0.9, t));
                    m[i] += (g[i] - m[i]) * (1 - 0.9);
                    v[i] += (g[i] * g[i] - v[i]) * (1 - 0.9);
                    top[i] = Math.Max(top[i], v[i]);
                    return w[i] * (amsgrad ? 1 : 1 - a * 0.1) - alpha * m[i] / (Math.Sqrt(amsgrad ? top[i] : v[i]) + 1e-7);
                });
            });
            yield return new Form($"cs230 adam, amsgrad {amsgrad}", amsgrad ? new AMSGrad(beta2: 0.9, convention: Cs230) : new Adam(beta2: 0.9, convention: Cs230), () =>
            {
                double[] m = new double[4], v = new double[4], top = new double[4];
                return (w, g, a, _) => Each(w, i =>
                {
                    m[i] = 0.9 * m[i] + (1 - 0.9) * g[i];
                    v[i] = 0.9 * v[i] + (1 - 0.9) * g[i] * g[i];
                    top[i] = Math.Max(top[i], v[i]);
                    return w[i] - a * m[i] / (Math.Sqrt(amsgrad ? top[i] : v[i]) + 1e-8);
                });
            });
        }

        yield return new Form("cs230 adamw", new AdamW(weightDecay: 0.3, convention: Cs230), () =>
        {
            double[] m = new double[4], v = new double[4];
            return (w, g, a, _) => Each(w, i =>
            {
                m[i] = 0.9 * m[i] + (1 - 0.9) * g[i];
                v[i] = 0.999 * v[i] + (1 - 0.999) * g[i] * g[i];
                return (1 - a * 0.3) * w[i] - a * m[i] / (Math.Sqrt(v[i]) + 1e-8);
            });
        });
        yield return new Form("keras nadam", new NAdam(convention: Keras), () =>
        {
            double[] m = new double[4], v = new double[4];
            var product = 1.0;
            return (w, g, a, t) =>
            {
                double u = 0.9 * (1 - 0.5 * Math.Pow(0.96, t)), next = 0.9 * (1 - 0.5 * Math.Pow(0.96, t + 1));
                product *= u;
                Each(w, i =>
                {
                    m[i] += (g[i] - m[i]) * (1 - 0.9);
                    v[i] += (g[i] * g[i] - v[i]) * (1 - 0.999);
                    var mean = next * m[i] / (1 - product * next) + (1 - u) * g[i] / (1 - product);
                    return w[i] - a * mean / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-7);
                });
            };
        });
        yield return new Form("keras adamax", new Adamax(beta2: 0.9, epsilon: 1e-3, convention: Keras), () =>
        {
            double[] m = new double[4], u = new double[4];
            return (w, g, a, t) => Each(w, i =>
            {
                m[i] += (g[i] - m[i]) * (1 - 0.9);
                u[i] = Math.Max(0.9 * u[i], Math.Abs(g[i]));
                return w[i] - a * m[i] / ((1 - Math.Pow(0.9, t)) * (u[i] + 1e-3));
            });
        });
        yield return new Form("keras adagrad", new Adagrad(epsilon: 1e-3, weightDecay: 0.1, convention: Keras), () =>
        {
            var s = Enumerable.Repeat(0.1, 4).ToArray();
            return (w, g, a, _) => Each(w, i => w[i] * (1 - a * 0.1) - a * g[i] / Math.Sqrt((s[i] += g[i] * g[i]) + 1e-3));
        });
        yield return new Form("keras adadelta", new Adadelta(epsilon: 1e-4, convention: Keras), () =>
        {
            double[] s = new double[4], u = new double[4];
            return (w, g, a, _) => Each(w, i =>
            {
                s[i] = 0.95 * s[i] + (1 - 0.95) * g[i] * g[i];
                var delta = -Math.Sqrt(u[i] + 1e-4) * g[i] / Math.Sqrt(s[i] + 1e-4);
                u[i] = 0.95 * u[i] + (1 - 0.95) * delta * delta;
                return w[i] + a * delta;
            });
        });
        yield return new Form("keras lamb", new LAMB(weightDecay: 0.1, convention: Keras), () =>
        {
            double[] m = new double[4], v = new double[4], r = new double[4];
            return (w, g, a, t) =>
            {
                Each(w, i => w[i] * (1 - a * 0.1));
                Each(r, i =>
                {
                    m[i] += (g[i] - m[i]) * (1 - 0.9);
                    v[i] += (g[i] * g[i] - v[i]) * (1 - 0.999);
                    return m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-7);
                });
                var ratio = Math.Sqrt(w.Sum(x => x * x)) / Math.Sqrt(r.Sum(x => x * x));
                Each(w, i => w[i] - ratio * a * r[i]);
            };
        });
    }

    private static void Each(double[] w, Func<int, double> next)
    {
        for (var i = 0; i < w.Length; i++) w[i] = next(i);
    }

    private static double[] Gradient(double[] w, int t) => [.. w.Select((x, i) => s_scale[i] * x + Math.Sin(x * 3 + t))];

    private static void AssertSame(Optimizer a, Optimizer b)
    {
        var (first, second) = (OptimizerGoldenTests.Float64Parameter(s_start), OptimizerGoldenTests.Float64Parameter(s_start));
        a.Attach([("w", first)]);
        b.Attach([("w", second)]);
        for (var t = 1; t <= Steps; t++)
        {
            OptimizerGoldenTests.SetGradient(first, Gradient(first.ToArray<double>(), t));
            OptimizerGoldenTests.SetGradient(second, Gradient(second.ToArray<double>(), t));
            a.Update();
            b.Update();
            Assert.All(first.ToArray<double>().Zip(second.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }
}
