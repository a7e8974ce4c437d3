namespace Descent.Dashboard;

/// <summary>One thing that can be asked for.</summary>
/// <param name="Pattern">Its path; a segment in braces stands for any.</param>
/// <param name="Answer">Writes the answer.</param>
internal sealed record Route(string Pattern, Func<Exchange, Task> Answer)
{
    private readonly string[] _segments = Pattern.Split('/');

    /// <summary>Whether an answer ends by itself.</summary>
    public bool HasTimeLimit { get; init; } = true;

    /// <summary>What stands for the braces, in their order; null if the path is another's.</summary>
    public string[]? Match(string path)
    {
        var segments = path.Split('/');
        if (segments.Length != _segments.Length) return null;
        var values = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (_segments[i].StartsWith('{'))
            {
                if (segments[i].Length == 0) return null;
                values.Add(segments[i]);
            }
            else if (_segments[i] != segments[i])
            {
                return null;
            }
        }

        return [.. values];
    }
}

/// <summary>Everything that can be asked for. There is no other way in, and tests go through this table.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        new("/", WebFiles.AnswerIndex),
        new("/assets/{name}", WebFiles.AnswerAsset),
        new("/favicon.svg", WebFiles.AnswerIcon),
        new("/api/runs", RunAnswers.List),
        new("/api/runs/{id}", RunAnswers.One),
        new("/api/runs/{id}/histograms", CurveAnswers.Histograms),
        new("/api/runs/{id}/images/{index}", RunAnswers.Image),
        new("/api/series", CurveAnswers.Series),
        new("/api/events", ChangeFeed.Answer) { HasTimeLimit = false },
    ];
}
