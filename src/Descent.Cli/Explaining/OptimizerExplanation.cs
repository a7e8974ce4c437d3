using static Descent.Cli.Explanation;

namespace Descent.Cli;

/// <summary>An optimizer's update rule with its numbers.</summary>
internal static class OptimizerExplanation
{
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="isScheduled">Whether its learning rate changes.</param>
    public static Explanation Of(Optimizer optimizer, bool isScheduled)
    {
        var a = isScheduled ? "αₜ" : N(optimizer.LearningRate);
        var (formulas, source) = Rule(optimizer, a);
        var lines = new List<string>();
        if (isScheduled) lines.Add($"αₜ: the schedule below, of α = {N(optimizer.LearningRate)}");
        if (optimizer.WeightDecay > 0)
        {
            if (optimizer.DecaysApart) lines.Add($"w ← (1 − {a}·{N(optimizer.WeightDecay)})·w");
            else if (optimizer is not LAMB) lines.Add($"g ← g + {N(optimizer.WeightDecay)}·w");
        }

        lines.AddRange(formulas);
        foreach (var group in optimizer.Groups)
            lines.Add($"for {group.Name}: {(group.LearningRateScale == 1 ? "" : $"learning rate × {N(group.LearningRateScale)}")}{(group.LearningRateScale != 1 && group.WeightDecay is not null ? ", " : "")}{(group.WeightDecay is { } decay ? $"weight decay {N(decay)}" : "")}");
        return new Explanation("update rule", $"{optimizer.GetType().Name}, {Form(optimizer.Convention)}", lines, source, [.. Elsewhere(optimizer)]);
    }

    private static string Form(Convention convention) => convention switch { Convention.Cs230 => "as in CS 230", Convention.Keras => "as in Keras", _ => "as in PyTorch" };

    private static (string[] Formulas, string Source) Rule(Optimizer optimizer, string a)
    {
        var isKeras = optimizer.Convention == Convention.Keras;
        switch (optimizer)
        {
            case SGD:
                return ([$"w ← w − {a}·g"], "Robbins and Monro, 1951");
            case Momentum m:
                var (enter, leave) = Velocity(m.Convention, m.Mu, a);
                return ([$"v ← {N(m.Mu)}·v + {enter}g", $"w ← w − {leave}v"], "Polyak, 1964");
            case Nesterov n:
                (enter, leave) = Velocity(n.Convention, n.Mu, a);
                return ([$"v ← {N(n.Mu)}·v + {enter}g", leave.Length == 0 ? $"w ← w − ({enter}g + {N(n.Mu)}·v)" : $"w ← w − {leave}({enter}g + {N(n.Mu)}·v)"], "Nesterov, 1983; Sutskever et al., 2013");
            case RMSprop r:
                var square = r.Centered ? "s − c²" : "s";
                var root = isKeras ? $"√({square} + {N(r.Epsilon)})" : r.Centered ? $"(√({square}) + {N(r.Epsilon)})" : $"(√s + {N(r.Epsilon)})";
                var lines = new List<string> { $"s ← {N(r.Rho)}·s + {N(1 - r.Rho)}·g²" };
                if (r.Centered) lines.Add($"c ← {N(r.Rho)}·c + {N(1 - r.Rho)}·g");
                (enter, leave) = Velocity(r.Convention, r.Mu, a);
                lines.AddRange(r.Mu > 0 ? [$"v ← {N(r.Mu)}·v + {enter}g/{root}", $"w ← w − {leave}v"] : [$"w ← w − {a}·g/{root}"]);
                return ([.. lines], r.Centered ? "Graves, 2013" : "Tieleman and Hinton, 2012");
            case AMSGrad g:
                return ([.. Averages(g.Beta1, g.Beta2), "x ← max(x, s)", Step(g.Convention, a, g.Beta1, g.Beta2, g.Epsilon, "x")], "Reddi, Kale and Kumar, 2018");
            case Adam d:
                return ([.. Averages(d.Beta1, d.Beta2), Step(d.Convention, a, d.Beta1, d.Beta2, d.Epsilon, "s")], d is AdamW ? "Loshchilov and Hutter, 2019" : "Kingma and Ba, 2015");
            case NAdam n:
                return ([.. Averages(n.Beta1, n.Beta2), $"μₜ = {N(n.Beta1)}·(1 − ½·0.96^({N(n.MomentumDecay)}·t))",
                    $"w ← w − {a}·(μₜ₊₁·m/(1 − μ₁⋯μₜ₊₁) + (1 − μₜ)·g/(1 − μ₁⋯μₜ)) / (√(s/(1 − {N(n.Beta2)}ᵗ)) + {N(n.Epsilon)})"], "Dozat, 2016");
            case Adamax x:
                return ([$"m ← {N(x.Beta1)}·m + {N(1 - x.Beta1)}·g", $"u ← max({N(x.Beta2)}·u, |g|{(isKeras ? "" : $" + {N(x.Epsilon)}")})",
                    $"w ← w − {a}·m/(1 − {N(x.Beta1)}ᵗ) / {(isKeras ? $"(u + {N(x.Epsilon)})" : "u")}"], "Kingma and Ba, 2015");
            case Adagrad g:
                var rate = g.RateDecay > 0 ? $"{a}/(1 + (t−1)·{N(g.RateDecay)})" : a;
                return ([$"s ← s + g², from {N(g.Initial)}", isKeras ? $"w ← w − {rate}·g/√(s + {N(g.Epsilon)})" : $"w ← w − {rate}·g/(√s + {N(g.Epsilon)})"], "Duchi, Hazan and Singer, 2011");
            case Adadelta d:
                return ([$"s ← {N(d.Rho)}·s + {N(1 - d.Rho)}·g²", $"d = √(u + {N(d.Epsilon)})/√(s + {N(d.Epsilon)})·g", $"u ← {N(d.Rho)}·u + {N(1 - d.Rho)}·d²", $"w ← w − {a}·d"], "Zeiler, 2012");
            case Lion l:
                return ([$"w ← w − {a}·sign({N(l.Beta1)}·m + {N(1 - l.Beta1)}·g)", $"m ← {N(l.Beta2)}·m + {N(1 - l.Beta2)}·g"], "Chen et al., 2023");
            case LAMB b:
                var decay = !isKeras && b.WeightDecay > 0 ? $" + {N(b.WeightDecay)}·w" : "";
                return ([.. Averages(b.Beta1, b.Beta2), $"r = m/(1 − {N(b.Beta1)}ᵗ) / (√(s/(1 − {N(b.Beta2)}ᵗ)) + {N(b.Epsilon)}){decay}", $"w ← w − {a}·‖w‖/‖r‖·r"], "You et al., 2020");
            default:
                return (["a rule of your own"], "");
        }
    }

    private static (string Enter, string Leave) Velocity(Convention convention, double mu, string a) => convention switch
    {
        Convention.Cs230 => ($"{N(1 - mu)}·", $"{a}·"),
        Convention.Keras => ($"{a}·", ""),
        _ => ("", $"{a}·"),
    };

    private static string[] Averages(double beta1, double beta2) => [$"m ← {N(beta1)}·m + {N(1 - beta1)}·g", $"s ← {N(beta2)}·s + {N(1 - beta2)}·g²"];

    private static string Step(Convention convention, string a, double beta1, double beta2, double epsilon, string s) => convention switch
    {
        Convention.Cs230 => $"w ← w − {a}·m / (√{s} + {N(epsilon)})",
        Convention.Keras => $"w ← w − {a}·√(1 − {N(beta2)}ᵗ)/(1 − {N(beta1)}ᵗ)·m / (√{s} + {N(epsilon)})",
        _ => $"w ← w − {a}·m/(1 − {N(beta1)}ᵗ) / (√({s}/(1 − {N(beta2)}ᵗ)) + {N(epsilon)})",
    };

    /// <summary>What gives the same training in the other conventions.</summary>
    private static IEnumerable<string> Elsewhere(Optimizer optimizer)
    {
        var (rate, decay) = (optimizer.LearningRate, optimizer.WeightDecay);
        double? mu = optimizer switch { Momentum m => m.Mu, Nesterov n => n.Mu, RMSprop { Mu: > 0 } r => r.Mu, _ => null };
        if (mu is { } kept)
        {
            if (optimizer.Convention == Convention.Cs230)
            {
                yield return $"pytorch: learning_rate {N(rate * (1 - kept))}";
                yield return $"keras: learning_rate {N(rate * (1 - kept))}, while the rate stays the same";
            }
            else
            {
                yield return $"cs230: learning_rate {N(rate / (1 - kept))}";
                yield return $"{(optimizer.Convention == Convention.Keras ? "pytorch" : "keras")}: the same settings, while the rate stays the same{(optimizer is RMSprop ? ", but for ε inside the root or outside" : "")}";
            }
        }
        else if (optimizer is Adam or AMSGrad)
        {
            var (epsilon, beta2) = optimizer is Adam d ? (d.Epsilon, d.Beta2) : (((AMSGrad)optimizer).Epsilon, ((AMSGrad)optimizer).Beta2);
            switch (optimizer.Convention)
            {
                case Convention.PyTorch:
                    yield return $"keras: epsilon {N(epsilon)}·√(1 − {N(beta2)}ᵗ): from {N(epsilon * Math.Sqrt(1 - beta2))} at the first update to {N(epsilon)}";
                    yield return "cs230: no settings; its first steps are of another size, later ones alike";
                    break;
                case Convention.Keras:
                    yield return $"pytorch: epsilon {N(epsilon)}/√(1 − {N(beta2)}ᵗ): from {N(epsilon / Math.Sqrt(1 - beta2))} at the first update to {N(epsilon)}";
                    break;
                default:
                    yield return "pytorch, keras: no settings; their first steps are of another size, later ones alike";
                    break;
            }
        }
        else if (optimizer is NAdam n)
        {
            yield return $"{(n.Convention == Convention.Keras ? "pytorch" : "keras")}: momentum_decay {N(n.MomentumDecay)}, epsilon {N(n.Epsilon)}";
        }
        else if (optimizer is RMSprop or Adagrad or Adamax)
        {
            yield return "pytorch and keras differ in where ε stands; no settings make them equal, but the smaller ε, the more alike they are";
        }
        else
        {
            yield return "pytorch, cs230, keras: the same settings";
        }

        if (decay > 0 && !optimizer.DecaysApart && optimizer is not LAMB) yield return $"the weight decay is regularization: {{ridge: {{lambda: {N(decay / 2)}, include: all}}}}";
        if (decay > 0 && optimizer is AdamW or Lion) yield return $"PyTorch's and Keras' weight_decay: {N(decay)} too";
    }
}
