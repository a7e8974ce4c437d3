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
