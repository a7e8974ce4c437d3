namespace Descent.Kernels;

/// <summary>
/// A linear map along one axis whose rows are short: output o is Σⱼ weight[o, j]·input[first[o] + j] / divisor[o] for j below
/// count[o]. Averages of windows, enlargements, and the gradients of both are such maps along rows and along columns.
/// </summary>
internal unsafe struct Bands<T>
    where T : unmanaged
{
    /// <summary>Inputs, outputs, and the room for weights that each output has.</summary>
    public int Input, Output, Width;

    /// <summary>Where each output's inputs start, and how many they are.</summary>
    public int* First, Count;

    /// <summary>[output, width]; null if all are 1.</summary>
    public T* Weights;

    /// <summary>[output]; null if all are 1.</summary>
    public T* Divisors;
}
