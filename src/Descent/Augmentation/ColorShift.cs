using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Adds a number of its own to each channel, as other light does: the sheet's "color shift".</summary>
public sealed class ColorShift : PixelTransform
{
    private readonly Amount _levels;

    /// <summary>Makes the transform.</summary>
    /// <param name="levels">The most levels either way, 0 … 255.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public ColorShift(double levels, double probability = 1)
        : base(probability) => _levels = Amount.Within(Require(levels, "number of levels", 0, 255));

    /// <inheritdoc/>
    public override string Name => "color_shift";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{drawn[0]:+0;-0;0} {drawn[1]:+0;-0;0} {drawn[2]:+0;-0;0}");

    /// <inheritdoc/>
    public override string ToString() => $"ColorShift({_levels})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) =>
        DrawnValues.Of(_levels.Draw(random, 1), _levels.Draw(random, 2), _levels.Draw(random, 3), _levels.Draw(random, 4));

    /// <inheritdoc/>
    protected internal override unsafe void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        for (var channel = 0; channel < block.Channels; channel++) PixelFns.Run(new LinearFn(1, drawn[channel % 4]), block.Plane(channel), block.Count);
    }
}
