using Xunit;

namespace Descent.Tests.Checkpointing;

/// <summary>Promises R2 to R5 and R24: whatever happens to the disk, a whole checkpoint is found, and it is the newest.</summary>
public class CheckpointStoreTests
{
    private const string Folder = "/run/checkpoints";

    /// <summary>Promise R2: after a crash between any two operations of a save and its retention, the old or the new checkpoint is there, complete.</summary>
    [Fact]
    public void Every_crash_point_of_a_save_leaves_the_old_or_the_new_checkpoint()
    {
        var disk = new MemoryDisk();
        var store = new CheckpointStore(disk, Folder);
        Save(store, 1);
        var first = disk.Log.Count;
        store.Write(State(2), At(2));
        var committed = disk.Log.Count;
        store.Retain(keep: 1, keepEvery: null, keepBest: false);
        Assert.True(disk.Log.Count >= committed + 3, "nothing was deleted: the test would not see a deletion that comes too early");
        var random = new Random(1);
        var (disks, old) = (0, 0);
        for (var done = first; done <= disk.Log.Count; done++)
        {
            foreach (var crashed in CrashedDisk.After(disk.Log.Take(done), random))
            {
                var found = ResumePoint.Find(crashed, Folder);
                var what = $"after {done} of {disk.Log.Count} operations";
                Assert.True(found.Checkpoint is not null, $"{what}: no checkpoint is whole. {found}");
                AssertIs(found, found.Checkpoint.Save == 2 || done >= committed ? 2 : 1, what);
                Assert.Equal([], found.Damaged); // a manifest is the commit: no power cut leaves one that its files do not agree with
                old += found.Checkpoint.Save == 1 ? 1 : 0;
                disks++;

                // The run goes on from there: what the crash left behind is in nobody's way.
                var after = new CheckpointStore(crashed, Folder);
                after.Clean();
                AssertNoLeftovers(crashed);
                Save(after, 3);
                AssertIs(ResumePoint.Find(crashed, Folder), 3, what);
            }
        }

        Assert.True(old > 50 && disks - old > 50, $"{disks} disks, {old} of them with the old checkpoint");
    }

    /// <summary>Promise R3: a full disk leaves the last checkpoint and nothing else, whenever it shows.</summary>
    [Theory]
    [InlineData(0)] // Create
    [InlineData(1)] // Write
    [InlineData(2)] // Flush
    public void A_full_disk_leaves_the_last_checkpoint_and_names_the_file_and_its_bytes(int fullAt)
    {
        var disk = new MemoryDisk { FullAt = (DiskStep)fullAt };
        var store = new CheckpointStore(disk, Folder);
        Save(store, 1);
        var before = disk.Files.ToDictionary(f => f.Key, f => f.Value);
        var size = before.Sum(f => (long)f.Value.Length);
        for (var room = 0; room < size; room += 25)
        {
            disk.Capacity = size + room;
            var error = Assert.Throws<CheckpointException>(() => store.Write(State(2), At(2)));
            Assert.Matches(@"^/run/checkpoints/000002-step-20\.(model\.safetensors|state\.safetensors|json): its [0-9,]+ bytes cannot be written: No space left on device\. Make room", error.Message);
            Assert.Equal(before, disk.Files);
            AssertIs(ResumePoint.Find(disk, Folder), 1, $"{room} bytes of room");
        }

        disk.Capacity = 3 * size;
        store.Write(State(2), At(2));
        AssertIs(ResumePoint.Find(disk, Folder), 2, "with room");
    }

    /// <summary>Promise R4: an error of the disk in the N-th operation, for good or once, never harms the last checkpoint.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_error_in_any_operation_of_a_save_leaves_a_whole_checkpoint(bool forGood)
    {
        var failures = 0;
        for (var operation = 1; ; operation++)
        {
            var disk = new MemoryDisk { FailsForGood = forGood };
            var store = new CheckpointStore(disk, Folder);
            Save(store, 1);
            disk.FailAt = disk.Log.Count + operation;
            var hasFailed = false;
            try
            {
                store.Write(State(2), At(2));
                store.Retain(keep: 1, keepEvery: null, keepBest: false);
            }
            catch (CheckpointException e)
            {
                hasFailed = true;
                Assert.Contains("Input/output error", e.Message, StringComparison.Ordinal);
            }

            var isPassed = disk.FailAt > 0 && !disk.IsBroken; // the save ended before the error came
            disk.Repair();
            var found = ResumePoint.Find(disk, Folder);
            var mayBeEither = hasFailed && forGood; // the manifest was renamed, its folder not flushed, and then the disk was gone
            AssertIs(found, !hasFailed || (mayBeEither && found.Checkpoint?.Save == 2) ? 2 : 1, $"error in operation {operation}");
            new CheckpointStore(disk, Folder).Clean();
            AssertNoLeftovers(disk);
            if (isPassed) break;
            failures++;
        }

        Assert.True(failures > 15, $"only {failures} operations failed");
    }

    /// <summary>Promise R5: any byte changed and any truncation is refused with the file named, and the checkpoint before is taken.</summary>
    [Fact]
    public void A_damaged_checkpoint_is_passed_over_and_named()
    {
        var disk = new MemoryDisk();
        var store = new CheckpointStore(disk, Folder);
        Save(store, 1);
        Save(store, 2);
        var damages = 0;
        foreach (var (path, bytes) in disk.Files.Where(f => f.Key.Contains("000002", StringComparison.Ordinal)).ToList())
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                foreach (var flip in new[] { 1 << (i % 8), 0x20, 0xFF })
                {
                    byte[] changed = [.. bytes];
                    changed[i] ^= (byte)flip;
                    AssertPassedOver(path, changed, $"byte {i} ^ {flip}");
                }

                AssertPassedOver(path, bytes[..i], $"cut at {i}");
            }

            AssertPassedOver(path, [.. bytes, 0], "a byte more");
            disk.Files.Remove(path);
            var found = ResumePoint.Find(disk, Folder);
            AssertIs(found, 1, $"{path} is missing");
            if (!path.EndsWith(".json", StringComparison.Ordinal)) Assert.Contains(path, Assert.Single(found.Damaged), StringComparison.Ordinal);
            disk.Files[path] = bytes;
        }

        Assert.True(damages > 2000, $"only {damages} damages");

        void AssertPassedOver(string path, byte[] changed, string what)
        {
            var good = disk.Files[path];
            disk.Files[path] = changed;
            var found = ResumePoint.Find(disk, Folder);
            AssertIs(found, 1, $"{path}, {what}");
            Assert.StartsWith($"{path}: ", Assert.Single(found.Damaged), StringComparison.Ordinal);
            Assert.Contains("a newer one is damaged", found.ToString(), StringComparison.Ordinal);
            disk.Files[path] = good;
            damages++;
        }
    }

    /// <summary>Promise R24: over any sequence of saves, failures, crashes and restarts, the last good checkpoint stays, and what is not ours is not touched.</summary>
    [Fact]
    public void Retention_keeps_what_was_asked_for_and_never_takes_the_last_good_checkpoint()
    {
        var foreign = new[] { "notes.txt", "model.safetensors", "000001-step-10.txt", "step-10.json", "000001-step-x.json", "a.tmp", "000009-step-1.model.safetensors.bak.tmp" };
        for (var seed = 1; seed <= 150; seed++)
        {
            var random = new Random(seed);
            var disk = new MemoryDisk(foreign.Select(f => KeyValuePair.Create($"{Folder}/{f}", new byte[] { 7 })));
            var (keep, every, best) = (random.Next(1, 4), random.Next(3) == 0 ? random.Next(2, 4) : (int?)null, random.Next(2) == 0);
            long next = 1, good = 0, bestSave = 0;
            for (var turn = 0; turn < 20; turn++)
            {
                var store = new CheckpointStore(disk, Folder);
                var before = disk.Log.Count;
                var what = $"seed {seed}, turn {turn}";
                var isBest = best && random.Next(3) == 0;
                var mayFail = random.Next(4) == 0;
                if (mayFail) disk.FailAt = disk.Log.Count + random.Next(1, 20);
                var start = disk.Files.ToDictionary(f => f.Key, f => f.Value);
                var isSaved = true;
                try
                {
                    store.Write(State(next), At(next) with { IsBest = isBest });
                    store.Retain(keep, every, best);
                }
                catch (CheckpointException)
                {
                    isSaved = false;
                }

                disk.FailAt = 0;
                if (isSaved && random.Next(3) != 0)
                {
                    good = next;
                    if (isBest) bestSave = next;
                }
                else if (isSaved)
                {
                    // Killed instead, at any operation: what was written until then is there.
                    disk = Replay(start, disk.Log.Skip(before).Take(random.Next(disk.Log.Count - before + 1)));
                    var newest = ResumePoint.Find(disk, Folder).Checkpoint?.Save ?? 0;
                    Assert.True(newest >= good, $"{what}: the newest is {newest}, but {good} was saved");
                    if (newest > good && isBest) bestSave = newest;
                    good = newest;
                    new CheckpointStore(disk, Folder).Clean();
                    AssertNoLeftovers(disk);
                    new CheckpointStore(disk, Folder).Retain(keep, every, best);
                }

                next++;
                if (good > 0) AssertIs(ResumePoint.Find(disk, Folder), good, what);
                var saves = SmallRun.SavesOn(disk);
                if (!mayFail) Assert.True(saves.Count(s => every is null || s % every != 0) <= keep + (best ? 1 : 0), $"{what}: {string.Join(", ", saves)} are kept");
                if (bestSave > 0) Assert.True(saves.Contains(bestSave), $"{what}: the best, {bestSave}, is gone; {string.Join(", ", saves)} are kept");
                Assert.All(foreign, f => Assert.True(disk.Files.ContainsKey($"{Folder}/{f}"), $"{what}: {f} is gone"));
            }
        }
    }

    [Fact]
    public void A_manifest_of_a_later_version_is_not_taken_for_a_damaged_one()
    {
        var disk = new MemoryDisk();
        var store = new CheckpointStore(disk, Folder);
        Save(store, 1);
        Save(store, 2);
        var path = disk.Files.Keys.Last(f => f.EndsWith(".json", StringComparison.Ordinal));
        var text = System.Text.Encoding.UTF8.GetString(disk.Files[path]);
        var body = text[..text.LastIndexOf(",\n", StringComparison.Ordinal)].Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal);
        disk.Files[path] = System.Text.Encoding.UTF8.GetBytes($"{body},\n  \"sha256\": \"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)))}\"\n}}\n");
        Assert.Equal($"{path}: the checkpoint has version 2 of the format, and this is a Descent that reads version 1; resume with the one that wrote it, or a newer one.",
            Assert.Throws<CheckpointException>(() => ResumePoint.Find(disk, Folder)).Message);
    }

    private static Checkpoint At(long save) => new(Folder, save, save * 10, 2, 5) { Run = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Configuration = "name: a\nseed: 1\n" };

    private static TrainingState State(long save) => new(
        [new("model/0.weight", Tensor.From([1f * save, 2], [2])), new("optimizer/0.weight.step", Tensor.Scalar((double)save))],
        [new("run/steps", $"{save * 10}")]);

    private static void Save(CheckpointStore store, long save)
    {
        store.Write(State(save), At(save));
        store.Retain(keep: 2, keepEvery: null, keepBest: false);
    }

    private static void AssertIs(ResumePoint found, long save, string what)
    {
        Assert.True(found.Checkpoint is not null, $"{what}: no checkpoint is whole");
        Assert.True(found.Checkpoint.Save == save, $"{what}: found save {found.Checkpoint.Save}, expected {save}. {found}");
        Assert.Equal(SmallRun.Hash(State(save)), SmallRun.Hash(found.State!));
        Assert.Equal(At(save) with { IsBest = found.Checkpoint.IsBest }, found.Checkpoint);
    }

    private static void AssertNoLeftovers(MemoryDisk disk)
    {
        var names = disk.List(Folder);
        Assert.DoesNotContain(names, f => CheckpointFiles.IsOurs(f, out var name) && (f.EndsWith(".tmp", StringComparison.Ordinal) || !names.Contains(CheckpointFiles.Manifest(name))));
    }

    /// <summary>A disk after some more operations, all of which reached it.</summary>
    private static MemoryDisk Replay(Dictionary<string, byte[]> files, IEnumerable<DiskOperation> operations)
    {
        var disk = new MemoryDisk(files);
        foreach (var operation in operations)
        {
            switch (operation.Step)
            {
                case DiskStep.Create: disk.Files.Add(operation.Path, []); break;
                case DiskStep.Write: disk.Files[operation.Path] = [.. disk.Files[operation.Path], .. operation.Bytes!]; break;
                case DiskStep.Rename: disk.Rename(operation.Path, operation.Target); break;
                case DiskStep.Delete: disk.Delete(operation.Path); break;
                default: break;
            }
        }

        return disk;
    }
}
