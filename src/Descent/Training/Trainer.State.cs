namespace Descent;

/// <summary>What of a run is in its checkpoints, and how it goes on from one.</summary>
public sealed partial class Trainer : IStateful
{
    /// <summary>
    /// Lets the next <see cref="Fit"/> go on from the newest checkpoint in a folder that is whole, to the same bits as if nothing had
    /// happened; if there is none, it starts from the beginning. Call it on a trainer made as the one that was interrupted.
    /// </summary>
    /// <param name="folder">The folder of its <see cref="Checkpoints"/>.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="CheckpointException">The newest checkpoint was written by a later version of the library.</exception>
    public ResumePoint Resume(string folder)
    {
        var point = ResumePoint.Find(folder);
        Resume(point);
        return point;
    }

    /// <summary>The same from a checkpoint that was found already.</summary>
    public void Resume(ResumePoint point) => _resume = point;

    /// <summary>
    /// Takes the run back to its last checkpoint once the step at hand has ended; for hooks. It goes on from there, so something must
    /// be different then: <paramref name="then"/> is the moment to change it.
    /// </summary>
    /// <param name="then">Called when the run is back there, after all hooks have loaded what they were; what it changes is saved at once.</param>
    /// <exception cref="InvalidOperationException">The run has no <see cref="Checkpoints"/>, or does not run.</exception>
    public void RestoreLastCheckpoint(Action? then = null) =>
        (_rewind ?? throw new InvalidOperationException("RestoreLastCheckpoint: the trainer is not training; call it from a hook."))(then);

    void IStateful.Save(StateWriter state)
    {
        var run = state.Part("run");
        foreach (var (name, value) in Settings()) run.Part("settings").Add(name, value);
        run.Add("epoch", Epoch);
        run.Add("phase", (long)_phase);
        run.Add("consumed", Consumed);
        run.Add("steps", Steps);
        run.Add("samples", _samples);
        run.Add("batch_loss", BatchLoss);
        run.Add("learning_rate", Optimizer.LearningRate);
        run.Add("stop_reason", IsInterrupted ? "" : StopReason ?? ""); // an interruption ends the process, not the run
        _clock.Save(run.Part("clock"));

        using (new Step(Seed, 0, 0)) // gives the memory back that changes of layout take
        {
            var parameters = Model.NamedParameters();
            foreach (var (name, parameter) in parameters)
            {
                state.Part("model").Add(name, parameter.ToState());
                if (parameter.Grad is { } gradient) state.Part("gradients").Add(name, gradient);
            }

            run.Add("frozen", string.Join('\n', parameters.Where(p => !p.Parameter.Trainable).Select(p => p.Name)));
            foreach (var (name, tensor) in Optimizer.State()) state.Part("optimizer").Add(name, tensor);
        }

        History.Save(state.Part("history"));
        _trainMetrics!.Save(state.Part("metrics"));
        Guard?.Save(state.Part("guard"));
        foreach (var (name, hook) in NamedHooks()) hook.Save(state.Part("hooks").Part(name));
    }

    void IStateful.Load(StateReader state) => Load(state);

    /// <summary>Takes over the whole of a run, after hooks have started.</summary>
    /// <exception cref="CheckpointException">It is another run's.</exception>
    internal void Load(StateReader state)
    {
        var run = state.Part("run");
        CheckSettings(run.Part("settings"));
        Epoch = (int)run.Integer("epoch");
        if (Epoch > Epochs + 1)
            throw new CheckpointException($"Resume: the run is in epoch {Epoch} already, but Fit was asked for {Epochs} epoch{(Epochs == 1 ? "" : "s")}; ask for {Epoch - 1} or more.");
        (_phase, Consumed, Steps, _samples, BatchLoss) = ((EpochPhase)run.Integer("phase"), run.Integer("consumed"), run.Integer("steps"), run.Integer("samples"), run.Number("batch_loss"));
        Optimizer.LearningRate = run.Number("learning_rate");
        StopReason = run.Text("stop_reason") is { Length: > 0 } reason ? reason : null;
        _clock.Load(run.Part("clock"));
        LoadParameters(state, run.Text("frozen").Split('\n').ToHashSet());
        try
        {
            Optimizer.LoadState(state.Part("optimizer").Tensors());
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException($"Resume: {e.Message}", e);
        }

        History.Load(state.Part("history"));
        _trainMetrics!.Load(state.Part("metrics"));
        Guard?.Load(state.Part("guard"));
        foreach (var (name, hook) in NamedHooks()) hook.Load(state.Part("hooks").Part(name));
        state.ThrowIfUnread();
    }

    private void LoadParameters(StateReader state, HashSet<string> frozen)
    {
        var (model, gradients) = (state.Part("model"), state.Part("gradients"));
        foreach (var (name, parameter) in Model.NamedParameters())
        {
            var values = model.Tensor(name);
            if (values.Shape != parameter.StateShape || values.Type != parameter.Type)
                throw new CheckpointException($"Resume: {name} was saved as {values.Shape} {values.Type}, but the network has {parameter.StateShape} {parameter.Type}; resume with the network it was saved from.");
            parameter.CopyFromState(values);
            parameter.Trainable = !frozen.Contains(name);
            parameter.ClearGrad();
            if (gradients.Has(name)) parameter.SetGrad(gradients.Tensor(name));
        }
    }

    /// <summary>What must be as it was for a run to go on to the same bits, as far as a trainer knows it.</summary>
    private IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("seed", $"{Seed}"),
        ("samples", $"{_epochSamples}"),
        ("batch_size", $"{_batchSize}"),
        ("accumulate", $"{Accumulate}"),
        ("loss", Loss.GetType().Name),
        ("optimizer", $"{Optimizer.GetType().Name} {Optimizer.Convention}"),
        ("schedule", Schedule?.GetType().Name ?? "none"),
        ("regularizer", Regularizer?.GetType().Name ?? "none"),
    ];

    private void CheckSettings(StateReader saved)
    {
        var changed = Settings().Select(s => (s.Name, Was: saved.Text(s.Name), Is: s.Value)).Where(s => s.Was != s.Is).Select(s => $"{s.Name}: {s.Was} → {s.Is}").ToList();
        if (changed.Count > 0)
            throw new CheckpointException($"Resume: the run was started with other settings ({string.Join("; ", changed)}), so it would not go on as it was; set them back, or start a new run.");
    }

    /// <summary>The hooks by name: their type's, numbered where one comes twice.</summary>
    private IEnumerable<(string Name, TrainingHook Hook)> NamedHooks()
    {
        var counts = new Dictionary<string, int>();
        foreach (var hook in _active)
        {
            var name = hook.GetType().Name;
            var count = counts[name] = counts.GetValueOrDefault(name) + 1;
            yield return (count == 1 ? name : $"{name} {count}", hook);
        }
    }
}

/// <summary>Where in an epoch a run is: what is left to do of it.</summary>
internal enum EpochPhase
{
    /// <summary>Everything.</summary>
    Begins,

    /// <summary>Its remaining batches.</summary>
    Trains,

    /// <summary>Its validation and its record.</summary>
    Validates,
}
