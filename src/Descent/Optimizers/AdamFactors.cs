namespace Descent;

/// <summary>
/// The forms of Adam's step: w ← w − Rate·Mean·m / (Root·√s + ε). PyTorch corrects both averages for their start at 0, and so ε stands
/// outside the corrected root; Keras corrects in front of the quotient, with ε beside the plain root; CS 230 does not correct.
/// </summary>
/// <param name="Rate">The learning rate as it stands before the quotient.</param>
/// <param name="Mean">The correction of m.</param>
/// <param name="Root">The correction of √s.</param>
internal readonly record struct AdamFactors(double Rate, double Mean, double Root)
{
    public static AdamFactors For(Convention convention, double rate, double beta1, double beta2, long step)
    {
        if (convention == Convention.Cs230) return new(rate, 1, 1);
        var mean = 1 / (1 - Math.Pow(beta1, step));
        var root = Math.Sqrt(1 - Math.Pow(beta2, step));
        return convention == Convention.Keras ? new(rate * root, mean, 1) : new(rate, mean, 1 / root);
    }
}
