namespace Descent.Devices;

/// <summary>
/// A normalization of each row: y = (x − mean)/√(variance + ε)·weight + bias. Without centring mean is 0, so that variance is the mean square.
/// </summary>
internal unsafe struct RowNormArgs<T>
    where T : unmanaged
{
    /// <summary>[rows, size].</summary>
    public T* X, Y;

    /// <summary>[size]; null for ones and for zeros.</summary>
    public T* Weight, Bias;

    /// <summary>[rows]: the forward pass writes them.</summary>
    public double* Mean, Variance;

    public int Rows, Size;
    public double Epsilon;

    /// <summary>Whether the mean is subtracted.</summary>
    public bool Centred;

    /// <summary>Gradients: dy is read, the others are written or, if null, left out. A flag says to add to what is there.</summary>
    public T* Dy, Dx, DWeight, DBias;

    public bool AddX, AddWeight, AddBias;
}
