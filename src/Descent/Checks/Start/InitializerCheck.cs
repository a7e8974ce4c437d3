namespace Descent;

/// <summary>
/// Are weights drawn so that what flows through keeps its size: deviation gain/√fan_in (Kaiming), or √(2/(fan_in + fan_out)) (Xavier)? All zeros, or all
/// rows alike, leave a layer's units one and the same for ever.
/// </summary>
internal sealed class InitializerCheck : DoctorCheck
{
    /// <summary>Between the smallest usual rule (PyTorch's default, 1/√(3·fan_in)) and the largest (gain 5/3), a factor of 4 is free; 20 makes three layers 8,000.</summary>
    private const double Odd = 4, Broken = 20;

    /// <summary>Biases start at 0 or near it: 3 is what a unit of deviation 1 reaches once in 700.</summary>
    private const double LargeBias = 3;

    public override string Name => "start.initializer";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var found = false;
        var roles = new ParameterRoles(x.Model);
        var normalized = Normalized(x.Model);
        foreach (var (name, parameter) in x.Weights)
        {
            var values = ExaminedBatch.Numbers(parameter);
            if (values.Length == 0) continue;
            var rms = Math.Sqrt(values.Average(v => v * v));
            var (kaiming, xavier) = (1 / Math.Sqrt(parameter.Fans.Count(Fan.In)), Math.Sqrt(2.0 / (parameter.Fans.Count(Fan.In) + parameter.Fans.Count(Fan.Out))));
            var (low, high) = (Math.Min(kaiming / Math.Sqrt(3), xavier), 5.0 / 3 * Math.Max(kaiming, xavier));
            var threshold = $"{Words.Of(Math.Min(kaiming, xavier))} (Xavier) to {Words.Of(Math.Sqrt(2) * kaiming)} (Kaiming)";
            if (rms == 0 && name != x.Head)
            {
                found = true;
                yield return Fail(name, "all 0", threshold, "every unit of the layer computes the same, and no gradient passes to the layers before", $"draw the weights at random ({x.Terms.Initializer}: Kaiming before ReLU, Xavier before tanh)").Measured(0, xavier);
                yield break;
            }

            if (rms > 0 && parameter.Shape[0] > 1 && RowsAreAlike(values, parameter.Shape[0]))
            {
                found = true;
                yield return Fail(name, $"all {parameter.Shape[0]} units have the same weights", "each its own", "units that start alike get equal gradients and stay alike: the layer is as good as one unit", $"draw the weights at random ({x.Terms.Initializer})");
                yield break;
            }

            if (rms == 0 || normalized.Contains(roles.OwnerOf(parameter))) continue; // what follows brings it to scale
            var factor = rms > high ? rms / high : rms < low ? low / rms : 1;
            if (factor <= Odd) continue;
            found = true;
            var isLarge = rms > high;
            var figure = $"deviation {Words.Of(rms)}, fan-in {parameter.Fans.In}";
            var cause = isLarge ? "weights are drawn too large: outputs grow from layer to layer, and activations saturate" : "weights are drawn too small: what the input says fades from layer to layer, and gradients with it";
            var remedy = $"use Kaiming before ReLU, Xavier before tanh ({x.Terms.Initializer})";
            yield return (factor > Broken ? Fail(name, figure, threshold, cause, remedy) : Warn(name, figure, threshold, cause, remedy)).Measured(rms, isLarge ? high : low);
        }

        foreach (var (name, parameter) in x.Parameters.Where(p => ParameterRoles.IsBias(p.Name) && !roles.IsNorm(p.Parameter)))
        {
            var rms = LayerTrace.Rms(parameter);
            if (rms <= LargeBias) continue;
            found = true;
            var mean = ExaminedBatch.Numbers(parameter).Average();
            yield return Warn(name, $"root mean square {Words.Of(rms)}, mean {Words.Of(mean)}", $"at most {LargeBias:0}", mean < 0 ? "biases so far below 0 shut every rectifier behind them" : "biases so large drown what the input says", "start biases at 0").Measured(rms, LargeBias);
        }

        if (!found) yield return Pass($"{Words.Count(x.Weights.Count(), "weight")} drawn as Xavier or Kaiming", $"within {Odd:0} times");
    }

    private static bool RowsAreAlike(double[] values, int rows)
    {
        var size = values.Length / rows;
        for (var row = 1; row < rows; row++)
            if (!values.AsSpan(row * size, size).SequenceEqual(values.AsSpan(0, size))) return false;
        return true;
    }

    /// <summary>Layers whose output a normalization takes next, so that the weights' scale does not matter.</summary>
    private static HashSet<Module?> Normalized(Module model)
    {
        var found = new HashSet<Module?>();
        Module? before = null;
        foreach (var (_, module) in model.NamedModules().Where(m => m.Module.Children.Count == 0))
        {
            if (module.GetType().Name.Contains("Norm", StringComparison.Ordinal)) found.Add(before);
            before = module;
        }

        return found;
    }
}
