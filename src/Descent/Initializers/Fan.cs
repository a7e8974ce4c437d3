namespace Descent;

/// <summary>Which side of a weight a variance-scaling initializer counts.</summary>
public enum Fan
{
    /// <summary>Inputs: keeps the variance of what flows forward.</summary>
    In,

    /// <summary>Outputs: keeps the variance of the gradients that flow back.</summary>
    Out,
}
