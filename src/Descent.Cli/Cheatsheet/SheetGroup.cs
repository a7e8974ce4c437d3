namespace Descent.Cli;

/// <summary>The parts of Stanford's CS 230 "Deep Learning Tips and Tricks" (A. Amidi, S. Amidi, 2018), in its order.</summary>
internal enum SheetGroup
{
    DataProcessing,
    Training,
    ParameterTuning,
    Regularization,
    GoodPractices,
}

/// <summary>Their names.</summary>
internal static class SheetGroups
{
    /// <summary>As the sheet has it.</summary>
    public static string InWords(this SheetGroup group) => group switch
    {
        SheetGroup.DataProcessing => "Data processing",
        SheetGroup.Training => "Training a neural network",
        SheetGroup.ParameterTuning => "Parameter tuning",
        SheetGroup.Regularization => "Regularization",
        _ => "Good practices",
    };
}
