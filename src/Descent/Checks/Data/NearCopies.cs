namespace Descent;

/// <summary>
/// Images that nearly equal one of another part: saved anew, brightened, with noise, or frames of one scene. Thumbnails of all images are compared,
/// each with each, as a product of matrices; what they suspect is compared pixel by pixel.
/// </summary>
internal static class NearCopies
{
    /// <summary>Thumbnails and pixels of near copies correlate above these. Of the MNIST test images 0.1 % have such a neighbour by chance, of Fashion-MNIST's silhouettes 2 to 3 %.</summary>
    private const double SameThumbnail = 0.995, SamePixels = 0.985;

    /// <summary>Pairs compared at most, one to three seconds of work; of more training images, evenly spaced ones are taken.</summary>
    private const long MostPairs = 1_000_000_000;

    /// <summary>Images whose thumbnails are compared at once.</summary>
    private const int Rows = 256;

    /// <summary>The near copies in a part of what the other holds, and how many images of the other were compared.</summary>
    public static (List<(int Sample, int First)> Found, int Compared) Find(PartSurvey known, PartSurvey part)
    {
        var found = new List<(int, int)>();
        int count = part.Good.Count, every = (int)Math.Max(1, ((long)count * known.Good.Count + MostPairs - 1) / MostPairs);
        int[] taken = [.. Enumerable.Range(0, known.Good.Count).Where(i => i % every == 0)];
        if (taken.Length == 0 || count == 0) return (found, 0);
        using var recording = new NoGrad();
        var others = Matrix(known, taken);
        for (var from = 0; from < count; from += Rows)
        {
            using var step = new Step(0, 0, 0);
            int[] rows = [.. Enumerable.Range(from, Math.Min(Rows, count - from))];
            var alike = Matrix(part, rows).MatMul(others, transposeB: true).Span<float>();
            foreach (var (i, row) in rows.Index())
            {
                var mine = alike.Slice(i * taken.Length, taken.Length);
                var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(mine);
                if (mine[best] > SameThumbnail && Correlation(known, known.Good[taken[best]], part, part.Good[row]) > SamePixels) found.Add((part.Good[row], known.Good[taken[best]]));
            }
        }

        return (found, taken.Length);
    }

    private static Tensor Matrix(PartSurvey part, int[] rows)
    {
        var values = new float[rows.Length * Thumbnail.Size];
        foreach (var (i, row) in rows.Index()) part.ThumbnailOf(row).CopyTo(values.AsSpan(i * Thumbnail.Size));
        return Tensor.From(values, [rows.Length, Thumbnail.Size]);
    }

    private static double Correlation(PartSurvey a, int sampleOfA, PartSurvey b, int sampleOfB)
    {
        var (x, y) = (new float[a.Data.InputShape.Size], new float[b.Data.InputShape.Size]);
        a.Data.ReadInput(sampleOfA, x);
        b.Data.ReadInput(sampleOfB, y);
        Thumbnail.Normalize(x);
        Thumbnail.Normalize(y);
        return System.Numerics.Tensors.TensorPrimitives.Dot<float>(x, y);
    }
}
