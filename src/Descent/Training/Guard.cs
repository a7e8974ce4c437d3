namespace Descent;

/// <summary>What follows when a number that is not finite turns up.</summary>
public enum GuardAction
{
    /// <summary>The run fails, with the weights as they were before the step.</summary>
    Stop,

    /// <summary>The update is left out, and the run goes on with the next.</summary>
    Skip,
}

/// <summary>
/// Keeps what is not finite out of the weights: each step's loss, gradients and running statistics are looked at before they are applied. When
/// one is not finite, the step is repeated under observation to find the op, the module and the samples where it arose (<see cref="Found"/>), and
/// what the step has changed is put back. Then the run stops, or goes on without that update.
/// </summary>
public sealed class Guard
{
    private readonly List<NonFinite> _found = [];
    private Trainer? _trainer;
    private FiniteSweep? _sweep;
    private Statistics? _statistics;
    private long _leaveUntil;

    private Guard(GuardAction action, int most) => (Action, Most) = (action, most);

    /// <summary>What follows.</summary>
    public GuardAction Action { get; }

    /// <summary>How often that may be, in a run, before the run fails after all.</summary>
    public int Most { get; }

    /// <summary>What was found in this run, in order.</summary>
    public IReadOnlyList<NonFinite> Found => _found;

    /// <summary>A guard that ends the run.</summary>
    public static Guard Stop() => new(GuardAction.Stop, 0);

    /// <summary>A guard that leaves updates out.</summary>
    /// <param name="most">How many, in a run: a run that needs more has a fault that passes no more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static Guard Skip(int most = 10) => most >= 1
        ? new(GuardAction.Skip, most)
        : throw new ArgumentOutOfRangeException(nameof(most), $"Guard.Skip: most is {most}; it must be 1 or more (Guard.Stop() allows none).");

    /// <summary>A run starts.</summary>
    internal void Start(Trainer trainer)
    {
        _found.Clear();
        (_trainer, _sweep, _statistics, _leaveUntil) = (trainer, new FiniteSweep(trainer.Model), new Statistics(trainer.Model), 0);
    }

    /// <summary>A batch begins, with the samples of its update from <paramref name="start"/> on. Returns whether the update is being left out.</summary>
    internal bool Leaves(Batch batch, long start)
    {
        if (batch.FirstSample != start) return batch.FirstSample < _leaveUntil;
        _leaveUntil = 0;
        _statistics!.Keep();
        return false;
    }

    /// <summary>Looks at the loss; if it is not finite, does what is to be done and returns false.</summary>
    internal bool Accepts(Batch batch, double loss, long end) => double.IsFinite(loss) || Refuse(batch, $"the loss became {loss}", end);

    /// <summary>
    /// Looks at gradients and statistics, and limits the gradients if there is a limit, which measures them anyway. If one is not finite, does what
    /// is to be done and returns false.
    /// </summary>
    internal bool Accepts(Batch batch, GradientClipping? clipping, long end)
    {
        var name = clipping?.Apply(_trainer!.Optimizer);
        var noticed = name is not null ? $"the gradient of {name}" : _sweep!.Find(gradients: clipping is null);
        return noticed is null || Refuse(batch, $"{noticed} is not finite", end);
    }

    private bool Refuse(Batch batch, string noticed, long end)
    {
        var trainer = _trainer!;
        _statistics!.Restore(); // the search starts from where the step did
        var found = NonFiniteSearch.Run(trainer, batch, noticed);
        _found.Add(found);
        _statistics.Restore();
        foreach (var (_, parameter) in trainer.Model.NamedParameters()) parameter.ClearGrad();
        _leaveUntil = end;
        if (Action == GuardAction.Stop) trainer.Stop($"{found}", failed: true);
        else if (_found.Count > Most) trainer.Stop($"{found}; {Most} {(Most == 1 ? "update was" : "updates were")} left out before, which is the most allowed", failed: true);
        else trainer.History.Warn($"{found}. The update was left out ({_found.Count} of at most {Most})");
        return false;
    }
}
