namespace Descent;

/// <summary>Finds what somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The longest name that is compared: the distance costs the product of the lengths.</summary>
    private const int MaxLength = 64;

    /// <summary>The candidate that fewest insertions, deletions and replacements make out of <paramref name="name"/>, ignoring case (Levenshtein, 1966); null if there is none short enough to compare.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) =>
        name.Length > MaxLength ? null : candidates.Where(candidate => candidate.Length <= MaxLength).MinBy(candidate => Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant()));

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var k = 1; k <= b.Length; k++)
            {
                var replaced = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
                diagonal = row[k];
                row[k] = Math.Min(replaced, Math.Min(row[k], row[k - 1]) + 1);
            }
        }

        return row[^1];
    }
}
