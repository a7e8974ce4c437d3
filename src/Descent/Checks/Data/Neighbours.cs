using System.Numerics.Tensors;

namespace Descent;

/// <summary>Nearest neighbours among samples: what the inputs alone say of the target, without any network (Cover and Hart, 1967).</summary>
internal static class Neighbours
{
    /// <summary>Numbers compared of each input, evenly spaced.</summary>
    private const int Most = 512;

    /// <summary>The numbers of an input that are compared.</summary>
    public static float[] Thin(float[] input)
    {
        if (input.Length <= Most) return input;
        var thin = new float[Most];
        for (var i = 0; i < Most; i++) thin[i] = input[(int)((long)i * input.Length / Most)];
        return thin;
    }

    /// <summary>The place of the nearest of the known inputs, and the squared distance.</summary>
    /// <param name="input">The input, thinned.</param>
    /// <param name="known">The others, thinned.</param>
    /// <param name="except">The place of one to leave out; −1 for none.</param>
    public static (int Place, float Distance) Nearest(float[] input, IReadOnlyList<float[]> known, int except = -1)
    {
        var (place, least) = (-1, float.PositiveInfinity);
        for (var i = 0; i < known.Count; i++)
        {
            if (i == except) continue;
            var distance = TensorPrimitives.Distance<float>(input, known[i]);
            if (distance < least) (place, least) = (i, distance);
        }

        return (place, least);
    }
}
