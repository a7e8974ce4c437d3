namespace Descent;

/// <summary>Which of the parameters that its pattern matches a penalty is on.</summary>
public enum PenaltyScope
{
    /// <summary>Weights: neither biases nor parameters of normalizations.</summary>
    Weights,

    /// <summary>All that are trained.</summary>
    All,
}
