namespace Descent;

/// <summary>Do penalties leave room for the loss? What pulls all weights to 0 harder than the data pulls them anywhere leaves a network of zeros.</summary>
internal sealed class PenaltyCheck : DoctorCheck
{
    /// <summary>The pull beside the loss's gradient, both over all weights, before the first update.</summary>
    private const double Strong = 3, TooStrong = 30;

    /// <summary>The share of a weight that one update of decay apart from the gradient takes: 0.01 halves weights in 70 updates.</summary>
    private const double Fast = 0.01, TooFast = 0.1;

    /// <summary>A decay that is usual takes much off only where the rate is far too high, which update.size says.</summary>
    private const double UsualDecay = 0.1;

    public override string Name => "update.penalty";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var roles = new ParameterRoles(x.Model);
        double pull = 0, gradient = 0, share = 0;
        var onBiases = false;
        foreach (var slot in x.Optimizer.Parameters)
        {
            if (!slot.Parameter.Trainable || !x.Trace.Gradients.TryGetValue(slot.Name, out var rms)) continue;
            var penalty = x.Settings.Regularizer?.PenaltyOn(slot.Name, slot.Parameter, roles) ?? default;
            var decay = slot.Group?.WeightDecay ?? x.Optimizer.WeightDecay;
            double size = LayerTrace.Rms(slot.Parameter), own = (penalty.Ridge + (x.Optimizer.DecaysApart ? 0 : decay)) * size + penalty.Proximal + penalty.Subgradient;
            pull += own * own * slot.Parameter.Count;
            gradient += rms * rms * slot.Parameter.Count;
            if (x.Optimizer.DecaysApart && decay > UsualDecay) share = Math.Max(share, decay * x.Optimizer.LearningRate * (slot.Group?.LearningRateScale ?? 1));
            onBiases |= ParameterRoles.IsBias(slot.Name) && (penalty.Ridge > 0 || penalty.HasAbsolute);
        }

        if (pull == 0 && share == 0 && x.Optimizer.WeightDecay == 0) yield break;
        var ratio = gradient > 0 ? Math.Sqrt(pull / gradient) : 0;
        if (ratio > Strong)
        {
            string place = x.Settings.Regularizer is null ? x.Terms.WeightDecay : x.Terms.Regularization, figure = $"the penalty pulls {Words.Of(ratio)} times as hard as the loss{(onBiases ? ", on biases, too" : "")}", threshold = $"at most {Strong:0} times";
            var cause = $"λ is far too large: weights{(onBiases ? " and biases" : "")} go to 0 whatever the data says";
            var remedy = $"set λ of {place} to a {Words.Of(Math.Pow(10, Math.Ceiling(Math.Log10(ratio / 0.1))))}th{(onBiases ? ", and leave biases out (include: weights)" : "")}; 1e-5 to 1e-3 is usual";
            yield return (ratio > TooStrong ? Fail(place, figure, threshold, cause, remedy) : Warn(place, figure, threshold, cause, remedy)).Measured(ratio, Strong);
        }
        else if (share > Fast)
        {
            string figure = $"each update takes {Words.Percent(share)} off every weight", threshold = $"at most {Words.Percent(Fast)}";
            const string Cause = "weight decay times learning rate is so large that weights go to 0 before the loss can form them";
            var remedy = $"set {x.Terms.WeightDecay} to 0.01 to 0.1";
            yield return (share > TooFast ? Fail(x.Terms.WeightDecay, figure, threshold, Cause, remedy) : Warn(x.Terms.WeightDecay, figure, threshold, Cause, remedy)).Measured(share, Fast);
        }
        else if (onBiases)
            yield return Warn(x.Terms.Regularization, "the penalty is on biases, too", "on weights alone", "biases only place the units, and pulling them to 0 costs without making the network simpler", "leave include: all out");
        else yield return Pass(x.Optimizer.DecaysApart && pull == 0 ? $"weight decay {Words.Of(x.Optimizer.WeightDecay)}" : $"the penalty pulls {Words.Of(ratio)} times as hard as the loss", x.Optimizer.DecaysApart && pull == 0 ? $"{UsualDecay}, or at most {Words.Percent(Fast)} an update" : $"at most {Strong:0} times") with { Value = Math.Max(ratio, share) };
    }
}
