namespace Descent.Dashboard;

/// <summary>Where a run stands.</summary>
internal enum RunState
{
    /// <summary>Its files say too little.</summary>
    Unknown,
    Running,
    Finished,

    /// <summary>It ended by a failure, such as a loss that is not a number: it has a result and no best weights.</summary>
    Failed,

    /// <summary>It was ended by a signal, state saved.</summary>
    Interrupted,

    /// <summary>Its process ended without a result: it was killed, or broke.</summary>
    Stopped,
}

/// <summary>What the list of runs says of one.</summary>
internal sealed record RunSummary
{
    public RunState State { get; init; }

    public DateTime? Started { get; init; }

    /// <summary>How long it trained, so far.</summary>
    public double? Seconds { get; init; }

    /// <summary>The last epoch that ended.</summary>
    public int? Epoch { get; init; }

    /// <summary>The epochs asked for.</summary>
    public int? Epochs { get; init; }

    public int? BestEpoch { get; init; }

    public string? StopReason { get; init; }

    /// <summary>The newest value of each metric, named as its curve is: <c>accuracy/validation</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; } = [];

    /// <summary>What is wrong with its files; null if nothing is.</summary>
    public string? Error { get; init; }
}
