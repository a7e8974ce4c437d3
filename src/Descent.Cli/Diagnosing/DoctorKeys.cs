namespace Descent.Cli;

/// <summary>What the doctor should know of a configuration, and what its keys are called in findings.</summary>
internal static class DoctorKeys
{
    public static DoctorSettings SettingsFor(RunConfig config, Trainer trainer) => DoctorSettings.Of(trainer, config.Training.Epochs, config.Training.BatchSize) with { Terms = TermsFor(config) };

    public static DoctorTerms TermsFor(RunConfig config)
    {
        var optimizer = $"training.optimizer.{config.Training.Optimizer!.Name}";
        var isTable = config.Data.Source is { HasImages: false };
        return new DoctorTerms
        {
            LearningRate = $"{optimizer}.learning_rate",
            Optimizer = optimizer,
            WeightDecay = $"{optimizer}.weight_decay",
            BatchSize = "training.batch_size",
            Loss = "training.loss",
            Layers = config.Model.Network is LayerList ? "model.layers" : "model.network",
            Width = config.Model.Network is LayerList ? "model.layers" : config.Model.Network is Mlp ? "model.hidden" : "model.network",
            Initializer = "model.initializer",
            Dropout = config.Model.Network is LayerList ? "model.layers" : "model.dropout",
            Normalize = isTable ? "data.source.csv.standardize" : "data.normalize",
            HowToNormalize = isTable
                ? "set data.source.csv.standardize to true, which subtracts the mean and divides by the deviation of the training part"
                : "leave data.normalize out, so that mean and deviation of the training part are measured and taken",
            NormalizeTarget = "data.source.csv.standardize_target",
            Source = "data.source",
            Split = "data.split",
            Augmentation = "data.augment",
            ClassWeights = "data.class_weights",
            Regularization = "training.regularization",
            EarlyStopping = "training.early_stopping",
            Schedule = "training.schedule",
            Clipping = config.Training.Clipping is { } clipping ? $"training.clip.{clipping.Name}" : "training.clip",
            Mix = "data.mix",
            Epochs = "training.epochs",
        };
    }
}
