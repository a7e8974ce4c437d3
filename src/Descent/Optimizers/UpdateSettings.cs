using Descent.Kernels;

namespace Descent;

/// <summary>What a rule is made from, besides the optimizer's own settings.</summary>
/// <param name="Rate">The learning rate, the group's scale included.</param>
/// <param name="Decay">The weight decay.</param>
/// <param name="IsApart">Whether the decay is apart from the gradient.</param>
/// <param name="Penalty">The penalty. A rule sees to its ridge; the rest is seen to around it.</param>
/// <param name="Step">The parameter's count of updates, this one included.</param>
internal readonly record struct UpdateSettings(double Rate, double Decay, bool IsApart, WeightPenalty Penalty, long Step)
{
    /// <summary>Decay and ridge, ready for the rule.</summary>
    public WeightPull Pull => new(IsApart ? 1 - Rate * Decay : 1, Penalty.Ridge + (IsApart ? 0 : Decay));
}

/// <summary>The penalty on one parameter.</summary>
/// <param name="Proximal">λ of λ·|w|, by a proximal step.</param>
/// <param name="Subgradient">λ of λ·|w|, by its sub-gradient.</param>
/// <param name="Ridge">2λ of λ·w²: what is added to the gradient, a unit of weight.</param>
internal readonly record struct WeightPenalty(double Proximal, double Subgradient, double Ridge)
{
    /// <summary>Whether it needs more than the optimizer's own rule.</summary>
    public bool HasAbsolute => Proximal != 0 || Subgradient != 0;
}
