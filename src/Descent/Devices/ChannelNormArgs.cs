namespace Descent.Devices;

/// <summary>
/// A normalization with a scale and a bias for each channel: y = f((x − mean)/√(variance + ε)·weight + bias + residual). Mean and variance belong
/// to a group of neighbouring channels of a sample: batch normalization takes the whole batch as one sample and each channel as a group.
/// </summary>
internal unsafe struct ChannelNormArgs<T>
    where T : unmanaged
{
    /// <summary>[samples, rows, channels].</summary>
    public T* X, Y;

    /// <summary>[samples, rows, channels], or null for none.</summary>
    public T* Residual;

    /// <summary>[channels]; null for ones and for zeros.</summary>
    public T* Weight, Bias;

    /// <summary>[samples, groups]. The variance is the biased one where it is that of x.</summary>
    public double* Mean, Variance;

    public int Samples, Rows, Channels, Groups;
    public double Epsilon;
    public Activation Activation;

    /// <summary>Whether mean and variance are those of x: the forward pass then computes them, and x's gradient goes through them.</summary>
    public bool OfInput;

    /// <summary>Gradients: dy is read, the others are written or, if null, left out. A flag says to add to what is there.</summary>
    public T* Dy, Dx, DResidual, DWeight, DBias;

    public bool AddX, AddResidual, AddWeight, AddBias;
}
