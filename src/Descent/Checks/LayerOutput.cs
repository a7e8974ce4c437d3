namespace Descent;

/// <summary>What a layer put out for a batch.</summary>
/// <param name="Module">The layer.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record LayerOutput(Module Module, string Place)
{
    /// <summary>The root of the mean variance of its units over the batch: how much it says of its input.</summary>
    public double Signal { get; private init; }

    /// <summary>The root mean square of its gradient; NaN where none came.</summary>
    public double Gradient { get; set; } = double.NaN;

    /// <summary>Its units, the indices of the last axis.</summary>
    public int Units { get; private init; }

    /// <summary>Units that are 0 for all samples.</summary>
    public int Zero { get; private init; }

    /// <summary>Whether outputs look like a rectifier's: none below 0, and some exactly 0.</summary>
    public bool IsRectified { get; private init; }

    /// <summary>The share of outputs within 1 % of the ends of tanh's or the sigmoid's range, where all lie in one of these; else 0.</summary>
    public double Saturated { get; private init; }

    /// <summary>Whether every number is finite.</summary>
    public bool IsFinite { get; private init; }

    public static LayerOutput Of(Module module, string place, Tensor y)
    {
        var values = ExaminedBatch.Numbers(y);
        int units = y.Shape[^1], rows = units == 0 ? 0 : values.Length / units;
        double variances = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
        int zero = 0, zeros = 0, nearTanh = 0, nearSigmoid = 0;
        for (var unit = 0; unit < units; unit++)
        {
            double mean = 0, squares = 0;
            var isZero = true;
            for (var row = 0; row < rows; row++)
            {
                var value = values[row * units + unit];
                var apart = value - mean;
                mean += apart / (row + 1);
                squares += apart * (value - mean);
                isZero &= value == 0;
                if (value == 0) zeros++;
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
                if (Math.Abs(value) > 0.99) nearTanh++;
                if (value is > 0.99 or < 0.01) nearSigmoid++;
            }

            variances += rows == 0 ? 0 : squares / rows;
            if (isZero) zero++;
        }

        var count = (double)Math.Max(1, values.Length);
        return new LayerOutput(module, place)
        {
            Signal = Math.Sqrt(variances / Math.Max(1, units)),
            Units = units,
            Zero = zero,
            IsRectified = low >= 0 && zeros > 0,
            Saturated = low > 0 && high <= 1 ? nearSigmoid / count : low >= -1 && low < 0 && high <= 1 ? nearTanh / count : 0,
            IsFinite = double.IsFinite(variances),
        };
    }
}
