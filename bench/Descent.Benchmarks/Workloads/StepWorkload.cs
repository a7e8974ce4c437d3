namespace Descent.Benchmarks;

/// <summary>
/// A training step as a user's own loop does it: step scope, forward, loss, backward, update, on one fixed synthetic batch; with
/// <see cref="Care"/>, what a trainer does around it too.
/// </summary>
internal abstract class StepWorkload : Workload
{
    private long _sample;

    /// <summary>What a trainer does around a step, to measure what that costs; null for nothing.</summary>
    public StepCare? Care { get; init; }

    /// <summary>Steps that one step of the workload stands for: what is done every so many steps must be in each.</summary>
    public int Repeats { get; init; } = 1;

    /// <inheritdoc/>
    public override int Samples => Batch * Repeats;

    public Module Model { get; private set; } = null!;

    public CrossEntropy Loss { get; private set; } = null!;

    public Optimizer Optimizer { get; private set; } = null!;

    public Tensor X { get; private set; } = null!;

    public Tensor Y { get; private set; } = null!;

    /// <summary>Samples of the batch.</summary>
    public abstract int Batch { get; }

    /// <summary>The shape of a sample's input.</summary>
    protected abstract Shape Input { get; }

    protected abstract int Classes { get; }

    protected abstract Module MakeModel();

    protected abstract Optimizer MakeOptimizer();

    public override void Prepare()
    {
        Model = MakeModel();
        Model.Initialize(seed: 1);
        Loss = new CrossEntropy();
        Optimizer = MakeOptimizer();
        Optimizer.Attach(Model);
        X = Numbers.Spread([Batch, .. Input.ToArray()], stream: 1);
        var random = new Random(2);
        Y = Tensor.From(Enumerable.Range(0, Batch).Select(_ => random.Next(Classes)).ToArray());
        _sample = 0;
        Care?.Prepare(this);
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps * Repeats; i++) TrainStep();
    }

    private void TrainStep()
    {
        Care?.Begin();
        using var step = new Step(seed: 1, epoch: 0, _sample);
        _sample += Batch;
        var loss = Loss.Compute(Model.Forward(X), Y);
        Care?.See(loss);
        loss.Backward(release: true);
        Care?.BeforeUpdate();
        Optimizer.Update();
        Care?.AfterUpdate();
    }
}

/// <summary>What a trainer does around a step.</summary>
internal abstract class StepCare
{
    public abstract void Prepare(StepWorkload workload);

    public virtual void Begin()
    {
    }

    public virtual void See(Tensor loss)
    {
    }

    public virtual void BeforeUpdate()
    {
    }

    public virtual void AfterUpdate()
    {
    }
}

/// <summary>The guard against numbers that are not finite.</summary>
internal sealed class GuardCare : StepCare
{
    private readonly Guard _guard = Guard.Stop();
    private Batch _batch = null!;

    public override void Prepare(StepWorkload workload)
    {
        _guard.Start(new Trainer(workload.Model, workload.Loss, workload.Optimizer));
        _batch = new Batch(new InMemoryDataset([0f], [1], [0], ["any"]), workload.Batch);
    }

    public override void Begin() => Expect(!_guard.Leaves(_batch, 0));

    public override void See(Tensor loss) => Expect(_guard.Accepts(_batch, loss.Item(), _batch.Count));

    public override void BeforeUpdate() => Expect(_guard.Accepts(_batch, null, _batch.Count));

    private static void Expect(bool isFinite)
    {
        if (!isFinite) throw new InvalidOperationException("A benchmark's step is not finite.");
    }
}
