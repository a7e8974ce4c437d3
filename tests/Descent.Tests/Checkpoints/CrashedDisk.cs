namespace Descent.Tests.Checkpointing;

/// <summary>
/// What may lie on a disk after the power went, given what was done until then. Only what was forced to the disk is sure: of entries made,
/// renamed or deleted since a folder was flushed any part may have got there, and of bytes written since a file was, none, some, or others.
/// </summary>
internal sealed class CrashedDisk
{
    /// <summary>With more entries in doubt, so many choices of them are drawn instead of all.</summary>
    private const int Drawn = 32;

    private readonly Dictionary<string, Inode> _seen = [];
    private readonly List<Action<Dictionary<string, Inode>>> _pending = [];
    private Dictionary<string, Inode> _safe = [];

    /// <summary>Each of the disks there may be.</summary>
    public static IEnumerable<MemoryDisk> After(IEnumerable<DiskOperation> operations, Random random)
    {
        var disk = new CrashedDisk();
        foreach (var operation in operations) disk.Do(operation);
        var all = 1 << Math.Min(disk._pending.Count, 20);
        foreach (var choice in all <= Drawn ? Enumerable.Range(0, all) : [0, all - 1, .. Enumerable.Range(0, Drawn).Select(_ => random.Next(all))])
            foreach (var kept in Enum.GetValues<Kept>())
                yield return disk.With(choice, kept, random);
    }

    private MemoryDisk With(int choice, Kept kept, Random random)
    {
        var folder = new Dictionary<string, Inode>(_safe);
        for (var i = 0; i < _pending.Count; i++)
            if ((choice >> i & 1) != 0) _pending[i](folder);
        return new MemoryDisk(folder.Select(f => KeyValuePair.Create(f.Key, f.Value.After(kept, random))));
    }

    private void Do(DiskOperation operation)
    {
        var (path, target) = (operation.Path, operation.Target);
        switch (operation.Step)
        {
            case DiskStep.Create:
                var made = _seen[path] = new Inode();
                _pending.Add(folder => folder[path] = made);
                break;
            case DiskStep.Write:
                _seen[path].Bytes.AddRange(operation.Bytes!);
                break;
            case DiskStep.Flush:
                _seen[path].Flushed = _seen[path].Bytes.Count;
                break;
            case DiskStep.Rename:
                _seen.Remove(path, out var renamed);
                _seen[target] = renamed!;
                _pending.Add(folder =>
                {
                    folder.Remove(path);
                    folder[target] = renamed!;
                });
                break;
            case DiskStep.Delete:
                _seen.Remove(path);
                _pending.Add(folder => folder.Remove(path));
                break;
            case DiskStep.FlushFolder:
                _safe = new Dictionary<string, Inode>(_seen);
                _pending.Clear();
                break;
        }
    }

    /// <summary>What is there of the bytes that were not forced to the disk.</summary>
    private enum Kept
    {
        All,
        None,
        Part,
        Zeros,
    }

    private sealed class Inode
    {
        public List<byte> Bytes { get; } = [];

        public int Flushed { get; set; }

        public byte[] After(Kept kept, Random random) => kept switch
        {
            Kept.All => [.. Bytes],
            Kept.None => [.. Bytes.Take(Flushed)],
            Kept.Part => [.. Bytes.Take(random.Next(Flushed, Bytes.Count + 1))],
            _ => [.. Bytes.Take(Flushed), .. new byte[Bytes.Count - Flushed]],
        };
    }
}
