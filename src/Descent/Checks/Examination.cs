namespace Descent;

/// <summary>What is examined, and what several checks need of it, each made once and only when it is asked for.</summary>
internal sealed class Examination : IDisposable
{
    /// <summary>A unit that works is open for half the samples: of 128, none by chance.</summary>
    private const int Samples = 128, SamplesOfLargeInputs = 32;

    /// <summary>Inputs of so many numbers are large: an image of 64 × 64 in colour.</summary>
    private const int LargeInput = 64 * 64 * 3;

    private readonly Dictionary<Module, string> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly ModelSnapshot _snapshot;

    public Examination(Module model, Loss loss, Splits data, Optimizer optimizer, DoctorSettings settings)
    {
        if (optimizer.Parameters.Count == 0) optimizer.Attach(model);
        (Model, Loss, Data, Optimizer, Settings) = (model, loss, data, optimizer, settings);
        foreach (var (name, module) in model.NamedModules()) _paths.TryAdd(module, name);
        Parameters = model.NamedParameters();
        _snapshot = new ModelSnapshot(model, optimizer);
    }

    public Module Model { get; }

    public Loss Loss { get; }

    public Splits Data { get; }

    public Optimizer Optimizer { get; }

    public DoctorSettings Settings { get; }

    public DoctorTerms Terms => Settings.Terms;

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>The class of rows that the loss leaves out; null for none.</summary>
    public int? IgnoredClass => Settings.IgnoredClass ?? (Loss as CrossEntropy)?.IgnoredIndex;

    /// <summary>What is to be drawn.</summary>
    public List<DiagnosisPlot> Plots { get; } = [];

    public DataSurvey Survey => field ??= new DataSurvey(Data, Settings.Fast, IgnoredClass);

    /// <summary>Training samples for whatever looks at one batch.</summary>
    public ExaminedBatch Batch => field ??= Take(Data.Train.InputShape.Size >= LargeInput ? SamplesOfLargeInputs : Samples);

    /// <summary>One pass forward and backward over <see cref="Batch"/> in training mode without dropout.</summary>
    /// <exception cref="ArgumentException">The network or the loss does not take the data.</exception>
    public LayerTrace Trace => field ??= LayerTrace.Of(this, Batch);

    /// <summary>Whether a pass was possible.</summary>
    public bool Runs { get; set; } = true;

    /// <summary>Whether it was tried.</summary>
    public bool HasStepped { get; set; }

    /// <summary>The weights that carry what flows through the network: neither biases nor those of normalizations, nor tables of embeddings.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Weights
    {
        get
        {
            var roles = new ParameterRoles(Model);
            return Parameters.Where(p => !p.Parameter.IsStatistic && p.Parameter.Shape.Rank >= 2 && roles.IsWeight(p.Name, p.Parameter) && roles.OwnerOf(p.Parameter) is not Embedding);
        }
    }

    /// <summary>Puts back whatever was changed since the examination began.</summary>
    public void Restore() => _snapshot.Restore();

    public void Dispose() => Restore();

    /// <summary>Training samples as they are, in a random order, without those that cannot be used.</summary>
    public ExaminedBatch Take(int count)
    {
        var train = Data.Train;
        var order = new int[train.Count];
        Shuffling.Fill(order, Settings.Seed, 0);
        var bad = Survey.Train.Bad.Select(b => b.Sample).Concat(Survey.Train.Unlabelled).ToHashSet();
        int[] samples = [.. order.Where(i => !bad.Contains(i)).Take(count)];
        var size = train.InputShape.Size;
        var inputs = new float[samples.Length * size];
        for (var i = 0; i < samples.Length; i++) train.ReadInput(samples[i], inputs.AsSpan(i * size, size));
        return new ExaminedBatch(Tensor.From(inputs, new Shape([samples.Length, .. train.InputShape.ToArray()])).To(Type), TargetsOf(samples), samples);
    }

    /// <summary>What one sample's forward pass costs, as far as it is known.</summary>
    public long MultiplyAdds
    {
        get
        {
            if (_multiplyAdds > 0) return _multiplyAdds;
            try
            {
                return _multiplyAdds = Math.Max(1, Model.Summary(Data.Train.InputShape).MultiplyAdds);
            }
            catch (ArgumentException)
            {
                return _multiplyAdds = 1; // it takes no input of zeros
            }
        }
    }

    private long _multiplyAdds;

    /// <summary>The element type of the network's numbers.</summary>
    public DType Type => Parameters.FirstOrDefault(p => p.Parameter.Type.IsFloat()).Parameter?.Type ?? DType.Float32;

    /// <summary>Training mode, dropout included only if asked for.</summary>
    public void Train(bool dropout)
    {
        Model.Train();
        if (dropout) return;
        foreach (var (_, module) in Model.NamedModules())
            if (module is Dropout or Dropout2d or DropPath) module.Training = false;
    }

    /// <summary>The path of a module; null where no property leads to it.</summary>
    public string? PathOf(Module module) => _paths.GetValueOrDefault(module);

    /// <summary>A module as people find it: <c>model.0 (Linear)</c>.</summary>
    public string PlaceOf(Module module) =>
        _paths.TryGetValue(module, out var path) ? $"{(path.Length == 0 ? "model" : $"model.{path}")} ({module.GetType().Name})" : $"a {module.GetType().Name} that no property leads to";

    /// <summary>The loss as people find it.</summary>
    public string LossPlace => $"{Terms.Loss} ({Loss.GetType().Name})";

    /// <summary>The weights' last parameter: where the network's answer is made.</summary>
    public string? Head => Weights.LastOrDefault().Name;

    /// <summary>A forward pass without gradients, in the mode that is set.</summary>
    public Tensor Predict(Tensor inputs, long draw = 0)
    {
        using var recording = new NoGrad();
        using var step = OpenStep(draw);
        return Model.Forward(inputs).Copy();
    }

    /// <summary>The loss without label smoothing, so that right answers cost nothing.</summary>
    public Loss PlainLoss => field ??= Loss is CrossEntropy { LabelSmoothing: > 0 } smoothed ? smoothed.WithoutSmoothing() : Loss;

    /// <summary>The loss of given predictions.</summary>
    public double LossOf(Tensor predictions, Tensor targets) => LossOf(Loss, predictions, targets);

    /// <summary>A loss of given predictions.</summary>
    public static double LossOf(Loss loss, Tensor predictions, Tensor targets)
    {
        using var recording = new NoGrad();
        return loss.Compute(predictions, targets).Item();
    }

    /// <summary>One update on a batch, as training makes it: by the loop of the user's own, or as the trainer does.</summary>
    public void Update(ExaminedBatch batch, long draw)
    {
        using var step = OpenStep(draw);
        if (Settings.Step is { } own)
        {
            own(batch.Inputs, batch.Targets);
            return;
        }

        Train(dropout: true);
        Loss.Compute(Model.Forward(batch.Inputs), batch.Targets).Backward(release: true);
        Settings.Clipping?.Apply(Optimizer);
        Optimizer.Update();
    }

    /// <summary>The step in which random numbers are drawn; another draw gives others.</summary>
    public Step OpenStep(long draw = 0) => new(Settings.Seed, 0, draw);

    private Tensor TargetsOf(int[] samples)
    {
        var train = Data.Train;
        if (train.Target.Kind == TargetKind.Class) return Tensor.From(Array.ConvertAll(samples, train.ReadClass));
        var numbers = new float[samples.Length * train.Target.Count];
        for (var i = 0; i < samples.Length; i++) train.ReadTarget(samples[i], numbers.AsSpan(i * train.Target.Count, train.Target.Count));
        return Tensor.From(numbers, [samples.Length, train.Target.Count]).To(Type);
    }
}
