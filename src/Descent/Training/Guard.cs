namespace Descent;

/// <summary>What follows when a number that is not finite turns up.</summary>
public enum GuardAction
{
    /// <summary>The run fails, with the weights as they were before the step.</summary>
    Stop,

    /// <summary>The update is left out, and the run goes on with the next.</summary>
    Skip,

    /// <summary>The run goes back to its last checkpoint, and on from there at a smaller learning rate.</summary>
    Restore,
}

/// <summary>
/// Keeps what is not finite out of the weights: each step's loss, gradients and running statistics are looked at before they are applied. When
/// one is not finite, the step is repeated under observation to find the op, the module and the samples where it arose (<see cref="Found"/>), and
/// what the step has changed is put back. Then the run stops, or goes on without that update, or from its last checkpoint at a smaller rate.
/// </summary>
public sealed class Guard
{
    private readonly List<NonFinite> _found = [];
    private Trainer? _trainer;
    private FiniteSweep? _sweep;
    private Statistics? _statistics;
    private long _leaveUntil;
    private int _count;

    private Guard(GuardAction action, int most, double rate = 1) => (Action, Most, Rate) = (action, most, rate);

    /// <summary>What follows.</summary>
    public GuardAction Action { get; }

    /// <summary>How often that may be, in a run, before the run fails after all.</summary>
    public int Most { get; }

    /// <summary>What the learning rate is multiplied by each time that a checkpoint is restored.</summary>
    public double Rate { get; }

    /// <summary>What was found since the run was started or resumed, in order.</summary>
    public IReadOnlyList<NonFinite> Found => _found;

    /// <summary>A guard that ends the run.</summary>
    public static Guard Stop() => new(GuardAction.Stop, 0);

    /// <summary>A guard that leaves updates out.</summary>
    /// <param name="most">How many, in a run: a run that needs more has a fault that passes no more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static Guard Skip(int most = 10) => most >= 1
        ? new(GuardAction.Skip, most)
        : throw new ArgumentOutOfRangeException(nameof(most), $"Guard.Skip: most is {most}; it must be 1 or more (Guard.Stop() allows none).");

    /// <summary>A guard that goes back to the run's last checkpoint, which <see cref="Trainer.Checkpoints"/> must make, and on at a smaller learning rate.</summary>
    /// <param name="rate">What the rate is multiplied by each time, above 0 and below 1: with the same rate the same would happen again.</param>
    /// <param name="most">How often, in a run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Guard Restore(double rate = 0.5, int most = 3)
    {
        if (!(rate is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"Guard.Restore: rate is {rate}; it must be above 0 and below 1.");
        return most >= 1
            ? new(GuardAction.Restore, most, rate)
            : throw new ArgumentOutOfRangeException(nameof(most), $"Guard.Restore: most is {most}; it must be 1 or more (Guard.Stop() allows none).");
    }

    /// <summary>A run starts.</summary>
    internal void Start(Trainer trainer)
    {
        _found.Clear();
        (_trainer, _sweep, _statistics, _leaveUntil, _count) = (trainer, new FiniteSweep(trainer.Model), new Statistics(trainer.Model), 0, 0);
    }

    internal void Save(StateWriter state)
    {
        state.Add("count", _count);
        state.Add("leave_until", _leaveUntil);
        _statistics!.Save(state.Part("statistics"));
    }

    internal void Load(StateReader state)
    {
        (_count, _leaveUntil) = ((int)state.Integer("count"), state.Integer("leave_until"));
        _statistics!.Load(state.Part("statistics"));
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

    /// <summary>A weight that the last update has made infinite or NaN, which finite gradients can at a large rate; null if all are finite.</summary>
    internal (string Name, double Value)? FindWeight() => _sweep!.FindWeight();

    /// <summary>The run ends: no step comes that would show what its last update has done.</summary>
    internal void Conclude()
    {
        if (FindWeight() is { } weight) _trainer!.Stop($"the last update, step {_trainer.Steps}, made {weight.Name} {weight.Value}: it was too long, so a learning rate of {_trainer.Optimizer.LearningRate:G4} is too large", failed: true);
    }

    private bool Refuse(Batch batch, string noticed, long end)
    {
        var trainer = _trainer!;
        _statistics!.Restore(); // the search starts from where the step did
        var found = NonFiniteSearch.Run(trainer, batch, noticed);
        _found.Add(found);
        _statistics.Restore();
        foreach (var (_, parameter) in trainer.Model.NamedParameters()) parameter.ClearGrad();
        (_leaveUntil, _count) = (end, _count + 1);
        if (Action == GuardAction.Stop) trainer.Stop($"{found}", failed: true);
        else if (_count > Most) trainer.Stop($"{found}; {(Action == GuardAction.Skip ? "updates were left out" : "a checkpoint was restored")} {Most} time{(Most == 1 ? "" : "s")} before, which is the most allowed", failed: true);
        else if (Action == GuardAction.Skip) trainer.History.Warn($"{found}. The update was left out ({_count} of at most {Most})");
        else GoBack(trainer, found);
        return false;
    }

    private void GoBack(Trainer trainer, NonFinite found)
    {
        // The checkpoint's count and rate are from before: this time counts, and so do those since.
        var (count, factor) = (_count, Math.Pow(Rate, _count));
        trainer.RestoreLastCheckpoint(() =>
        {
            factor /= Math.Pow(Rate, _count);
            _count = count;
            trainer.ScaleRate(factor);
            trainer.History.Warn($"{found}. The checkpoint of step {trainer.Steps} was restored, and the learning rate multiplied by {Rate} ({_count} of at most {Most})");
        });
    }
}
