namespace Descent;

/// <summary>
/// Changes parameters by their gradients. An optimizer is its settings plus one fused pass over all parameters; this base holds what
/// every one needs: the parameters and their groups, and the state by name.
/// </summary>
public abstract class Optimizer
{
    private readonly List<ParameterGroup> _groups = [];
    private FusedUpdate? _update;
    private Regularizer? _regularizer;

    /// <summary>Checks the settings that every optimizer has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite, or so is the weight decay.</exception>
    private protected Optimizer(double learningRate, double weightDecay = 0, Convention convention = Convention.PyTorch)
    {
        if (!Enum.IsDefined(convention)) throw new ArgumentOutOfRangeException(nameof(convention), $"{GetType().Name}: convention is {convention}; it must be PyTorch, Cs230 or Keras.");
        (LearningRate, Convention) = (learningRate, convention);
        Check(weightDecay >= 0 && double.IsFinite(weightDecay), nameof(weightDecay), weightDecay, "0 or more");
        WeightDecay = weightDecay;
    }

    /// <summary>The step size α. May be changed between steps.</summary>
    public double LearningRate
    {
        get;
        set
        {
            Check(value >= 0 && double.IsFinite(value), "learningRate", value, "0 or more");
            field = value;
        }
    }

    /// <summary>Whose form of the optimizer this is.</summary>
    public Convention Convention { get; }

    /// <summary>The pull of weights towards 0; how it enters the update is each optimizer's own.</summary>
    public double WeightDecay { get; }

    /// <summary>The groups, in the order they were added; a parameter belongs to the first that matches.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>The names of what is kept for each weight, as PyTorch names them; up to three.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Treats some parameters in their own way. Call it before <see cref="Attach(Module)"/>. Returns the optimizer.</summary>
    public Optimizer With(ParameterGroup group)
    {
        if (Parameters.Count > 0) throw new InvalidOperationException($"{GetType().Name}: group \"{group.Name}\" comes too late; add groups before parameters are attached.");
        _groups.Add(group);
        return this;
    }

    /// <summary>Takes on the module's parameters, with fresh state. Those that are not trainable at an update are left alone.</summary>
    public void Attach(Module module) => Attach(module.NamedParameters());

    /// <summary>Takes on these parameters, with fresh state.</summary>
    /// <exception cref="ArgumentException">A parameter or a name comes twice.</exception>
    public void Attach(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        var slots = new List<Slot>();
        var names = new HashSet<string>();
        var seen = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in parameters)
        {
            if (!names.Add(name)) throw new ArgumentException($"{GetType().Name}: two parameters are named \"{name}\".");
            if (!seen.TryAdd(parameter, name))
                throw new ArgumentException($"{GetType().Name}: \"{seen[parameter]}\" and \"{name}\" are one parameter, which would be updated twice a step; attach it once.");
            slots.Add(new Slot(name, parameter, _groups.Find(g => g.Matches(name))));
        }

        Parameters = slots;
        _update = Fuse();
    }

    /// <summary>
    /// Applies one update to every trainable parameter that has a gradient, and forgets the gradients: the next backward pass starts afresh.
    /// </summary>
    /// <exception cref="InvalidOperationException">No parameters are attached.</exception>
    public void Update()
    {
        if (_update is null)
            throw new InvalidOperationException($"{GetType().Name}: Update was called, but no parameters are attached. Call Attach(model) first.");
        _update.Run();
        _regularizer?.AfterUpdate(this);
        foreach (var slot in Parameters) slot.Parameter.ClearGrad();
    }

    /// <summary>
    /// The state by name, such as <c>0.weight.exp_avg</c>, and each parameter's count of updates as <c>0.weight.step</c>: what a resumed
    /// run needs. The tensors are the optimizer's own; copy what you keep.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var slot in Parameters)
        {
            if (slot.State is null) continue;
            state[$"{slot.Name}.step"] = Tensor.Scalar((double)slot.Steps);
            for (var i = 0; i < slot.State.Length; i++) state[$"{slot.Name}.{StateNames[i]}"] = slot.State[i];
        }

        return state;
    }

    /// <summary>Takes over saved state; training then goes on to the same bits. Parameters it does not know start afresh.</summary>
    /// <exception cref="ArgumentException">A name is unknown or missing, or a value does not fit; all are listed, and nothing was changed.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var problems = new List<string>();
        var known = new HashSet<string>();
        foreach (var slot in Parameters)
        {
            if (!state.ContainsKey($"{slot.Name}.step")) continue; // never updated when it was saved
            foreach (var name in StateNames.Append("step"))
            {
                var key = $"{slot.Name}.{name}";
                known.Add(key);
                var shape = name == "step" ? new Shape() : slot.Parameter.Shape;
                if (!state.TryGetValue(key, out var tensor)) problems.Add($"{key} is missing");
                else if (tensor.Shape != shape) problems.Add($"{key} has shape {tensor.Shape}, expected {shape}");
                else if (name != "step" && tensor.Type != slot.Parameter.Type) problems.Add($"{key} is {tensor.Type}, expected {slot.Parameter.Type}");
                else if (name == "step" && !(tensor.Item() is >= 1 and var steps && steps == Math.Floor(steps))) problems.Add($"{key} is {tensor.Item()}, expected a whole number of updates, 1 or more");
            }
        }

        problems.AddRange(state.Keys.Where(k => !known.Contains(k)).Select(k => $"{k} belongs to no parameter"));
        if (problems.Count > 0) throw new ArgumentException($"{GetType().Name}: the saved state does not fit: {string.Join("; ", problems)}.");
        foreach (var slot in Parameters)
        {
            slot.Reset();
            if (!state.TryGetValue($"{slot.Name}.step", out var steps)) continue;
            slot.Steps = (long)steps.Item();
            CreateState(slot);
            for (var i = 0; i < slot.State!.Length; i++) slot.State[i].CopyFrom(state[$"{slot.Name}.{StateNames[i]}"]);
        }
    }

    /// <summary>Lets it work on a copy of its state until the result is disposed of; then it is what it is now: its parameters, state, penalties and learning rate.</summary>
    internal IDisposable SetAside()
    {
        var aside = new Aside(this);
        Parameters = [.. Parameters.Select(slot => slot.Copy())];
        if (_update is not null) _update = Fuse();
        return aside;
    }

    /// <summary>Puts a penalty on the attached parameters, which are the module's; null takes all penalties away. The trainer does it by itself.</summary>
    /// <param name="regularizer">The penalty.</param>
    /// <param name="model">The module that holds the parameters.</param>
    public void Penalize(Regularizer? regularizer, Module model)
    {
        var roles = regularizer is null ? null : new ParameterRoles(model);
        foreach (var slot in Parameters) slot.Penalty = regularizer?.PenaltyOn(slot.Name, slot.Parameter, roles!) ?? default;
        _regularizer = regularizer;
        regularizer?.Attach(this, model);
    }

    /// <summary>How much longer a step is, in the long run, than the learning rate times the gradient.</summary>
    internal virtual double RateScale => 1;

    /// <summary>Whether updates leave the weight decay out, of every group: an examination of the loss alone.</summary>
    internal bool IgnoresDecay { get; set; }

    /// <summary>The attached parameters with their groups and state.</summary>
    internal IReadOnlyList<Slot> Parameters { get; private set; } = [];

    /// <summary>Whether weight decay is apart from the gradient: w ← (1 − α·weightDecay)·w.</summary>
    public virtual bool DecaysApart => Convention == Convention.Keras;

    /// <summary>What a state starts from.</summary>
    private protected virtual double InitialState => 0;

    /// <summary>Makes a parameter's state, as before its first update.</summary>
    internal void CreateState(Slot slot) => slot.CreateState(StateNames.Count, InitialState);

    /// <summary>The optimizer's rule, ready to run over its parameters.</summary>
    private protected abstract FusedUpdate Fuse();

    /// <summary>Throws, naming the optimizer, the setting, its value and the rule, unless the rule holds.</summary>
    private protected void Check(bool holds, string setting, double value, string rule)
    {
        if (!holds) throw new ArgumentOutOfRangeException(setting, $"{GetType().Name}: {setting} is {value}; it must be {rule}.");
    }

    /// <summary>A share that is kept from update to update.</summary>
    private protected double CheckShare(double value, string setting)
    {
        Check(value is >= 0 and < 1, setting, value, "at least 0 and below 1");
        return value;
    }

    /// <summary>A number that keeps a quotient finite.</summary>
    private protected double CheckEpsilon(double value)
    {
        Check(value > 0 && double.IsFinite(value), "epsilon", value, "above 0");
        return value;
    }

    /// <summary>What the optimizer was, to be that again.</summary>
    private sealed class Aside(Optimizer optimizer) : IDisposable
    {
        private readonly IReadOnlyList<Slot> _parameters = optimizer.Parameters;
        private readonly FusedUpdate? _update = optimizer._update;
        private readonly Regularizer? _regularizer = optimizer._regularizer;
        private readonly double _learningRate = optimizer.LearningRate;

        public void Dispose() =>
            (optimizer.Parameters, optimizer._update, optimizer._regularizer, optimizer.LearningRate) = (_parameters, _update, _regularizer, _learningRate);
    }

    /// <summary>One parameter with what the optimizer keeps for it.</summary>
    internal sealed class Slot(string name, Parameter parameter, ParameterGroup? group)
    {
        public string Name { get; } = name;

        public Parameter Parameter { get; } = parameter;

        public ParameterGroup? Group { get; } = group;

        /// <summary>What pulls it towards 0 besides the weight decay.</summary>
        public WeightPenalty Penalty { get; set; }

        /// <summary>Updates so far; bias corrections count them for each parameter, as PyTorch does.</summary>
        public long Steps { get; set; }

        /// <summary>Null before the first update.</summary>
        public Tensor[]? State { get; private set; }

        /// <summary>Makes the state, if there is none.</summary>
        public void CreateState(int count, double initial) =>
            State ??= [.. Enumerable.Range(0, count).Select(_ => Tensor.Full(Parameter.Shape, initial, Parameter.Type))];

        /// <summary>The same with a state of its own, equal to this one's.</summary>
        public Slot Copy() => new(Name, Parameter, Group) { Penalty = Penalty, Steps = Steps, State = State is null ? null : [.. State.Select(s => s.Copy())] };

        /// <summary>As before the first update.</summary>
        public void Reset() => (Steps, State) = (0, null);
    }
}
