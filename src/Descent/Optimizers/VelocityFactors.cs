namespace Descent;

/// <summary>
/// The forms of momentum: v ← μ·v + In·d, w ← w − Out·v, for a direction d. PyTorch sums up directions and scales the sum by α; CS 230
/// averages them; Keras sums up steps, so that a change of α takes effect little by little.
/// </summary>
/// <param name="In">What a direction is multiplied by as it enters the velocity.</param>
/// <param name="Out">What the velocity is multiplied by as it changes the weight.</param>
internal readonly record struct VelocityFactors(double In, double Out)
{
    public static VelocityFactors For(Convention convention, double rate, double mu) => convention switch
    {
        Convention.Cs230 => new(1 - mu, rate),
        Convention.Keras => new(rate, 1),
        _ => new(1, rate),
    };

    /// <summary>What a direction that stays the same is multiplied by, an update, in the long run.</summary>
    public double Rate(double mu) => In * Out / (1 - mu);
}
