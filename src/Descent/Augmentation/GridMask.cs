using System.Globalization;

namespace Descent;

/// <summary>Covers squares in a regular grid at a random offset (Chen et al., "GridMask data augmentation", 2020; without its rotation).</summary>
public sealed class GridMask : PixelTransform
{
    private readonly (float Low, float High) _period;
    private readonly float _kept;
    private readonly byte _value;

    /// <summary>Makes the transform.</summary>
    /// <param name="period">The grid's period as a share of the shorter side, drawn uniformly; 0.25 … 0.5 if null.</param>
    /// <param name="kept">The share of each period that stays, in either direction, 0 … 1: 1 − (1 − kept)² of the image stays.</param>
    /// <param name="value">What covers the squares, in every channel.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public GridMask((double Low, double High)? period = null, double kept = 0.5, byte value = 0, double probability = 0.5)
        : base(probability)
    {
        _period = RequireEnds(period ?? (0.25, 0.5), "period", 0.01, 1);
        _kept = Require(kept, "share that is kept", 0, 1);
        _value = value;
    }

    /// <inheritdoc/>
    public override string Name => "grid_mask";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"every {drawn[0]:0} pixels");

    /// <inheritdoc/>
    public override string ToString() => $"GridMask(period {_period.Low} … {_period.High}, kept {_kept})";

    /// <summary>The period, the covered squares' side, and the offset across and down, in pixels.</summary>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size)
    {
        var period = Math.Max(2, (int)MathF.Round(Math.Min(size.Height, size.Width) * random.Between(1, _period.Low, _period.High)));
        var side = (int)MathF.Round(period * (1 - _kept));
        return DrawnValues.Of(period, side, random.Below(period, 2), random.Below(period, 3));
    }

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        int period = (int)drawn[0], side = (int)drawn[1], across = (int)drawn[2], down = (int)drawn[3];
        var width = block.Size.Width;
        for (var i = 0; i < block.Count; i++)
        {
            int x = (block.First + i) % width, y = (block.First + i) / width;
            if ((x + across) % period >= side || (y + down) % period >= side) continue;
            for (var channel = 0; channel < block.Channels; channel++) block.Channel(channel)[i] = _value;
        }
    }
}
