namespace Descent;

/// <summary>Sets the optimizer's learning rate before each update, and puts its own back at the end.</summary>
internal sealed class ScheduleHook(Schedule schedule) : TrainingHook
{
    private double _learningRate;

    public override void OnStart(Trainer trainer)
    {
        _learningRate = trainer.Optimizer.LearningRate;
        schedule.Reset();
        Set(trainer);
    }

    public override void OnGradients(Trainer trainer) => Set(trainer);

    public override void OnEpochEnd(Trainer trainer)
    {
        if (schedule.Metric is not { } metric) return;
        var value = trainer.History.Epochs[^1].Find(metric) ?? throw new InvalidOperationException($"{schedule.GetType().Name}: {metric} is not measured.");
        schedule.Observe(value, trainer.History.HigherIsBetter(metric), Now(trainer));
    }

    public override void OnEnd(Trainer trainer) => trainer.Optimizer.LearningRate = _learningRate;

    /// <summary>Multiplies what the schedule shapes.</summary>
    public void Scale(double factor) => _learningRate *= factor;

    public override void Save(StateWriter state)
    {
        state.Add("learning_rate", _learningRate);
        foreach (var (name, value) in schedule.State()) state.Part("schedule").Add(name, value);
    }

    public override void Load(StateReader state)
    {
        _learningRate = state.Number("learning_rate");
        var saved = state.Part("schedule");
        try
        {
            schedule.LoadState(saved.Names.ToDictionary(name => name, saved.Number));
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException($"Resume: {e.Message}", e);
        }
    }

    private void Set(Trainer trainer) => trainer.Optimizer.LearningRate = schedule.Rate(_learningRate, Now(trainer));

    private static ScheduleTime Now(Trainer trainer) => new(trainer.Steps, trainer.StepsPerEpoch, trainer.StepsPerEpoch * trainer.Epochs);
}
