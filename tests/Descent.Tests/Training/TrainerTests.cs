using Descent.Devices;
using Descent.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests.Training;

[Collection(ProcessSettings.Name)]
public class TrainerTests(ITestOutputHelper output)
{
    [Fact]
    public void The_digits_are_learned_and_the_history_tells_it()
    {
        var (train, validation, test) = Digits.Load().Split(0.7, 0.15, 0.15, seed: 1);
        var trainer = new Trainer(Network(seed: 1), new CrossEntropy(), new Adam(learningRate: 3e-3)) { Seed = 1 };
        var history = trainer.Fit(train, validation, epochs: 15, batchSize: 64);
        Assert.Equal(15, history.Epochs.Count);
        Assert.Equal("all epochs done", history.StopReason);
        Assert.False(history.Failed);
        Assert.True(history.Epochs[^1].Train["loss"] < 0.3 * history.Epochs[0].Train["loss"]);
        Assert.Equal(history.Epochs.MinBy(e => e.Validation!["loss"])!.Epoch, history.BestEpoch);
        Assert.Equal(15L * train.Count, history.Samples);
        Assert.Equal(15 * (train.Count + 63) / 64, trainer.Steps, 15.0);
        Assert.True(trainer.Evaluate(test)["accuracy"] > 0.9);
    }

    [Fact]
    public void After_a_sigmoid_the_default_metrics_judge_probabilities()
    {
        var model = new Sequential(new Linear(1, 1), new Sigmoid());
        model.LoadStateDict(new Dictionary<string, Tensor> { ["0.weight"] = Tensor.From([5f], [1, 1]), ["0.bias"] = Tensor.From([0f]) });
        var data = new InMemoryDataset([-1, -2, 1, 2], [1], [0, 0, 1, 1], ["no", "yes"]);
        var trainer = new Trainer(model, new BinaryCrossEntropyFromProbabilities(), new SGD(learningRate: 1e-3));
        Assert.Equal([1, 1, 1, 1, 1], trainer.Evaluate(data).Skip(1).Select(metric => metric.Value));
        Assert.Equal([1, 1, 1, 1, 1], trainer.Fit(data, null, epochs: 1, batchSize: 4).Epochs[0].Train.Skip(1).Select(metric => metric.Value));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_for_any_number_of_threads()
    {
        var threads = WorkerTeam.Threads;
        try
        {
            var runs = new[] { 1, 2, 7 }.Select(n =>
            {
                WorkerTeam.Threads = n;
                return Weights(seed: 3);
            }).ToArray();
            Assert.Equal(runs[0], runs[1]);
            Assert.Equal(runs[0], runs[2]);
            Assert.NotEqual(runs[0], Weights(seed: 4));
        }
        finally
        {
            WorkerTeam.Threads = threads;
        }

        static float[] Weights(ulong seed)
        {
            // Wide enough that matrix products, dropout and updates are shared among threads.
            var model = new Sequential(new Linear(64, 300), new ReLU(), new Dropout(keep: 0.8), new Linear(300, 200), new Tanh(), new Linear(200, 10));
            model.Initialize(seed);
            var (train, validation, _) = Digits.Load().Split(0.4, 0.1, 0.5, seed: 1);
            new Trainer(model, new CrossEntropy(), new AdamW(1e-3)) { Seed = seed }.Fit(train, validation, epochs: 2, batchSize: 100);
            return model.NamedParameters().SelectMany(p => p.Parameter.ToArray<float>()).ToArray();
        }
    }

    /// <summary>What docs/memory.md says: under 4 KB of garbage a step, no pool miss, and no collection above generation 0 in 1,000 steps.</summary>
    [Fact]
    public void A_step_in_the_steady_state_allocates_next_to_nothing_and_never_misses_the_pool()
    {
        var model = Network(seed: 1);
        model.Train();
        var loss = new CrossEntropy();
        var adam = new Adam();
        adam.Attach(model);
        using var loader = new DataLoader(Digits.Load(), 64, seed: 1);
        var epoch = 0;
        Steps(100);
        GC.Collect();
        var misses = BufferPool.Current.Misses;
        var (gen1, gen2) = (GC.CollectionCount(1), GC.CollectionCount(2));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var steps = Steps(1000);
        var perStep = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)steps;
        Assert.Equal(misses, BufferPool.Current.Misses);
        Assert.True(perStep < 4096, $"{perStep:F0} bytes a step");
        Assert.Equal((gen1, gen2), (GC.CollectionCount(1), GC.CollectionCount(2)));

        int Steps(int atLeast)
        {
            var done = 0;
            while (done < atLeast)
            {
                foreach (var batch in loader.Epoch(epoch++))
                {
                    using var step = new Step(1, epoch, batch.FirstSample);
                    var value = loss.Compute(model.Forward(batch.Inputs), batch.Targets);
                    value.Backward(release: true);
                    adam.Update();
                    done++;
                }
            }

            return done;
        }
    }

    /// <summary>Promise R15: a run of many steps holds no more memory, threads or files at its end than soon after its start.</summary>
    [Fact]
    public void Long_runs_do_not_grow()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var data = Digits.Load();
        var meter = new Meter(process, firstStep: 1000);
        var trainer = new Trainer(Network(seed: 1), new CrossEntropy(), new Adam()) { Hooks = { meter }, Observers = { new Watcher() } };
        trainer.Fit(data, null, epochs: Soak.Cases(5000, 50_000) / ((data.Count + 63) / 64), batchSize: 64);
        var (before, after) = (meter.First!.Value, meter.Read());
        output.WriteLine($"after 1,000 steps {before}, after {trainer.Steps:N0} {after}");
        Assert.InRange(after.Heap - before.Heap, long.MinValue, 2 << 20);
        Assert.InRange(after.Resident - before.Resident, long.MinValue, 32 << 20); // compiled code and the heap's own reserve still settle
        Assert.InRange(after.Threads - before.Threads, int.MinValue, 3); // the thread pool's, which other code may wake
        Assert.InRange(after.Files - before.Files, int.MinValue, 3);
    }

    [Fact]
    public void Early_stopping_ends_after_its_patience_and_restores_the_best_weights()
    {
        var (train, validation, _) = Digits.Load().Split(0.1, 0.4, 0.5, seed: 1);
        var last = new LastWeights();
        var trainer = new Trainer(Network(seed: 2), new CrossEntropy(), new Adam(learningRate: 0.02)) { EarlyStopping = new(patience: 3), Hooks = { last } };
        var history = trainer.Fit(train, validation, epochs: 200, batchSize: 16);
        Assert.True(history.Epochs.Count < 200);
        Assert.Equal(history.BestEpoch + 3, history.Epochs.Count);
        Assert.Equal($"early stopping: validation.loss has not improved for 3 evaluations; the best was {history.Epochs[history.BestEpoch - 1].Validation!["loss"]:G6} in epoch {history.BestEpoch}", history.StopReason);
        Assert.Equal(history.Epochs[history.BestEpoch - 1].Validation!["loss"], trainer.Evaluate(validation)["loss"], 1e-12);
        Assert.Equal(history.Epochs[^1].Validation!["loss"], last.ValidationLoss, 1e-12); // hooks before it saw the last weights
    }

    [Theory]
    [InlineData(0.0, false, new[] { 1.0, 0.9, 0.95, 0.89, 0.9, 0.9 }, 6, 4)]
    [InlineData(0.2, false, new[] { 1.0, 0.9, 0.85, 0.5 }, 3, 1)] // better, but not by enough
    [InlineData(0.2, true, new[] { 10.0, 9, 7.9, 7, 7 }, 5, 3)] // a fifth of the best so far
    [InlineData(0.0, false, new[] { 1.0, double.NaN }, 2, 1)]
    public void Early_stopping_counts_evaluations_without_improvement(double minDelta, bool relative, double[] losses, int stopsAfter, int best)
    {
        var trainer = Scripted(losses, new EarlyStopping(patience: 2, minDelta: minDelta, relative: relative), out var validation);
        var history = trainer.Fit(OneSample(), validation, epochs: losses.Length, batchSize: 1);
        Assert.Equal(stopsAfter, history.Epochs.Count);
        Assert.Equal(best, trainer.EarlyStopping!.BestEpoch);
        Assert.Equal(double.IsNaN(losses[stopsAfter - 1]), history.Failed);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_stops_the_run_before_it_is_applied()
    {
        var model = new Sequential(new Linear(1, 1));
        var trainer = new Trainer(model, new MeanSquaredError(), new SGD(1e30));
        var history = trainer.Fit(OneSample(), null, epochs: 100, batchSize: 1);
        Assert.True(history.Failed);
        Assert.Matches("^the loss became .* in epoch [0-9]+, step [0-9]+: .+", history.StopReason);
        Assert.All(model.NamedParameters(), p => Assert.All(p.Parameter.ToArray<float>(), v => Assert.False(float.IsNaN(v))));
    }

    [Fact]
    public void Hooks_are_called_in_order_and_may_stop_the_run()
    {
        var hook = new Recorder();
        var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(0.01)) { Hooks = { hook } };
        trainer.Fit(TwoSamples(), null, epochs: 2, batchSize: 1);
        Assert.Equal("start epoch gradients step gradients step epoch-end epoch gradients step gradients step epoch-end end", string.Join(" ", hook.Calls));
        var stopper = new Recorder { StopAtStep = 3 };
        trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(0.01)) { Hooks = { stopper } };
        var history = trainer.Fit(TwoSamples(), null, epochs: 9, batchSize: 1);
        Assert.Equal("enough", history.StopReason);
        Assert.Single(history.Epochs); // the second was cut short
        Assert.Equal(3, trainer.Steps);
    }

    [Fact]
    public void Cancelling_ends_the_run_after_the_step_at_hand()
    {
        using var cancel = new CancellationTokenSource();
        var canceller = new Recorder { AtStep = t => { if (t.Steps == 3) cancel.Cancel(); } };
        var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(0.01)) { Hooks = { canceller } };
        Assert.Equal("interrupted", trainer.Fit(TwoSamples(), null, epochs: 9, batchSize: 1, cancel.Token).StopReason);
        Assert.Equal(3, trainer.Steps);
        Assert.Equal("end", canceller.Calls[^1]);
    }

    [Fact]
    public void Observers_see_the_run_and_cannot_harm_it()
    {
        var watcher = new Watcher();
        var thrower = new Watcher { Throws = true };
        var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(0.01)) { Observers = { watcher, thrower } };
        var history = trainer.Fit(TwoSamples(), TwoSamples(), epochs: 3, batchSize: 1);
        Assert.Equal(3, history.Epochs.Count);
        Assert.Equal(TrainingEventKind.Started, watcher.Events[0].Kind);
        Assert.Equal(history.Epochs, watcher.Events.Where(e => e.Kind == TrainingEventKind.EpochEnded).Select(e => e.Record!));
        Assert.Equal("all epochs done", watcher.Events[^1].StopReason);
        Assert.Equal(["the observer Watcher failed and was left out from then on: no eyes"], history.Warnings);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_before_anything_is_trained()
    {
        var trainer = new Trainer(new Sequential(new Linear(1, 1), new Sigmoid()), new BinaryCrossEntropy(), new SGD()) { EarlyStopping = new(metric: "validation.accurracy") };
        var error = Assert.Throws<TrainingException>(() => trainer.Fit(OneSample(), null, epochs: 0, batchSize: 0));
        Assert.Equal(4, error.Problems.Count);
        Assert.StartsWith("4 problems:\n  - epochs is 0; train for 1 or more.\n  - batchSize is 0; a batch has 1 sample or more.\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("Sigmoid", error.Problems[2], StringComparison.Ordinal);
        Assert.StartsWith("early stopping monitors validation.accurracy, which is not measured; there is train.loss", error.Problems[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_does_not_fit_the_data_is_reported_with_its_place()
    {
        var trainer = new Trainer(new Sequential(new Linear(64, 8), new Linear(9, 10)), new CrossEntropy(), new SGD());
        Assert.Equal("Linear: input [64, 8] has 8 features, but weight [10, 9] (out, in) expects 9.\n  in model.1 (Linear)",
            Assert.Throws<TrainingException>(() => trainer.Fit(Digits.Load(), null, 1, 64)).Message);
    }

    [Fact]
    public void Parameters_that_would_stay_as_they_are_in_silence_are_reported()
    {
        var model = new Forgetful();
        var optimizer = new SGD();
        optimizer.Attach([("used.weight", model.Used.Weight), ("unused.weight", model.Unused.Weight)]);
        Assert.Equal("the optimizer does not hold used.bias, unused.bias; attach the whole model, or set Trainable to false for what shall stay as it is.",
            Assert.Throws<TrainingException>(() => new Trainer(model, new MeanSquaredError(), optimizer).Fit(OneSample(), null, 1, 1)).Message);
        Assert.Equal("no gradient reaches unused.weight, unused.bias: the forward pass does not use them. Use or remove the module, or set Trainable to false.",
            Assert.Throws<TrainingException>(() => new Trainer(model, new MeanSquaredError(), new SGD()).Fit(OneSample(), null, 1, 1)).Message);
    }

    private static Sequential Network(ulong seed)
    {
        var model = new Sequential(new Linear(64, 32), new ReLU(), new Linear(32, 10));
        model.Initialize(seed);
        return model;
    }

    private static InMemoryDataset OneSample() => new([1f], [1], [2f], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private static InMemoryDataset TwoSamples() => new([1f, 2], [1], [2f, 3], new TargetInfo(TargetKind.Value, 1, ["y"]));

    /// <summary>A run whose validation losses are the given ones: mean squared errors of a network that always says 0.</summary>
    private static Trainer Scripted(double[] losses, EarlyStopping stopping, out Dataset validation)
    {
        var script = new ScriptedLoss(losses);
        validation = TwoSamples();
        return new Trainer(new Sequential(new Linear(1, 1)), script, new SGD(0)) { EarlyStopping = stopping };
    }

    private sealed class ScriptedLoss(double[] losses) : Loss
    {
        private int _evaluations;

        public override Tensor Compute(Tensor predictions, Tensor targets) => NoGrad.IsActive
            ? Tensor.Scalar((float)losses[_evaluations++])
            : new MeanSquaredError().Compute(predictions, targets);
    }

    private sealed class Meter(System.Diagnostics.Process process, long firstStep) : TrainingHook
    {
        public (long Heap, long Resident, int Threads, int Files)? First { get; private set; }

        public override void OnStepEnd(Trainer trainer)
        {
            if (trainer.Steps == firstStep) First = Read();
        }

        public (long Heap, long Resident, int Threads, int Files) Read()
        {
            var heap = GC.GetTotalMemory(forceFullCollection: true);
            process.Refresh();
            var files = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
            return (heap, process.WorkingSet64, process.Threads.Count, files);
        }
    }

    private sealed class LastWeights : TrainingHook
    {
        public double ValidationLoss { get; private set; }

        public override void OnEnd(Trainer trainer)
        {
            var (_, validation, _) = Digits.Load().Split(0.1, 0.4, 0.5, seed: 1);
            ValidationLoss = trainer.Evaluate(validation)["loss"];
        }
    }

    private sealed class Recorder : TrainingHook
    {
        public List<string> Calls { get; } = [];

        public int StopAtStep { get; init; }

        public Action<Trainer>? AtStep { get; init; }

        public override void OnStart(Trainer trainer) => Calls.Add("start");

        public override void OnEpochStart(Trainer trainer) => Calls.Add("epoch");

        public override void OnGradients(Trainer trainer) => Calls.Add("gradients");

        public override void OnStepEnd(Trainer trainer)
        {
            Calls.Add("step");
            AtStep?.Invoke(trainer);
            if (trainer.Steps == StopAtStep) trainer.Stop("enough");
        }

        public override void OnEpochEnd(Trainer trainer) => Calls.Add("epoch-end");

        public override void OnEnd(Trainer trainer) => Calls.Add("end");
    }

    private sealed class Watcher : ITrainingObserver
    {
        public List<TrainingEvent> Events { get; } = [];

        public bool Throws { get; init; }

        public void Observe(in TrainingEvent e)
        {
            if (Throws) throw new InvalidOperationException("no eyes");
            Events.Add(e);
        }
    }

    private sealed class Forgetful : Module
    {
        public Linear Used { get; } = new(1, 1);

        public Linear Unused { get; } = new(1, 1);

        protected override Tensor Compute(Tensor x) => Used.Forward(x);
    }
}
