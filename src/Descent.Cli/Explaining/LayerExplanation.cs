using static Descent.Cli.Explanation;

namespace Descent.Cli;

/// <summary>First weights, normalizations and dropout of a network, with their numbers.</summary>
internal static class LayerExplanation
{
    public static IEnumerable<Explanation> Of(Module model)
    {
        var starts = new List<string>();
        var sources = new SortedSet<string>();
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (!parameter.Trainable || parameter.Shape.Rank < 2) continue;
            var (text, source) = Start(parameter);
            starts.Add($"{name}, fan-in {parameter.Fans.In}, fan-out {parameter.Fans.Out}: {text}");
            sources.Add(source);
        }

        yield return new("initialization", "weights as below; biases 0", starts, string.Join("; ", sources.Where(s => s.Length > 0)));
        foreach (var (name, module) in model.NamedModules())
        {
            if (module is BatchNorm norm)
            {
                var step = norm.Momentum is { } m ? $"{N(1 - m)}·running + {N(m)}·batch" : "the mean over all batches";
                yield return new("normalization", $"{name} ({module.GetType().Name}, {norm.Channels} channels)",
                    [$"y = γ·(x − mean)/√(variance + {N(norm.Epsilon)}) + β; the batch's mean and variance in training, the running ones in evaluation", $"running ← {step}, with the {(norm.StoresBiasedVariance ? "biased" : "unbiased")} variance"], "Ioffe and Szegedy, 2015",
                    norm.Momentum is { } weight ? [$"PyTorch: momentum={N(weight)}, eps={N(norm.Epsilon)}", $"Keras: momentum={N(1 - weight)}, epsilon={N(norm.Epsilon)}"] : null);
            }
            else if (module is Dropout dropout)
            {
                yield return new("dropout", $"{name} (Dropout)", [$"y = x·b/{N(dropout.Keep)} with b = 1 of probability {N(dropout.Keep)}, else 0, in training; y = x in evaluation"], "Srivastava et al., 2014", [$"PyTorch, Keras: Dropout({N(1 - dropout.Keep)})"]);
            }
        }
    }

    private static (string Text, string Source) Start(Parameter parameter)
    {
        double fanIn = Math.Max(parameter.Fans.In, 1), both = Math.Max((double)parameter.Fans.In + parameter.Fans.Out, 1);
        return parameter.Initializer switch
        {
            KaimingUniform { Fan: Fan.In } k => ($"uniform over ±{N(k.Gain)}·√(3/{N(fanIn)}) = ±{Rounded(k.Gain * Math.Sqrt(3 / fanIn))}", "He et al., 2015"),
            KaimingNormal { Fan: Fan.In } k => ($"normal, deviation {N(k.Gain)}/√{N(fanIn)} = {Rounded(k.Gain / Math.Sqrt(fanIn))}", "He et al., 2015"),
            XavierUniform x => ($"uniform over ±{N(x.Gain)}·√(6/{N(both)}) = ±{Rounded(x.Gain * Math.Sqrt(6 / both))}", "Glorot and Bengio, 2010"),
            XavierNormal x => ($"normal, deviation {N(x.Gain)}·√(2/{N(both)}) = {Rounded(x.Gain * Math.Sqrt(2 / both))}", "Glorot and Bengio, 2010"),
            XavierTruncatedNormal x => ($"truncated normal, deviation {N(x.Gain)}·√(2/{N(both)}) = {Rounded(x.Gain * Math.Sqrt(2 / both))}", "Glorot and Bengio, 2010"),
            Constant c => ($"{N(c.Value)}", ""),
            var other => (other.GetType().Name, ""),
        };
    }

    private static string Rounded(double x) => x.ToString("G5", System.Globalization.CultureInfo.InvariantCulture);
}
