namespace Descent;

/// <summary>What the settings of a run are called, so that a remedy names what its reader can change. By default, what they are in code.</summary>
public sealed record DoctorTerms
{
    /// <summary>The step size.</summary>
    public string LearningRate { get; init; } = "optimizer.LearningRate";

    /// <summary>The optimizer with its groups.</summary>
    public string Optimizer { get; init; } = "optimizer";

    /// <summary>Samples an update.</summary>
    public string BatchSize { get; init; } = "batchSize";

    /// <summary>What is made small.</summary>
    public string Loss { get; init; } = "loss";

    /// <summary>The network's layers.</summary>
    public string Layers { get; init; } = "model";

    /// <summary>How wide its hidden layers are.</summary>
    public string Width { get; init; } = "the hidden layers' outputs";

    /// <summary>How weights are drawn.</summary>
    public string Initializer { get; init; } = "the layer's initializer";

    /// <summary>What is dropped.</summary>
    public string Dropout { get; init; } = "Dropout";

    /// <summary>What brings inputs to a scale.</summary>
    public string Normalize { get; init; } = "the inputs' normalization";

    /// <summary>What to do so that inputs come to a scale.</summary>
    public string HowToNormalize { get; init; } = "subtract the mean and divide by the deviation, both of the training part";

    /// <summary>What brings numbers to predict to a scale.</summary>
    public string NormalizeTarget { get; init; } = "the targets' normalization";

    /// <summary>Where samples come from.</summary>
    public string Source { get; init; } = "data";

    /// <summary>How samples are divided.</summary>
    public string Split { get; init; } = "Split";

    /// <summary>What is done to training samples.</summary>
    public string Augmentation { get; init; } = "the augmentation";

    /// <summary>How much each class counts.</summary>
    public string ClassWeights { get; init; } = "CrossEntropy.ClassWeights";

    /// <summary>What pulls weights to 0 beside the loss.</summary>
    public string Regularization { get; init; } = "Trainer.Regularizer";

    /// <summary>The optimizer's own pull of weights to 0.</summary>
    public string WeightDecay { get; init; } = "optimizer.WeightDecay";

    /// <summary>When training ends before its last epoch.</summary>
    public string EarlyStopping { get; init; } = "Trainer.EarlyStopping";

    /// <summary>How the step size changes.</summary>
    public string Schedule { get; init; } = "Trainer.Schedule";

    /// <summary>What limits gradients.</summary>
    public string Clipping { get; init; } = "Trainer.Clipping";

    /// <summary>What mixes the samples of a batch.</summary>
    public string Mix { get; init; } = "Trainer.Mix";

    /// <summary>How often the data is gone through.</summary>
    public string Epochs { get; init; } = "epochs";

    /// <summary>A training step of the user's own.</summary>
    public string Step { get; init; } = "DoctorSettings.Step";

    /// <summary>Whether each epoch has its own order.</summary>
    public string Shuffle { get; init; } = "shuffle";
}
