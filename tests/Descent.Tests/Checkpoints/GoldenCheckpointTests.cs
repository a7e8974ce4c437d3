using Descent.Tests.Architecture;
using Xunit;

namespace Descent.Tests.Checkpointing;

/// <summary>
/// Promise R25: checkpoints of every release stay loadable. Golden/checkpoint-v1 was written by this test with DESCENT_WRITE_GOLDEN=1; a new
/// version of the format gets a folder beside it, and the old one stays.
/// </summary>
public class GoldenCheckpointTests
{
    private const long Step = 12;

    private static string Folder => Path.Combine(DependencyTests.RepositoryRoot(), "tests", "Descent.Tests", "Golden", "checkpoint-v1");

    /// <summary>Everything that a checkpoint can hold; saved within an epoch and an accumulation.</summary>
    private static SmallRun Run => SmallRun.Whole;

    [Fact]
    public void A_checkpoint_of_version_1_is_read_and_its_run_goes_on()
    {
        if (Environment.GetEnvironmentVariable("DESCENT_WRITE_GOLDEN") == "1") Write();
        var point = ResumePoint.Find(Folder);
        Assert.Empty(point.Damaged);
        Assert.Equal(new Checkpoint(Folder, 1, Step, 5, 5) { Run = new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"), Configuration = "name: golden\n" }, point.Checkpoint);

        // Values that any later version must read as they were written.
        var state = point.State!;
        Assert.Equal("12", state.Values["run/steps"]);
        Assert.Equal(12, state.Tensors["optimizer/5.weight.step"].Item());
        Assert.Equal([8, 6], state.Tensors["model/1.weight"].Shape);
        Assert.Equal([3], state.Tensors["gradients/5.bias"].Shape);
        Assert.Equal(4, state.Tensors["history/epochs"].Count / state.Values["history/columns"].Split('\n').Length);

        // The run itself: its checkpoints go elsewhere, the golden one is left as it is.
        var disk = new MemoryDisk(Directory.GetFiles(Folder).Select(f => KeyValuePair.Create($"{SmallRun.Folder}/{Path.GetFileName(f)}", File.ReadAllBytes(f))));
        var trainer = Run.Resume(disk);
        Assert.Equal(Enumerable.Range(1, trainer.History.Epochs.Count), trainer.History.Epochs.Select(e => e.Epoch));
        Assert.True(trainer.Steps > Step);
        Assert.Equal(point.Checkpoint!.Run, ResumePoint.Find(disk, SmallRun.Folder).Checkpoint!.Run);
    }

    private static void Write()
    {
        for (var pass = 1; pass < 100; pass++)
        {
            using var cancel = new CancellationTokenSource();
            var disk = new MemoryDisk();
            Run.Fit(Run.Make(SmallRun.EveryUpdate(disk), cancel, pass), cancel: cancel.Token);
            if (ResumePoint.Find(disk, SmallRun.Folder) is not { Checkpoint: { Step: Step, Consumed: 5, Epoch: var epoch }, State: { } state }) continue;
            Directory.CreateDirectory(Folder);
            foreach (var file in Directory.GetFiles(Folder)) File.Delete(file);
            new CheckpointStore(Disk.Real, Folder).Write(state, new Checkpoint(Folder, 1, Step, epoch, 5) { Run = new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"), Configuration = "name: golden\n" });
            return;
        }
    }
}
