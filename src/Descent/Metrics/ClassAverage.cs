namespace Descent;

/// <summary>How a figure of each class becomes one.</summary>
public enum ClassAverage
{
    /// <summary>Of two classes, the figure of class 1; of more, the macro average.</summary>
    Automatic,

    /// <summary>The mean over the classes that occur, as targets or as predictions.</summary>
    Macro,

    /// <summary>The figure of the sums over all classes: with one class a sample, the accuracy.</summary>
    Micro,

    /// <summary>The mean over the classes, weighted by how many samples each has.</summary>
    Weighted,
}
