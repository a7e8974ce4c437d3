namespace Descent;

/// <summary>The share that layers of dropout keep, from the one of two named numbers that is given.</summary>
internal static class DropoutShare
{
    /// <exception cref="ArgumentException">Both or neither are given, or the number is out of range.</exception>
    public static double Keep(string layer, string what, double? keep, double? drop)
    {
        if (keep is { } k && drop is { } d)
            throw new ArgumentException($"{layer}: both keep ({k}) and drop ({d}) are given; give one, the other is what is left to 1.");
        if (keep is null && drop is null)
            throw new ArgumentException($"{layer}: neither keep nor drop is given; write new {layer}(keep: 0.8) or new {layer}(drop: 0.2).");
        if (keep is { } kept && !(kept > 0 && kept <= 1))
            throw new ArgumentException($"{layer}: keep is {kept}; give the share of {what} to keep, over 0 and at most 1.");
        if (drop is { } dropped && !(dropped >= 0 && dropped < 1))
            throw new ArgumentException($"{layer}: drop is {dropped}; give the share of {what} to drop, from 0 to under 1.");
        return keep ?? 1 - drop!.Value;
    }
}
