using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Turns the colours around the colour circle, as they are in HSV. Images that are not of three channels have no colours and stay.</summary>
public sealed class Hue : PixelTransform
{
    private readonly Amount _turn;

    /// <summary>Makes the transform.</summary>
    /// <param name="turn">The farthest turn either way, as a part of the circle, 0 … 0.5.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Hue(double turn, double probability = 1)
        : base(probability) => _turn = Amount.Within(Require(turn, "turn", 0, 0.5));

    internal Hue(Amount turn)
        : base(1) => _turn = turn;

    /// <inheritdoc/>
    public override string Name => "hue";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{drawn[0] * 360:+0;-0;0}°");

    /// <inheritdoc/>
    public override string ToString() => $"Hue({_turn})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_turn.Draw(random, 1));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.EachColor(new HueFn(drawn[0]));
}
