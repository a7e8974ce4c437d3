namespace Descent;

/// <summary>
/// The update rule of each optimizer for one parameter, number by number and in Float64, as the publications and <c>descent explain</c> have it: the slow
/// and obvious version that the fused one is compared with. It shares nothing with it but the settings.
/// </summary>
internal sealed class OptimizerFormula(Optimizer optimizer, ParameterGroup? group, double[] weights)
{
    // What is kept for each weight: m, s and so on, under the formulas' letters.
    private readonly double[] _m = new double[weights.Length];
    private readonly double[] _s = [.. Enumerable.Repeat(optimizer is Adagrad { Initial: var initial } ? initial : 0, weights.Length)];
    private readonly double[] _v = new double[weights.Length];
    private int _t;

    /// <summary>The weights.</summary>
    public double[] Weights { get; } = weights;

    /// <summary>The weights before the last update.</summary>
    public double[] Before { get; private set; } = weights;

    private bool IsKeras => optimizer.Convention == Convention.Keras;

    /// <summary>Makes one update.</summary>
    public void Update(double[] gradient)
    {
        _t++;
        Before = [.. Weights];
        var a = optimizer.LearningRate * (group?.LearningRateScale ?? 1);
        var decay = group?.WeightDecay ?? optimizer.WeightDecay;
        var g = gradient.ToArray();
        for (var i = 0; i < g.Length; i++)
        {
            if (optimizer.DecaysApart) Weights[i] *= 1 - a * decay;
            else if (optimizer is not LAMB) g[i] += decay * Weights[i];
        }

        if (optimizer is LAMB lamb)
        {
            UpdateAll(lamb, a, optimizer.DecaysApart ? 0 : decay, g);
            return;
        }

        for (var i = 0; i < g.Length; i++) Weights[i] -= Step(i, g[i], a);
    }

    /// <summary>What the update takes off weight i.</summary>
    private double Step(int i, double g, double a)
    {
        switch (optimizer)
        {
            case SGD:
                return a * g;
            case Momentum m:
                return Velocity(i, m.Mu, g, a);
            case Nesterov n:
                var v = Velocity(i, n.Mu, g, a);
                return optimizer.Convention switch { Convention.Cs230 => a * (1 - n.Mu) * g + n.Mu * v, _ => a * g + n.Mu * v };
            case RMSprop r:
                _s[i] = r.Rho * _s[i] + (1 - r.Rho) * g * g;
                _m[i] = r.Rho * _m[i] + (1 - r.Rho) * g;
                var square = _s[i] - (r.Centered ? _m[i] * _m[i] : 0);
                var quotient = g / (IsKeras ? Math.Sqrt(square + r.Epsilon) : Math.Sqrt(square) + r.Epsilon);
                return r.Mu > 0 ? Velocity(i, r.Mu, quotient, a) : a * quotient;
            case AMSGrad x:
                Average(i, g, x.Beta1, x.Beta2);
                _v[i] = Math.Max(_v[i], _s[i]);
                return AdamStep(_m[i], _v[i], x.Beta1, x.Beta2, x.Epsilon, a);
            case Adam d:
                Average(i, g, d.Beta1, d.Beta2);
                return AdamStep(_m[i], _s[i], d.Beta1, d.Beta2, d.Epsilon, a);
            case NAdam n:
                Average(i, g, n.Beta1, n.Beta2);
                double Mu(int t) => n.Beta1 * (1 - 0.5 * Math.Pow(0.96, n.MomentumDecay * t));
                var product = Enumerable.Range(1, _t).Aggregate(1.0, (p, t) => p * Mu(t));
                return a * (Mu(_t + 1) * _m[i] / (1 - product * Mu(_t + 1)) + (1 - Mu(_t)) * g / (1 - product)) / (Math.Sqrt(_s[i] / (1 - Math.Pow(n.Beta2, _t))) + n.Epsilon);
            case Adamax x:
                _m[i] = x.Beta1 * _m[i] + (1 - x.Beta1) * g;
                _s[i] = Math.Max(x.Beta2 * _s[i], Math.Abs(g) + (IsKeras ? 0 : x.Epsilon));
                return a * _m[i] / (1 - Math.Pow(x.Beta1, _t)) / (_s[i] + (IsKeras ? x.Epsilon : 0));
            case Adagrad d:
                _s[i] += g * g;
                return a / (1 + (_t - 1) * d.RateDecay) * g / (IsKeras ? Math.Sqrt(_s[i] + d.Epsilon) : Math.Sqrt(_s[i]) + d.Epsilon);
            case Adadelta d:
                _s[i] = d.Rho * _s[i] + (1 - d.Rho) * g * g;
                var step = Math.Sqrt(_v[i] + d.Epsilon) / Math.Sqrt(_s[i] + d.Epsilon) * g;
                _v[i] = d.Rho * _v[i] + (1 - d.Rho) * step * step;
                return a * step;
            case Lion l:
                var sign = Math.Sign(l.Beta1 * _m[i] + (1 - l.Beta1) * g);
                _m[i] = l.Beta2 * _m[i] + (1 - l.Beta2) * g;
                return a * sign;
            default:
                throw new NotSupportedException($"OptimizerCheck: the formula of {optimizer.GetType().Name} is not known; add it to OptimizerFormula.");
        }
    }

    /// <summary>The velocity's part of a step: v ← μ·v + g and α·v; with 1 − μ before g in CS 230; with α before g, and not before v, in Keras.</summary>
    private double Velocity(int i, double mu, double g, double a)
    {
        var enters = optimizer.Convention switch { Convention.Cs230 => 1 - mu, Convention.Keras => a, _ => 1 };
        _v[i] = mu * _v[i] + enters * g;
        return IsKeras ? _v[i] : a * _v[i];
    }

    private void Average(int i, double g, double beta1, double beta2) =>
        (_m[i], _s[i]) = (beta1 * _m[i] + (1 - beta1) * g, beta2 * _s[i] + (1 - beta2) * g * g);

    private double AdamStep(double m, double s, double beta1, double beta2, double epsilon, double a)
    {
        double mean = 1 - Math.Pow(beta1, _t), square = 1 - Math.Pow(beta2, _t);
        return optimizer.Convention switch
        {
            Convention.Cs230 => a * m / (Math.Sqrt(s) + epsilon),
            Convention.Keras => a * Math.Sqrt(square) / mean * m / (Math.Sqrt(s) + epsilon),
            _ => a * (m / mean) / (Math.Sqrt(s / square) + epsilon),
        };
    }

    /// <summary>LAMB's step is as long as the parameter's norm says.</summary>
    private void UpdateAll(LAMB lamb, double a, double decay, double[] g)
    {
        var r = new double[g.Length];
        for (var i = 0; i < g.Length; i++)
        {
            Average(i, g[i], lamb.Beta1, lamb.Beta2);
            r[i] = _m[i] / (1 - Math.Pow(lamb.Beta1, _t)) / (Math.Sqrt(_s[i] / (1 - Math.Pow(lamb.Beta2, _t))) + lamb.Epsilon) + decay * Weights[i];
        }

        double weights = Math.Sqrt(Weights.Sum(w => w * w)), steps = Math.Sqrt(r.Sum(x => x * x));
        for (var i = 0; i < g.Length; i++) Weights[i] -= a * (weights > 0 && steps > 0 ? weights / steps : 1) * r[i];
    }
}
