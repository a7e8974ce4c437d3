using Xunit;

namespace Descent.Tests.Checkpointing;

/// <summary>When a run is saved, what it says when that fails, and what it refuses to go on from.</summary>
public class SaverTests
{
    [Fact]
    public void Saves_come_when_they_are_due_and_at_both_ends()
    {
        var disk = new MemoryDisk();
        var run = new SmallRun();
        run.Fit(run.Make(new Checkpoints(SmallRun.Folder) { EverySteps = 3, Keep = 100, Waits = true, Disk = disk }));
        Assert.Equal([0, 3, 6, 9, 12, 15, 15], Steps(disk)); // 3 epochs of 5 updates; at the end, too

        disk = new MemoryDisk();
        run.Fit(run.Make(new Checkpoints(SmallRun.Folder) { EveryEpochs = 2, Keep = 100, Waits = true, Disk = disk }));
        Assert.Equal([0, 10, 15], Steps(disk));

        disk = new MemoryDisk();
        run.Fit(run.Make(new Checkpoints(SmallRun.Folder) { Disk = disk, Keep = 100, Waits = true }));
        Assert.Equal([0, 5, 10, 15, 15], Steps(disk));

        disk = new MemoryDisk();
        run.Fit(run.Make(new Checkpoints(SmallRun.Folder) { EverySeconds = 1e-9, Keep = 2, Waits = true, Disk = disk }));
        Assert.Equal([15, 15], Steps(disk));
    }

    [Fact]
    public void The_best_epoch_is_saved_and_kept()
    {
        var disk = new MemoryDisk();
        var run = new SmallRun { Epochs = 8 };
        var trainer = run.Make(new Checkpoints(SmallRun.Folder) { EverySteps = 1, Keep = 1, KeepBest = true, Waits = true, Disk = disk });
        var history = run.Fit(trainer);
        var saves = SmallRun.SavesOn(disk);
        var best = ResumePoint.Find(SmallRun.Until(disk, saves[0]), SmallRun.Folder).Checkpoint!;
        Assert.Equal(history.BestEpoch == 8 ? 1 : 2, saves.Count);
        Assert.True(best.IsBest || history.BestEpoch == 8);
        Assert.Equal(history.BestEpoch, best.Epoch - 1);
    }

    /// <summary>Promise R3: a disk that is full at the start ends the run at once; one that fills up later is warned of, and the run goes on.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_disk_at_the_start_ends_the_run_with_the_file_and_its_bytes(bool waits)
    {
        var run = new SmallRun();
        var trainer = run.Make(new Checkpoints(SmallRun.Folder) { Waits = waits, EverySteps = 1, Disk = new MemoryDisk { Capacity = 500 } });
        Assert.Matches(@"^/run/checkpoints/000001-step-0\.model\.safetensors: its 1,.* bytes cannot be written: No space left on device\. Make room there, or put checkpoints elsewhere\.$",
            Assert.Throws<CheckpointException>(() => run.Fit(trainer)).Message);
        Assert.Null(trainer.Checkpoints!.Last);
    }

    [Fact]
    public void A_disk_that_fills_up_is_warned_of_once_and_the_run_goes_on()
    {
        var disk = new MemoryDisk();
        var run = new SmallRun();
        var said = new List<string>();
        var trainer = run.Make(new Checkpoints(SmallRun.Folder) { EverySteps = 5, Keep = 100, Waits = true, Disk = disk, Warn = Warn }, null, 0, new At(7, Fill));
        var history = run.Fit(trainer);
        Assert.Equal("all epochs done", history.StopReason);
        var warning = Assert.Single(said);
        Assert.Equal([warning], history.Warnings);
        Assert.Matches(@"^the run could not be saved, and goes on: /run/checkpoints/00000\d-step-10\.model\.safetensors: its [0-9,]+ bytes .* Its last checkpoint is step 5, in epoch 1\.$", warning);
        Assert.Equal([0, 5, 15, 15], Steps(disk));

        void Fill(Trainer trainer)
        {
            Assert.True(SpinWait.SpinUntil(() => trainer.Checkpoints!.Last?.Step == 5, TimeSpan.FromMinutes(1)), "the save before was not made");
            disk.Capacity = 0;
        }

        void Warn(string warning)
        {
            said.Add(warning);
            disk.Capacity = long.MaxValue; // somebody makes room
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_of_by_the_run_that_goes_on_from_the_one_before()
    {
        var run = new SmallRun();
        var straight = run.Straight();
        var disk = SmallRun.Until(straight, 7);
        var path = disk.Files.Keys.Last(f => f.EndsWith(".state.safetensors", StringComparison.Ordinal));
        disk.Files[path][^1] ^= 1;
        var resumed = run.Resume(disk);
        Assert.Equal($"a checkpoint is damaged, and an older one was taken: {path}: its bytes are not those that were written: their SHA-256 is not the manifest's.", Assert.Single(resumed.History.Warnings));
        Assert.Equal(run.Fit(run.Make(null)).Epochs[^1].Validation, resumed.History.Epochs[^1].Validation);
    }

    [Fact]
    public void A_run_with_other_settings_is_refused_with_what_they_were()
    {
        var disk = SmallRun.Until(new SmallRun().Straight(), 5);
        Assert.Equal("Resume: the run was started with other settings (accumulate: 1 → 2; optimizer: Adam PyTorch → SGD PyTorch; schedule: none → CosineSchedule), so it would not go on as it was; set them back, or start a new run.",
            Assert.Throws<CheckpointException>(() => new SmallRun { Accumulate = 2, Optimizer = () => new SGD(0.1), Schedule = () => new CosineSchedule() }.Resume(disk)).Message);
        Assert.Contains("the run has nothing that hooks/BestWeights/", Assert.Throws<CheckpointException>(() => new SmallRun().Resume(SmallRun.Until(new SmallRun { Hooks = () => [new BestWeights()] }.Straight(), 7))).Message, StringComparison.Ordinal);
        Assert.Contains("it has no hooks/BestWeights/epoch", Assert.Throws<CheckpointException>(() => new SmallRun { Hooks = () => [new BestWeights()] }.Resume(disk)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_epochs_let_a_finished_run_go_on_and_fewer_than_it_has_are_refused()
    {
        var run = new SmallRun();
        var disk = run.Straight();
        var more = run.Make(SmallRun.EveryUpdate(disk));
        more.Resume(ResumePoint.Find(disk, SmallRun.Folder));
        run.Fit(more, epochs: 5);
        var straight = run.Make(null);
        run.Fit(straight, epochs: 5);
        Assert.Equal(straight.History.Epochs.Select(e => e.Validation), more.History.Epochs.Select(e => e.Validation));

        var fewer = run.Make(SmallRun.EveryUpdate(disk));
        fewer.Resume(ResumePoint.Find(disk, SmallRun.Folder));
        Assert.Equal("Resume: the run is in epoch 6 already, but Fit was asked for 4 epochs; ask for 5 or more.", Assert.Throws<CheckpointException>(() => run.Fit(fewer, epochs: 4)).Message);
    }

    [Fact]
    public void A_folder_belongs_to_one_run_at_a_time()
    {
        var run = new SmallRun();
        var disk = run.Straight();
        Assert.StartsWith("/run/checkpoints: it holds checkpoints of an earlier run; call Resume",
            Assert.Throws<CheckpointException>(() => run.Fit(run.Make(SmallRun.EveryUpdate(disk)))).Message, StringComparison.Ordinal);
        using (disk.Lock("/run/checkpoints/lock"))
            Assert.Matches("^/run/checkpoints: the run cannot be saved there: .* If another process trains this run", Assert.Throws<CheckpointException>(() => run.Resume(disk)).Message);
        run.Resume(disk); // free again
    }

    [Fact]
    public void A_run_that_failed_leaves_its_last_good_checkpoint()
    {
        var disk = new MemoryDisk();
        var run = new SmallRun();
        var trainer = run.Make(SmallRun.EveryUpdate(disk), null, 0, new At(7, t => t.Stop("it went wrong", failed: true)));
        run.Fit(trainer);
        Assert.Equal(6, ResumePoint.Find(disk, SmallRun.Folder).Checkpoint!.Step);
    }

    [Fact]
    public void An_exception_leaves_the_checkpoints_there_were_and_says_which_is_the_last()
    {
        var disk = new MemoryDisk();
        var run = new SmallRun();
        var trainer = run.Make(SmallRun.EveryUpdate(disk), null, 0, new At(7, _ => throw new DataException("a file is gone")));
        Assert.Throws<DataException>(() => run.Fit(trainer));
        Assert.Equal("step 6, in epoch 2", $"{trainer.Checkpoints!.Last}");
        Assert.Equal(SmallRun.Chain(run.Straight()).Values.Last(), SmallRun.Hash(ResumePoint.Find(After(run, disk), SmallRun.Folder).State!));

        static MemoryDisk After(SmallRun run, MemoryDisk disk)
        {
            run.Resume(disk);
            return disk;
        }
    }

    [Fact]
    public void A_hook_may_take_the_run_back_to_its_last_checkpoint_and_change_something()
    {
        var run = new SmallRun { Schedule = () => new CosineSchedule() };
        var disk = new MemoryDisk();
        var isBack = false;
        var steps = new List<long>();
        var back = new At(8, trainer =>
        {
            if (isBack) return;
            trainer.RestoreLastCheckpoint(() => isBack = true);
        });
        var trainer = run.Make(new Checkpoints(SmallRun.Folder) { EverySteps = 6, Keep = 100, Waits = true, Disk = disk }, null, 0, back, new Each(t => steps.Add(t.Steps)));
        run.Fit(trainer);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 7, 8, 9, 10, 11, 12, 13, 14, 15], steps);
        Assert.Equal([0, 6, 6, 12, 15], Steps(disk));
        Assert.Equal(SmallRun.Chain(run.Straight()).Values.Last(), SmallRun.Hash(ResumePoint.Find(disk, SmallRun.Folder).State!)); // nothing was changed, so nothing is different
        Assert.Contains("the trainer is not training", Assert.Throws<InvalidOperationException>(() => trainer.RestoreLastCheckpoint()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_of_the_users_own_measures_training_and_validation_apart()
    {
        var run = new SmallRun { Metrics = () => [new Accuracy()], Epochs = 1 };
        double trained = double.NaN;
        var trainer = run.Make(null, null, 0, new Trained(t => trained = t.Metrics![0].Value));
        var record = run.Fit(trainer).Epochs[0];
        Assert.Equal(trained, record.Train["accuracy"]);
        Assert.Equal(trainer.Evaluate(SmallRun.Data(17, seed: 2))["accuracy"], record.Validation!["accuracy"]);
        Assert.NotEqual(record.Train["accuracy"], record.Validation["accuracy"]);
    }

    private static IEnumerable<long> Steps(MemoryDisk disk) => SmallRun.SavesOn(disk).Select(save => ResumePoint.Find(SmallRun.Until(disk, save), SmallRun.Folder).Checkpoint!.Step);

    private sealed class At(long step, Action<Trainer> act) : TrainingHook
    {
        public override void OnStepEnd(Trainer trainer)
        {
            if (trainer.Steps == step) act(trainer);
        }
    }

    private sealed class Each(Action<Trainer> act) : TrainingHook
    {
        public override void OnStepEnd(Trainer trainer) => act(trainer);
    }

    private sealed class Trained(Action<Trainer> act) : TrainingHook
    {
        public override void OnEpochTrained(Trainer trainer) => act(trainer);
    }
}
