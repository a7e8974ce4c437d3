using System.Numerics.Tensors;

namespace Descent;

/// <summary>An image as 8 × 8 mean greys of mean 0 and length 1: near for images that look alike, whatever their light, contrast or small shifts.</summary>
internal static class Thumbnail
{
    private const int Side = 8;

    /// <summary>Numbers in it.</summary>
    public const int Size = Side * Side;

    public static float[] Of(float[] image, in Shape shape)
    {
        int height = shape[0], width = shape[1], channels = shape[2];
        var (sums, counts) = (new float[Side * Side], new int[Side * Side]);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var cell = row * Side / height * Side + column * Side / width;
                for (var channel = 0; channel < channels; channel++) sums[cell] += image[(row * width + column) * channels + channel];
                counts[cell] += channels;
            }
        }

        for (var i = 0; i < sums.Length; i++) sums[i] /= Math.Max(1, counts[i]);
        Normalize(sums);
        return sums;
    }

    /// <summary>Brings numbers to mean 0 and length 1, so that their product is a correlation; what is constant becomes 0.</summary>
    public static void Normalize(Span<float> values)
    {
        TensorPrimitives.Add(values, -TensorPrimitives.Sum<float>(values) / values.Length, values);
        var length = TensorPrimitives.Norm<float>(values);
        if (length > 1e-6f) TensorPrimitives.Divide(values, length, values);
        else values.Clear();
    }
}
