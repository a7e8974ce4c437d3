namespace Descent;

/// <summary>Does a training step of the user's own do what each step must: train in training mode, move every parameter that learns, leave the others, and forget its gradients?</summary>
internal sealed class StepHygieneCheck : DoctorCheck
{
    public override string Name => "update.step";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var before = x.Parameters.Select(p => ExaminedBatch.Numbers(p.Parameter)).ToList();
        x.Model.Train();
        foreach (var (_, parameter) in x.Parameters) parameter.ClearGrad();
        for (var i = 0; i < 3; i++) x.Update(x.Batch, i);
        List<string> left = [.. x.Parameters.Where(p => p.Parameter.HasGrad).Select(p => p.Name)];
        var evaluates = x.Model.NamedModules().Where(m => !m.Module.Training && m.Module is BatchNorm or Dropout or Dropout2d or DropPath && x.Settings.Step is not null).Select(m => x.PlaceOf(m.Module)).ToList();
        var moved = x.Parameters.Zip(before).Select(p => (p.First.Name, p.First.Parameter, Moves: ForwardRecord.Differs(ExaminedBatch.Numbers(p.First.Parameter), p.Second))).ToList();
        x.Restore();
        var found = false;
        if (left.Count > 0)
        {
            found = true;
            yield return Fail(x.Terms.Step, $"{Words.Count(left.Count, "gradient")} left after the update ({Words.List(left)})", "none", "gradients are never reset: each step adds those of all steps before, and soon points anywhere", "end the step with optimizer.Update(), or call ClearGrad() on every parameter").Measured(left.Count, 0);
        }

        if (evaluates.Count > 0)
        {
            found = true;
            yield return Fail(evaluates[0], "in evaluation mode during the step", "training mode", "the step trains in evaluation mode: dropout drops nothing, and batch normalization keeps its first statistics", "call model.Train() before the forward pass, each epoch anew after an evaluation");
        }

        var held = x.Optimizer.Parameters.Where(s => s.Group is { LearningRateScale: 0 }).Select(s => s.Name).ToHashSet(); // network.parameters says it
        List<string> still = [.. moved.Where(m => m.Parameter.Trainable && !m.Moves && !held.Contains(m.Name)).Select(m => m.Name)];
        List<string> frozen = [.. moved.Where(m => m.Parameter is { Trainable: false, IsStatistic: false } && m.Moves).Select(m => m.Name)];
        if (still.Count > 0 && x.Optimizer.LearningRate > 0)
        {
            found = true;
            yield return Fail(Words.List(still), "unchanged after 3 updates", "changed", "no gradient reaches it, the optimizer does not hold it, or its group's rate is 0", "see network.parameters and start.gradients").Measured(still.Count, 0);
        }

        if (frozen.Count > 0)
        {
            found = true;
            yield return Fail(Words.List(frozen), "changed, though it is frozen", "unchanged", "the step changes weights past the optimizer", "leave weights that are not Trainable as they are").Measured(frozen.Count, 0);
        }

        if (!found) yield return Pass($"{moved.Count(m => m.Moves)} parameters and statistics move, the rest stay", "every parameter that learns");
    }
}
