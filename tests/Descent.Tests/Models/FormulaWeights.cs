namespace Descent.Tests.Models;

/// <summary>
/// Weights and images that follow from a formula, the same in Golden/make_networks.py: element e of key p is a hash of (p, e) (the finalizer
/// of MurmurHash3, A. Appleby), rounded to float32. So two libraries begin with the same numbers without a file.
/// </summary>
internal static class FormulaWeights
{
    /// <summary>Gives every trainable parameter its numbers, by name and in PyTorch's layout.</summary>
    public static void Fill(Module model)
    {
        var state = model.StateDict().ToDictionary(s => s.Key, s => s.Value);
        var trainable = model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Name).ToArray();
        for (var p = 0; p < trainable.Length; p++)
        {
            var shape = state[trainable[p]].Shape;
            var u = Spread(p + 1, shape.Size);
            bool isScale = Is("layer_scale"), isBias = Is("bias"), isSmall = Is("bn2.weight");
            for (var e = 0; e < u.Length; e++)
            {
                u[e] = isScale ? 0.3 * u[e]
                    : shape.Rank > 1 ? u[e] * Math.Sqrt(6.0 / (shape.Size / shape[0]))
                    : isBias ? 0.1 * u[e]
                    : (1.0 + 0.1 * u[e]) * (isSmall ? 0.25 : 1.0);
            }

            bool Is(string ending) => trainable[p].EndsWith(ending, StringComparison.Ordinal);

            state[trainable[p]] = Tensor.From(Array.ConvertAll(u, v => (float)v), shape);
        }

        model.LoadStateDict(state);
    }

    /// <summary>A batch of images, [N, H, W, C], whose numbers follow the order [N, C, H, W].</summary>
    public static Tensor Images(int key, int count, int channels, int height, int width)
    {
        var u = Spread(1000 + key, count * channels * height * width);
        return Tensor.From(Array.ConvertAll(u, v => (float)(1.7 * v)), [count, channels, height, width]).Permute(0, 2, 3, 1);
    }

    /// <summary>Numbers in [−1, 1).</summary>
    public static double[] Spread(int key, int count)
    {
        var numbers = new double[count];
        for (var e = 0; e < count; e++)
        {
            var x = unchecked((uint)e + (uint)key * 0x9E3779B9u);
            x ^= x >> 16;
            x = unchecked(x * 0x85EBCA6Bu);
            x ^= x >> 13;
            x = unchecked(x * 0xC2B2AE35u);
            x ^= x >> 16;
            numbers[e] = x / 2147483648.0 - 1.0;
        }

        return numbers;
    }
}
