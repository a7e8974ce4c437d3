namespace Descent.Cli;

/// <summary>A technique of a run, and the settings with which the run is the same without it, or with it where it has none.</summary>
/// <param name="Name">The technique.</param>
/// <param name="IsOn">Whether the run has it.</param>
/// <param name="Now">What the run has, for people to read.</param>
/// <param name="Other">What the other side of the comparison has.</param>
/// <param name="Settings">The settings of the other side, as <c>--set</c> takes them.</param>
internal sealed record AblatedTechnique(string Name, bool IsOn, string Now, string Other, IReadOnlyList<string> Settings)
{
    private const string Off = "off";

    /// <summary>Every technique that can be looked at, with what makes its comparison for a run; null where the run leaves no choice.</summary>
    public static IReadOnlyList<(string Name, Func<AblationSubject, AblatedTechnique?> For)> Table { get; } =
    [
        ("pretrained", s => s.Find("model.pretrained") is { } weights ? new("pretrained", true, YamlWriter.Inline(weights), "random weights, all trained", ["model.pretrained=null", "model.transfer=null"]) : null),
        ("input_normalization", InputNormalization),
        ("augmentation", Augmentation),
        ("mixup", s => s.IsClasses ? Optional(s, "mixup", "data.mix", "{mixup: {alpha: 0.2}}") : null),
        ("class_weights", s => s.IsClasses && s.Config.Training.Loss!.TakesWeights ? Optional(s, "class_weights", "data.class_weights", "balanced") : null),
        ("batch_norm", s => NetworkEdit.BatchNorm(s)),
        ("dropout", s => NetworkEdit.Dropout(s)),
        ("initializer", s => s.Find("model.pretrained") is null ? Optional(s, "initializer", "model.initializer", "xavier_uniform", absent: "each layer's own") : null),
        ("label_smoothing", LabelSmoothing),
        ("optimizer", Optimizer),
        ("schedule", Schedule),
        ("gradient_clipping", s => Optional(s, "gradient_clipping", "training.clip", "{global_norm: 1}")),
        ("weight_decay", WeightDecay),
        ("regularization", s => Optional(s, "regularization", "training.regularization", "{elastic_net: {lambda: 1.0e-5, alpha: 0.5}}")),
        ("max_norm", s => s.Find("training.max_norm") is null ? null : Optional(s, "max_norm", "training.max_norm", "3")),
        ("weight_averaging", s => Optional(s, "weight_averaging", "training.averaging", $"{{ema: {{decay: {Value.Text(AverageDecay(s))}}}}}")),
        ("early_stopping", EarlyStopping),
    ];

    /// <summary>A key that is left out where the technique is not used.</summary>
    private static AblatedTechnique Optional(AblationSubject s, string name, string key, string usual, string absent = Off) => s.Find(key) is { } value
        ? new(name, true, YamlWriter.Inline(value), absent, [$"{key}=null"])
        : new(name, false, absent, usual, [$"{key}={usual}"]);

    private static AblatedTechnique? InputNormalization(AblationSubject s)
    {
        const string Name = "input_normalization", Table = "data.source.csv.standardize";
        if (s.Find(Table) is YamlScalar { Text: var standardize }) return standardize == "true" ? new(Name, true, "standardized", Off, [$"{Table}=false"]) : new(Name, false, Off, "standardized", [$"{Table}=true"]);
        if (s.Find("data.normalize") is not { } images || s.Find("model.pretrained") is not null) return null; // pretrained weights expect what they learned from
        var channels = s.InputShape[^1];
        string Each(int number) => $"[{string.Join(", ", Enumerable.Repeat(number, channels))}]";
        var plain = $"{{mean: {Each(0)}, std: {Each(1)}}}";
        return YamlWriter.Inline(images) == plain
            ? new(Name, false, "pixels from 0 to 1", "measured", ["data.normalize=measured"])
            : new(Name, true, YamlWriter.Inline(images), "pixels from 0 to 1", [$"data.normalize={plain}"]);
    }

    private static AblatedTechnique? Augmentation(AblationSubject s)
    {
        const string Name = "augmentation", Key = "data.augment";
        if (s.Config.Data.Source is not { HasImages: true }) return null;
        if (s.Config.Data.Augment.Count > 0) return new(Name, true, YamlWriter.Inline(s.Find(Key)!), Off, [$"{Key}=[]"]);

        // Mild, and right for most pictures; a flip would not be: a mirrored digit is none.
        var usual = $"[{{random_crop: {{padding: {Math.Max(1, s.InputShape[0] / 8)}}}}}, {{rotation: 10}}]";
        return new(Name, false, Off, usual, [$"{Key}={usual}"]);
    }

    private static AblatedTechnique? LabelSmoothing(AblationSubject s)
    {
        const string Name = "label_smoothing", Key = "training.loss.cross_entropy.label_smoothing";
        if (s.Find(Key) is not YamlScalar { Text: var smoothing }) return null;
        return smoothing == "0" ? new(Name, false, Off, "0.1", [$"{Key}=0.1"]) : new(Name, true, smoothing, Off, [$"{Key}=0"]);
    }

    /// <summary>Rates of their own for every weight, against one for all: each side at a rate that fits it, or the comparison would be of rates.</summary>
    private static AblatedTechnique? Optimizer(AblationSubject s)
    {
        var optimizer = s.Config.Training.Optimizer!;
        var isPlain = optimizer.Name is "sgd" or "momentum";
        var other = isPlain ? "adam" : "sgd";
        if (s.RateFor($"training.optimizer={other}") is not { } rate) return null;
        var setting = $"{{{other}: {{learning_rate: {Value.Text(rate)}}}}}";
        return new("optimizer", !isPlain, $"{optimizer.Name} at {Value.Text(optimizer.LearningRate)}", $"{other} at {Value.Text(rate)}", [$"training.optimizer={setting}"]);
    }

    private static AblatedTechnique Schedule(AblationSubject s)
    {
        const string Name = "schedule", Key = "training.schedule", Constant = "constant";
        return s.Config.Training.Schedule!.Name == Constant
            ? new(Name, false, Constant, "cosine", [$"{Key}=cosine"])
            : new(Name, true, YamlWriter.Inline(s.Find(Key)!), Constant, [$"{Key}={Constant}"]);
    }

    private static AblatedTechnique? WeightDecay(AblationSubject s)
    {
        var key = $"training.optimizer.{s.Config.Training.Optimizer!.Name}.weight_decay";
        return s.Find(key) is YamlScalar { Text: not "0" and var decay } ? new("weight_decay", true, decay, Off, [$"{key}=0"]) : null;
    }

    private static AblatedTechnique? EarlyStopping(AblationSubject s)
    {
        const string Name = "early_stopping", Key = "training.early_stopping", Weights = "training.weights";
        if (s.Config.Training.EarlyStopping is { } rule) return new(Name, true, $"patience {rule.Patience}", "all epochs, last weights", [$"{Key}=null", $"{Weights}=last"]);
        if (!s.Config.Data.Split.HasValidation) return null;
        var patience = Math.Max(5, s.Config.Training.Epochs / 10);
        return new(Name, false, s.Config.Training.KeepsLast ? "all epochs, last weights" : "all epochs, best weights", $"patience {patience}", [$"{Key}={{patience: {patience}}}", $"{Weights}=best"]);
    }

    /// <summary>An average over about an epoch, and neither over a handful of updates nor over more than a run has.</summary>
    private static double AverageDecay(AblationSubject s) => Math.Round(Math.Clamp(1 - 1.0 / Math.Max(1, s.UpdatesPerEpoch), 0.9, 0.999), 3);
}
