namespace Descent;

/// <summary>Smaller learning rates towards a network's beginning.</summary>
public static class StageRates
{
    /// <summary>
    /// Discriminative rates (Howard and Ruder, "Universal language model fine-tuning for text classification", 2018): the head has the optimizer's rate, and
    /// each stage with weights before it the rate of the next one times a factor. Add the groups before the optimizer is attached.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="factor">The factor, above 0 and below 1; the paper takes 1/2.6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
    public static IReadOnlyList<ParameterGroup> Groups(StagedModule model, double factor)
    {
        if (!(factor is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(factor), $"StageRates: the factor is {factor}; it must be above 0 and below 1.");
        var groups = new List<ParameterGroup>();
        var names = new Dictionary<Parameter, string>(model.NamedParameters().Select(p => KeyValuePair.Create(p.Parameter, p.Name)), ReferenceEqualityComparer.Instance);
        var scale = 1.0;
        foreach (var stage in model.Stages.Reverse().Where(s => s.HasWeights))
        {
            var own = stage.Modules.SelectMany(m => m.NamedParameters()).Select(p => names[p.Parameter]).ToHashSet();
            groups.Add(new ParameterGroup(stage.Name, own.Contains) { LearningRateScale = scale });
            scale *= factor;
        }

        return groups;
    }
}
