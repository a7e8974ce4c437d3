using System.Text.Json.Serialization;

namespace Descent;

/// <summary>How an input column of a table becomes numbers.</summary>
/// <param name="Name">The column's name.</param>
public sealed record TableColumn(string Name)
{
    /// <summary>The categories, each of which becomes a 0 or 1; null for a column of numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>What is subtracted from each number.</summary>
    [JsonRequired]
    public double Mean { get; init; }

    /// <summary>What each number is divided by after that; 1 where the training part's numbers are all equal.</summary>
    [JsonRequired]
    public double Deviation { get; init; } = 1;

    /// <summary>What stands for a missing number; null if none may be missing or nothing was fitted yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Fill { get; init; }

    /// <summary>The category that stands for a missing one; null if none may be missing or nothing was fitted yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FillCategory { get; init; }

    /// <summary>How many numbers it becomes.</summary>
    [JsonIgnore]
    public int Width => Categories?.Count ?? 1;
}
