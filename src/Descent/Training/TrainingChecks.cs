namespace Descent;

/// <summary>What is checked before the first step, so that a run fails in its first second or not for these reasons.</summary>
internal static class TrainingChecks
{
    /// <exception cref="TrainingException">There are problems.</exception>
    public static void Run(Trainer trainer, IReadOnlyList<Metric> metrics, Dataset train, Dataset? validation, int epochs, int batchSize)
    {
        var problems = new List<string>();
        if (epochs < 1) problems.Add($"epochs is {epochs}; train for 1 or more.");
        if (batchSize < 1) problems.Add($"batchSize is {batchSize}; a batch has 1 sample or more.");
        if (trainer.Accumulate < 1) problems.Add($"Accumulate is {trainer.Accumulate}; an update takes 1 batch or more.");
        if (train.Count == 0) problems.Add("the training data has no samples.");
        if (train.Target is { Kind: TargetKind.Class, Count: 1, Names: [var only] })
            problems.Add($"the training data has one class, {only}, and learning to tell classes apart takes two or more; in a folder of images each class is a folder.");
        if (validation is { Count: 0 }) problems.Add("the validation data has no samples; give null to train without validation.");
        if (validation is not null && validation.InputShape != train.InputShape)
            problems.Add($"the validation samples have shape {validation.InputShape}, the training samples {train.InputShape}; they must be equal.");
        CheckLoss(trainer, problems);
        if (trainer.Mix is { } mix && trainer.Loss is not (CrossEntropy or CrossEntropyFromProbabilities))
            problems.Add($"{mix} gives each sample a distribution over the classes, which {trainer.Loss.GetType().Name} does not take; use CrossEntropy, or no mix.");
        CheckParameters(trainer, problems);
        CheckMonitored("early stopping", trainer.EarlyStopping?.Metric, metrics, validation, problems);
        CheckMonitored("the schedule", trainer.Schedule?.Metric, metrics, validation, problems);
        if (problems.Count == 0 && trainer.Schedule is { } schedule)
        {
            long stepsPerEpoch = Trainer.UpdatesIn(train.Count, batchSize, trainer.Accumulate), steps = stepsPerEpoch * epochs;
            problems.AddRange(schedule.ProblemsIn(new ScheduleTime(steps, stepsPerEpoch, steps)));
        }

        if (trainer.Regularizer is { } regularizer) problems.AddRange(regularizer.ProblemsWith(trainer.Model));

        // A pass through the network needs what was checked so far.
        var cause = problems.Count == 0 ? TryOneStep(trainer, train, batchSize, problems) : null;
        if (problems.Count > 0) throw new TrainingException(problems, cause);
    }

    private static void CheckLoss(Trainer trainer, List<string> problems)
    {
        try
        {
            trainer.Loss.CheckModel(trainer.Model);
        }
        catch (ArgumentException e)
        {
            problems.Add(e.Message);
        }
    }

    /// <summary>Every trainable parameter must be the optimizer's: a forgotten layer would stay at its first values in silence.</summary>
    private static void CheckParameters(Trainer trainer, List<string> problems)
    {
        var parameters = trainer.Model.NamedParameters();
        if (parameters.All(p => !p.Parameter.Trainable))
            problems.Add($"{trainer.Model.GetType().Name} has no trainable parameter: there is nothing to train.");
        var held = new HashSet<Parameter>(trainer.Optimizer.Parameters.Select(s => s.Parameter), ReferenceEqualityComparer.Instance);
        var forgotten = parameters.Where(p => p.Parameter.Trainable && !held.Contains(p.Parameter)).Select(p => p.Name).ToList();
        if (forgotten.Count > 0)
            problems.Add($"the optimizer does not hold {string.Join(", ", forgotten)}; attach the whole model, or set Trainable to false for what shall stay as it is.");
        foreach (var group in trainer.Optimizer.Groups)
            if (!parameters.Any(p => group.Matches(p.Name))) problems.Add($"the optimizer's group \"{group.Name}\" matches no parameter; there are {string.Join(", ", parameters.Select(p => p.Name))}.");
    }

    private static void CheckMonitored(string who, string? metric, IReadOnlyList<Metric> metrics, Dataset? validation, List<string> problems)
    {
        if (metric is null) return;
        var names = metrics.Select(m => m.Name).Prepend("loss").ToList();
        var known = names.Select(n => $"train.{n}").Concat(names.Select(n => $"validation.{n}"));
        if (!known.Contains(metric))
            problems.Add($"{who} monitors {metric}, which is not measured; there is {string.Join(", ", known)}.");
        else if (validation is null && metric.StartsWith("validation.", StringComparison.Ordinal))
            problems.Add($"{who} monitors {metric}, but there is no validation data; give some, or monitor train.loss.");
    }

    /// <summary>
    /// A whole step but for the update: finds shapes that do not fit, and parameters that no gradient reaches. What such a pass changes,
    /// running statistics, is put back.
    /// </summary>
    /// <returns>The exception behind the problem found, if there is one: it may be a fault in a module of the user's own.</returns>
    private static ArgumentException? TryOneStep(Trainer trainer, Dataset train, int batchSize, List<string> problems)
    {
        var parameters = trainer.Model.NamedParameters();
        var statistics = new Statistics(trainer.Model);
        try
        {
            using var loader = new DataLoader(train, Math.Min(batchSize, train.Count), trainer.Seed) { Mix = trainer.Mix };
            using var step = new Step(trainer.Seed, 0, 0);
            trainer.Model.Train();
            var batch = loader.Epoch(0).First();
            var loss = trainer.Loss.Compute(trainer.Model.Forward(batch.Inputs), batch.LossTargets);
            if (!loss.RequiresGrad)
            {
                problems.Add("the loss depends on no trainable parameter: was the graph cut by Detach or NoGrad?");
                return null;
            }

            loss.Backward(release: true);
            var unreached = parameters.Where(p => p.Parameter.Trainable && !p.Parameter.HasGrad).Select(p => p.Name).ToList();
            if (unreached.Count > 0)
                problems.Add($"no gradient reaches {string.Join(", ", unreached)}: the forward pass does not use {(unreached.Count == 1 ? "it" : "them")}. Use or remove the module, or set Trainable to false.");
            return null;
        }
        catch (ArgumentException e)
        {
            problems.Add(e.Message);
            return e;
        }
        finally
        {
            foreach (var (_, parameter) in parameters) parameter.ClearGrad();
            statistics.Restore();
        }
    }
}
