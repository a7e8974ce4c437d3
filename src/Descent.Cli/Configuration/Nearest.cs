namespace Descent.Cli;

/// <summary>Finds what a mistyped word was meant to be.</summary>
internal static class Nearest
{
    /// <summary>The longest word that is compared: the distance costs the product of the lengths.</summary>
    private const int MaxLength = 64;

    /// <summary>The candidate at the smallest edit distance; null if all differ in more than half of their letters.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        if (word.Length > MaxLength) return null;
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            // What contains the word, or is contained in it, is near however long the rest is: rate, learning_rate.
            var distance = Distance(word.ToLowerInvariant(), candidate);
            if (distance > Math.Max(word.Length, candidate.Length) / 2 && (word.Length < 3 || !candidate.Contains(word) && !word.Contains(candidate))) continue;
            if (distance >= bestDistance) continue;
            (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>The advice after a semicolon: <c>did you mean x? There are x, y.</c></summary>
    public static string Advice(string word, IReadOnlyList<string> candidates)
    {
        var list = $"{(candidates.Count == 1 ? "is" : "are")} {string.Join(", ", candidates)}.";
        return To(word, candidates) is { } near ? $"did you mean {near}? There {list}" : $"there {list}";
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (Damerau, 1964; restricted form).</summary>
    internal static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }

        return d[a.Length, b.Length];
    }
}
