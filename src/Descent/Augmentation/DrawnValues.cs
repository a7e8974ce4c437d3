using System.Runtime.CompilerServices;

namespace Descent;

/// <summary>What a transform drew for one sample: up to eight numbers.</summary>
[InlineArray(Count)]
public struct DrawnValues
{
    /// <summary>How many there are; those not given are 0.</summary>
    public const int Count = 8;

    private float _first;

    /// <summary>The numbers given, then zeros.</summary>
    /// <param name="values">At most eight.</param>
    public static DrawnValues Of(params ReadOnlySpan<float> values)
    {
        var drawn = default(DrawnValues);
        values.CopyTo(drawn);
        return drawn;
    }
}
