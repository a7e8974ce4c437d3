namespace Descent.Devices;

/// <summary>A batch normalization: y = f((x − mean)/√(variance + ε)·weight + bias + residual), a mean and a variance for each channel.</summary>
internal unsafe struct BatchNormArgs<T>
    where T : unmanaged
{
    /// <summary>[rows, channels].</summary>
    public T* X, Y;

    /// <summary>[rows, channels], or null for none.</summary>
    public T* Residual;

    /// <summary>[channels]; null for ones and for zeros.</summary>
    public T* Weight, Bias;

    /// <summary>[channels]. The variance is the biased one where it is the batch's.</summary>
    public double* Mean, Variance;

    public int Rows, Channels;
    public double Epsilon;
    public Activation Activation;

    /// <summary>Whether mean and variance are those of x: the forward pass then computes them, and x's gradient goes through them.</summary>
    public bool OfBatch;

    /// <summary>Gradients: dy is read, the others are written or, if null, left out. A flag says to add to what is there.</summary>
    public T* Dy, Dx, DResidual, DWeight, DBias;

    public bool AddX, AddResidual, AddWeight, AddBias;
}
