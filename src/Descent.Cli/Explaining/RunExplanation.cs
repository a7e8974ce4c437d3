using static Descent.Cli.Explanation;

namespace Descent.Cli;

/// <summary>Everything that a configuration means, in formulas.</summary>
internal static class RunExplanation
{
    public static List<Explanation> Of(PreparedRun run)
    {
        var training = run.Config.Training;
        var trainer = run.CreateTrainer();
        var stepsPerEpoch = StepsPerEpoch(run);
        var isScheduled = trainer.Schedule is not (null or ConstantSchedule);
        var all = new List<Explanation> { OptimizerExplanation.Of(trainer.Optimizer, isScheduled), ScheduleExplanation.Of(trainer.Schedule!, trainer.Optimizer.LearningRate, stepsPerEpoch, training.Epochs) };
        all.AddRange(Losses(trainer.Loss));
        all.AddRange(Gradients(trainer, training));
        if (trainer.Regularizer is { } regularizer) all.AddRange(Penalties(regularizer, trainer.Loss));
        if (training.MaxNorm is { } limit)
            all.Add(new("constraint", "max-norm", [$"after each update, for each unit: w ← w·min(1, {N(limit)}/‖w‖)"], "Srebro and Shraibman, 2005; Hinton et al., 2012", [$"Keras: kernel_constraint=MaxNorm({N(limit)})"]));
        all.AddRange(LayerExplanation.Of(run.Model));
        if (trainer.Hooks.OfType<ExponentialAveraging>().FirstOrDefault() is { } ema)
            all.Add(new("averaging", "moving average of the weights", [$"after each update: a ← {N(ema.Decay)}·a + {N(1 - ema.Decay)}·w; a is validated and kept"], "Polyak and Juditsky, 1992", [$"Keras: use_ema=True, ema_momentum={N(ema.Decay)}"]));
        if (trainer.Hooks.OfType<StochasticAveraging>().FirstOrDefault() is { } swa)
            all.Add(new("averaging", "stochastic weight averaging", [$"from epoch {swa.StartEpoch} on, every {swa.EveryEpochs}: a ← a + (w − a)/(n + 1); a is validated and kept"], "Izmailov et al., 2018", ["PyTorch: torch.optim.swa_utils.AveragedModel"]));
        if (trainer.EarlyStopping is { } stopping)
            all.Add(new("early stopping", stopping.Metric, [$"ends after {stopping.Patience} evaluations in a row none of which beats the best by more than {N(stopping.MinDelta)}{(stopping.Relative ? " of it" : "")}{(stopping.RestoreBest ? "; puts the best weights back" : "")}"], "Prechelt, 1998", [$"Keras: EarlyStopping(patience={stopping.Patience}, min_delta={N(stopping.MinDelta)}, restore_best_weights={stopping.RestoreBest})"]));
        return all;
    }

    /// <summary>Updates in an epoch of the run.</summary>
    public static long StepsPerEpoch(PreparedRun run)
    {
        var samples = (long)run.Config.Training.BatchSize * run.Config.Training.Accumulate;
        return (run.Data.Train.Count + samples - 1) / samples;
    }

    private static IEnumerable<Explanation> Losses(Loss loss)
    {
        if (loss is not CrossEntropy { LabelSmoothing: var smoothing, ClassWeights: var weights }) yield break;
        if (weights is not null)
            yield return new("class weights", string.Join(", ", weights.Take(20).Select(w => N(Math.Round(w, 4)))) + (weights.Count > 20 ? ", …" : ""), ["each sample's loss × the weight of its class, divided by the batch's sum of weights; balanced: w = samples/(classes·count of the class)"], "King and Zeng, 2001", ["PyTorch: CrossEntropyLoss(weight=…)", "scikit-learn: class_weight=\"balanced\""]);
        yield return smoothing > 0
            ? new("loss", "cross-entropy with smoothed labels", [$"mean of −Σ u·log softmax(z), with u = {N(1 - smoothing)}·t + {N(smoothing)}/C for C classes"], "Szegedy et al., 2016", [$"PyTorch: CrossEntropyLoss(label_smoothing={N(smoothing)})"])
            : new("loss", "cross-entropy", ["mean of −log softmax(z) of the right class"], "", ["PyTorch: CrossEntropyLoss()"]);
    }

    private static IEnumerable<Explanation> Gradients(Trainer trainer, TrainingConfig training)
    {
        if (training.Accumulate > 1) yield return new("accumulation", $"{training.Accumulate} batches an update", [$"g = Σ nᵢ·gᵢ / Σ nᵢ over {training.Accumulate} batches of {training.BatchSize}: as one batch of {(long)training.Accumulate * training.BatchSize}"]);
        if (trainer.Clipping is not { } clip) yield break;
        const string Source = "Pascanu, Mikolov and Bengio, 2013";
        if (clip.Value is { } value) yield return new("clipping", "by value", [$"g ← min(max(g, −{N(value)}), {N(value)})"], Source, [$"PyTorch: clip_grad_value_({N(value)})", $"Keras: clipvalue={N(value)}"]);
        if (clip.Norm is { } norm) yield return new("clipping", "by norm", [$"for each parameter: g ← g·min(1, {N(norm)}/‖g‖)"], Source, [$"Keras: clipnorm={N(norm)}"]);
        if (clip.GlobalNorm is { } global) yield return new("clipping", "by global norm", [$"g ← g·min(1, {N(global)}/‖all g‖)"], Source, [$"PyTorch: clip_grad_norm_({N(global)}), which adds 1e-6 to the norm", $"Keras: global_clipnorm={N(global)}"]);
    }

    private static IEnumerable<Explanation> Penalties(Regularizer regularizer, Loss loss)
    {
        if (regularizer is Regularizers several) return several.Parts.SelectMany(p => Penalties(p, loss));
        var on = $"on {(regularizer.Include == PenaltyScope.All ? "all parameters" : "weights, without biases and parameters of normalizations,")} that match {regularizer.Only}";

        // scikit-learn's loss is half the mean squared error.
        var half = loss is MeanSquaredError ? 0.5 : 1;
        var note = loss is MeanSquaredError ? " (halved, since its loss is half the mean squared error)" : "";
        static string Step(AbsoluteMethod method, double lambda) => method == AbsoluteMethod.Proximal
            ? $"after each update: w ← sign(w)·max(|w| − t·{N(lambda)}, 0), t as long as the weight's own step"
            : $"g ← g + {N(lambda)}·sign(w)";
        return regularizer switch
        {
            Lasso l => [new("penalty", $"LASSO, {l.Method.ToString().ToLowerInvariant()}", [$"{N(l.Lambda)}·‖w‖₁, {on}", Step(l.Method, l.Lambda)], "Tibshirani, 1996", [$"scikit-learn: Lasso(alpha={N(l.Lambda * half)}){note}"])],
            Ridge r => [new("penalty", "Ridge", [$"{N(r.Lambda)}·‖w‖², {on}", $"g ← g + {N(2 * r.Lambda)}·w"], "Hoerl and Kennard, 1970", [$"PyTorch: weight_decay={N(2 * r.Lambda)} on these parameters, in an optimizer whose decay is part of the gradient"])],
            ElasticNet e => [new("penalty", $"Elastic Net, {e.Method.ToString().ToLowerInvariant()}", [$"{N(e.Lambda)}·({N(1 - e.Alpha)}·‖w‖₁ + {N(e.Alpha)}·‖w‖²), {on}", $"g ← g + {N(2 * e.Lambda * e.Alpha)}·w", Step(e.Method, e.Lambda * (1 - e.Alpha))], "Zou and Hastie, 2005",
                [$"scikit-learn: ElasticNet(alpha={N(e.ScikitLearn.Alpha * half)}, l1_ratio={N(e.ScikitLearn.L1Ratio)}){note}"])],
            GroupLasso g => [new("penalty", "group LASSO", [$"{N(g.Lambda)}·Σ √size·‖u‖ over the units u of {g.Only}", $"after each update: u ← u·max(0, 1 − α·{N(g.Lambda)}·√size/‖u‖)"], "Yuan and Lin, 2006")],
            _ => [new("penalty", "a penalty of your own", [])],
        };
    }
}
