using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Training;

public sealed class GuardTests
{
    /// <summary>Of 16 samples, these are below 0, where a logarithm is NaN.</summary>
    private static readonly int[] s_bad = [5, 11];

    [Fact]
    public void The_report_names_the_op_the_module_the_step_and_the_samples()
    {
        var guard = Guard.Stop();
        var model = Network();
        var trainer = new Trainer(model, new MeanSquaredError(), new Adam()) { Guard = guard, Seed = 3 };
        var history = trainer.Fit(Data(), null, epochs: 2, batchSize: 16);
        Assert.Equal("the loss became NaN in epoch 1, step 1: the output of Log in model.1 (Logarithm) is the first that is NaN, for samples 5, 11", history.StopReason.Replace("11, 5", "5, 11", StringComparison.Ordinal));
        Assert.True(history.Failed);
        var found = Assert.Single(guard.Found);
        Assert.Equal((NonFiniteSource.Output, "Log", "model.1 (Logarithm)", 1, 1L), (found.Source, found.Op, found.Module, found.Epoch, found.Step));
        Assert.Equal(s_bad, found.Samples.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_skipped_update_leaves_no_trace(int accumulate)
    {
        const int BatchSize = 2;
        var model = Network();
        var adam = new Adam(0.01);
        var guard = Guard.Skip(most: 10);
        var trainer = new Trainer(model, new MeanSquaredError(), adam) { Guard = guard, Seed = 7, Accumulate = accumulate };
        var history = trainer.Fit(Data(), null, epochs: 2, batchSize: BatchSize);
        Assert.False(history.Failed);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(history.Warnings.Count, guard.Found.Count);
        Assert.All(guard.Found, f => Assert.All(f.Samples, s => Assert.Contains(s, s_bad)));

        // The same by hand, with the updates that hold a bad sample never begun.
        var (other, otherAdam, loss, skipped) = (Network(), new Adam(0.01), new MeanSquaredError(), 0);
        otherAdam.Attach(other);
        using var loader = new DataLoader(Data(), BatchSize * accumulate, seed: 7);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                if (batch.Indices.ContainsAny(s_bad))
                {
                    skipped++;
                    continue;
                }

                for (var part = 0; part < batch.Count; part += BatchSize)
                {
                    using var step = new Step(7, epoch, batch.FirstSample + part);
                    var (x, y) = (batch.Inputs.View([BatchSize, 1], part), batch.Targets.View([BatchSize, 1], part));
                    var value = loss.Compute(other.Forward(x), y);
                    (accumulate == 1 ? value : value * 0.5).Backward();
                }

                otherAdam.Update();
            }
        }

        Assert.Equal(skipped, guard.Found.Count);
        Assert.Equal(State(other, otherAdam), State(model, adam));
    }

    [Fact]
    public void More_updates_left_out_than_allowed_fail_the_run()
    {
        var trainer = new Trainer(Network(), new MeanSquaredError(), new Adam()) { Guard = Guard.Skip(most: 2) };
        var history = trainer.Fit(Data(), null, epochs: 9, batchSize: 16);
        Assert.True(history.Failed);
        Assert.Equal(2, history.Warnings.Count);
        Assert.EndsWith("(2 of at most 2)", history.Warnings[^1], StringComparison.Ordinal);
        Assert.EndsWith("; updates were left out 2 times before, which is the most allowed", history.StopReason, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Steps);
        Assert.StartsWith("Guard.Skip: most is 0; it must be 1 or more", Assert.Throws<ArgumentOutOfRangeException>(() => Guard.Skip(0)).Message, StringComparison.Ordinal);
    }

    /// <summary>The search repeats the backward pass: what it leaves in the gradients may not reach the next update.</summary>
    [Fact]
    public void An_update_left_out_for_its_gradient_is_as_if_it_had_never_been()
    {
        Assert.Equal(Weights(Ones(targets: 2, count: 6)), Weights(Ones(targets: 2), new BlowUp { AtSteps = { 2 } }));

        static float[] Weights(InMemoryDataset data, params TrainingHook[] hooks)
        {
            var model = new Sequential(new Linear(1, 1));
            model.Initialize(1);
            var trainer = new Trainer(model, new MeanSquaredError(), new Momentum(0.05)) { Guard = Guard.Skip() };
            foreach (var hook in hooks) trainer.Hooks.Add(hook);
            trainer.Fit(data, null, epochs: 1, batchSize: 2);
            Assert.Equal((3, hooks.Length), (trainer.Steps, trainer.Guard.Found.Count));
            return [.. model.NamedParameters().SelectMany(p => p.Parameter.ToArray<float>())];
        }
    }

    [Fact]
    public void Restoring_goes_back_to_the_last_checkpoint_at_a_smaller_rate()
    {
        using var folder = new CommandFolder();
        var blow = new BlowUp { AtSteps = { 5, 7 } };
        var model = new Sequential(new Linear(1, 1));
        model.Initialize(1);
        var guard = Guard.Restore(rate: 0.5, most: 3);
        var trainer = new Trainer(model, new MeanSquaredError(), new SGD(0.1))
        {
            Guard = guard,
            Schedule = new StepSchedule(1, 0.5),
            Hooks = { blow },
            Checkpoints = new Checkpoints(folder.Out("checkpoints")) { EverySteps = 2, Waits = true },
        };
        var history = trainer.Fit(Ones(targets: 2), null, epochs: 3, batchSize: 2); // 4 steps an epoch
        Assert.False(history.Failed, history.StopReason);
        Assert.Equal((12, 2), (trainer.Steps, guard.Found.Count));
        Assert.Equal(3, history.Epochs.Count);

        // Step 5 failed at step 4's checkpoint, step 7 at step 6's; each halves the rate from there on, and the schedule goes on.
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.00625, 0.00625, 0.00625, 0.00625], blow.Rates);
        Assert.Matches(@"The checkpoint of step 4 was restored, and the learning rate multiplied by 0.5 \(1 of at most 3\)$", history.Warnings[0]);
        Assert.Matches(@"The checkpoint of step 6 was restored, and the learning rate multiplied by 0.5 \(2 of at most 3\)$", history.Warnings[1]);
    }

    [Fact]
    public void A_fault_that_comes_back_after_every_restoration_fails_the_run()
    {
        using var folder = new CommandFolder();
        var trainer = new Trainer(Network(), new MeanSquaredError(), new Adam()) { Guard = Guard.Restore(most: 2), Checkpoints = new Checkpoints(folder.Out("checkpoints")) };
        var history = trainer.Fit(Data(), null, epochs: 3, batchSize: 16);
        Assert.True(history.Failed);
        Assert.EndsWith("; a checkpoint was restored 2 times before, which is the most allowed", history.StopReason, StringComparison.Ordinal);
        var saved = ResumePoint.Find(folder.Out("checkpoints")).State!.Tensors.Where(t => t.Key.StartsWith("model/", StringComparison.Ordinal)).ToList();
        Assert.Equal(9, saved.Count);
        Assert.All(saved, t => Assert.Equal(-1, FiniteSweep.IndexIn(t.Value)));
        Assert.Equal("the guard is to restore the last checkpoint, but there are none; set Checkpoints, or use Guard.Skip() or Guard.Stop().",
            Assert.Throws<TrainingException>(() => new Trainer(Network(), new MeanSquaredError(), new Adam()) { Guard = Guard.Restore() }.Fit(Data(), null, 1, 16)).Message);
    }

    [Fact]
    public void A_loss_beyond_the_range_of_floats_names_its_samples()
    {
        // (1e30)² is beyond Float32, though predictions and targets are within.
        var targets = Enumerable.Range(0, 8).Select(i => i == 6 ? 1e30f : 1f).ToArray();
        var data = new InMemoryDataset([.. Enumerable.Repeat(1f, 8)], [1], targets, new TargetInfo(TargetKind.Value, 1, ["y"]));
        var guard = Guard.Stop();
        new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD()) { Guard = guard }.Fit(data, null, 1, 4);
        var found = Assert.Single(guard.Found);
        Assert.Equal((NonFiniteSource.Output, "the loss (MeanSquaredError)"), (found.Source, found.Module));
        Assert.Equal([6], found.Samples);
    }

    [Fact]
    public void Inputs_that_are_not_finite_are_named_before_any_op()
    {
        var guard = Guard.Stop();
        var history = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD()) { Guard = guard, Hooks = { new Spoil() } }.Fit(new Unchecked(), null, 1, 8);
        Assert.Equal("the loss became NaN in epoch 1, step 1: an input is NaN, for sample 3; look at what the data set and its augmentation deliver", history.StopReason);
    }

    [Fact]
    public void Weights_that_an_update_made_infinite_are_named()
    {
        var history = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(1e38)).Fit(Ones(targets: 1e6f), null, 5, 8);
        Assert.Matches("^the loss became .* in epoch 2, step 2: 0.(weight|bias) was (-)?(Infinity|∞) before the step; the last update was too long$", history.StopReason);
    }

    [Fact]
    public void What_an_update_ruins_is_not_saved_even_where_a_save_is_due_right_after_it()
    {
        using var folder = new CommandFolder();
        var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(1e38)) { Checkpoints = new Checkpoints(folder.Out("checkpoints")) { EverySteps = 1, Waits = true } };
        var history = trainer.Fit(Ones(targets: 1e6f), null, 5, 8);
        Assert.True(history.Failed);
        Assert.Equal((1, 0), (trainer.Steps, trainer.Checkpoints.Last!.Step));
        var state = ResumePoint.Find(folder.Out("checkpoints")).State!;
        Assert.All(["0.weight", "0.bias"], name => Assert.True(float.IsFinite((float)new StateReader(state, "saved").Part("model").Tensor(name).Item())));
    }

    [Fact]
    public void A_run_whose_last_update_ruins_a_weight_has_failed()
    {
        var history = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(1e38)).Fit(Ones(targets: 1e6f), null, 1, 8);
        Assert.True(history.Failed);
        Assert.Matches("^the last update, step 1, made 0.(weight|bias) (-)?(Infinity|∞): it was too long, so a learning rate of 1E[+]38 is too large$", history.StopReason);
    }

    [Fact]
    public void A_running_variance_that_overflows_stops_the_run_though_the_loss_is_finite()
    {
        var model = new Sequential(new Scale(1e25), new BatchNorm1d(1), new Linear(1, 1));
        var history = new Trainer(model, new MeanSquaredError(), new SGD(1e-3)).Fit(Data(), null, 1, 16);
        Assert.True(history.Failed);
        Assert.Matches("^1.running_var is not finite in epoch 1, step 1: 1.running_var becomes (Infinity|∞)", history.StopReason);
        Assert.All(model.NamedParameters().Where(p => p.Parameter.Type.IsFloat()), p => Assert.All(p.Parameter.ToArray<float>(), v => Assert.True(float.IsFinite(v))));
    }

    [Fact]
    public void Without_a_guard_nothing_is_looked_at()
    {
        var history = new Trainer(Network(), new MeanSquaredError(), new Adam()) { Guard = null }.Fit(Data(), null, epochs: 1, batchSize: 16);
        Assert.False(history.Failed);
        Assert.Equal(double.NaN, history.Epochs[0].Train["loss"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(101)]
    public unsafe void Every_position_of_every_kind_is_seen(int count)
    {
        float[] bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(unchecked((int)0xFFFFFFFF)), BitConverter.Int32BitsToSingle(0x7F800001)];
        float[] good = [0, -0f, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 1e-40f];
        var values = Enumerable.Range(0, count).Select(i => good[i % good.Length]).ToArray();
        var doubles = Array.ConvertAll(values, v => (double)v);
        fixed (float* x = values)
        fixed (double* d = doubles)
        {
            Assert.True(Finite.All(x, count));
            Assert.True(Finite.All(d, count));
            Assert.Equal(-1, Finite.FirstNot(x, count));
            for (var i = 0; i < count; i++)
            {
                foreach (var value in bad)
                {
                    (x[i], d[i]) = (value, value);
                    Assert.False(Finite.All(x, count));
                    Assert.False(Finite.All(d, count));
                    Assert.Equal(i, Finite.FirstNot(x, count));
                }

                (x[i], d[i]) = (good[i % good.Length], double.MaxValue);
            }
        }
    }

    private static Dictionary<string, double[]> State(Module model, Optimizer optimizer) =>
        model.NamedParameters().Select(p => (p.Name, (Tensor)p.Parameter)).Concat(optimizer.State().Select(s => (s.Key, s.Value)))
            .ToDictionary(p => p.Item1, p => p.Item2.Type == DType.Int32 ? [p.Item2.Item()] : Enumerable.Range(0, p.Item2.Count).Select(i => FiniteSweep.ValueAt(p.Item2, i)).ToArray());

    private static Sequential Network()
    {
        var model = new Sequential(new Scale(1), new Logarithm(), new Linear(1, 6), new BatchNorm1d(6), new ReLU(), new Dropout(keep: 0.8), new Linear(6, 1));
        model.Initialize(3);
        return model;
    }

    private static InMemoryDataset Data() => new(
        [.. Enumerable.Range(0, 16).Select(i => s_bad.Contains(i) ? -1f : 1 + i)], [1], [.. Enumerable.Range(0, 16).Select(i => MathF.Cos(i))], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private static InMemoryDataset Ones(float targets, int count = 8) => new([.. Enumerable.Repeat(1f, count)], [1], [.. Enumerable.Repeat(targets, count)], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private sealed class Logarithm : Module
    {
        protected override Tensor Compute(Tensor x) => x.Log();
    }

    private sealed class Scale(double factor) : Module
    {
        protected override Tensor Compute(Tensor x) => x * factor;
    }

    /// <summary>A data set that says its numbers were checked, and gives NaN once the run has started.</summary>
    private sealed class Unchecked : Dataset
    {
        public static bool IsSpoilt { get; set; }

        public override int Count => 8;

        public override Shape InputShape => [1];

        public override TargetInfo Target { get; } = new(TargetKind.Value, 1, ["y"]);

        internal override bool IsChecked => true;

        public override void ReadInput(int index, Span<float> input) => input[0] = IsSpoilt && index == 3 ? float.NaN : index;

        public override void ReadTarget(int index, Span<float> target) => target[0] = 1;
    }

    private sealed class Spoil : TrainingHook
    {
        public override void OnStart(Trainer trainer) => Unchecked.IsSpoilt = true;

        public override void OnEnd(Trainer trainer) => Unchecked.IsSpoilt = false;
    }

    /// <summary>Makes a gradient NaN, once at each of these steps, and notes the rate of every attempt.</summary>
    private sealed class BlowUp : TrainingHook
    {
        public HashSet<long> AtSteps { get; } = [];

        public List<double> Rates { get; } = [];

        public override void OnGradients(Trainer trainer)
        {
            Rates.Add(Math.Round(trainer.Optimizer.LearningRate, 12));
            if (AtSteps.Remove(trainer.Steps + 1)) trainer.Model.NamedParameters()[0].Parameter.Grad!.Span<float>()[0] = float.NaN;
        }
    }
}
