namespace Descent;

/// <summary>How a penalty on sizes, λ·|w|, enters an update.</summary>
public enum AbsoluteMethod
{
    /// <summary>
    /// After the update, w ← sign(w)·max(|w| − t·λ, 0), with t as long as the step: exact zeros, whatever the optimizer. With adaptive methods t is
    /// each weight's own, α/(√ŝ + ε); otherwise the fixed point would not be the penalty's optimum.
    /// </summary>
    Proximal,

    /// <summary>λ·sign(w) is added to the gradient: weights come near 0 and swing around it.</summary>
    Subgradient,
}
