namespace Descent;

/// <summary>Does the optimizer hold every parameter that shall learn, and can what makes the answer learn?</summary>
internal sealed class ParametersCheck : DoctorCheck
{
    public override string Name => "network.parameters";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var trainable = x.Parameters.Where(p => p.Parameter.Trainable).ToList();
        if (trainable.Count == 0)
        {
            yield return Fail("model", "0 parameters learn", "some", "every parameter is frozen", "set Trainable to true for what shall learn: at least the last layer").Measured(0, 1);
            yield break;
        }

        var held = x.Optimizer.Parameters.Select(s => s.Parameter).ToHashSet(ReferenceEqualityComparer.Instance);
        List<string> forgotten = [.. trainable.Where(p => !held.Contains(p.Parameter)).Select(p => p.Name)];
        var still = x.Optimizer.Parameters.Where(s => s.Parameter.Trainable && s.Group is { LearningRateScale: 0 }).Select(s => s.Name).ToList();
        var isFrozenHead = x.Parameters.FirstOrDefault(p => p.Name == x.Head).Parameter is { Trainable: false };
        if (forgotten.Count > 0)
            yield return Fail(Words.List(forgotten), $"{Words.Count(forgotten.Count, "parameter")} of {trainable.Count} that learn are not the optimizer's", "none", "a layer was left out when parameters were given to the optimizer: it keeps its first random values", $"attach the whole model ({x.Terms.Optimizer}.Attach(model)), or set Trainable to false for what shall stay").Measured(forgotten.Count, 0);
        if (still.Count > 0)
            yield return Warn(Words.List(still), "the learning rate of their group is multiplied by 0", "above 0", "the group holds these parameters still, though they count as trainable", "raise learning_rate_scale of the group, or freeze them openly with Trainable = false").Measured(still.Count, 0);
        if (isFrozenHead)
            yield return Fail(x.Head!, "the last layer is frozen, others learn", "the last layer learns", "layers before it learn to please a random last layer; freezing was meant for the layers before", "set Trainable to true for the last layer, and freeze from the first layer on");
        if (forgotten.Count + still.Count == 0 && !isFrozenHead) yield return Pass($"{Words.Count(trainable.Count, "parameter")} of {x.Parameters.Count(p => !p.Parameter.IsStatistic)} learn, all of them the optimizer's", "all");
    }
}
