namespace Descent.Tests.Checkpointing;

/// <summary>What was done to a disk.</summary>
internal enum DiskStep
{
    Create,
    Write,
    Flush,
    Rename,
    FlushFolder,
    Delete,
}

/// <summary>One thing that was done to a disk.</summary>
internal sealed record DiskOperation(DiskStep Step, string Path, string Target = "", byte[]? Bytes = null);

/// <summary>A disk in memory that records what is done to it, and fails when it is told to.</summary>
internal sealed class MemoryDisk : IDisk
{
    private readonly HashSet<string> _locked = [];

    public MemoryDisk()
    {
    }

    public MemoryDisk(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        foreach (var (path, bytes) in files) Files.Add(path, bytes);
    }

    /// <summary>The files as a process sees them.</summary>
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that was done, in order.</summary>
    public List<DiskOperation> Log { get; } = [];

    /// <summary>The number, from 1, of the operation that fails; 0 for none.</summary>
    public int FailAt { get; set; }

    /// <summary>Whether every operation after the one that fails does so, too.</summary>
    public bool FailsForGood { get; init; }

    /// <summary>Whether operations fail by now.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The most bytes its files may have together.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>When a full disk shows: when room is reserved, when bytes are written, or only when they are forced to the disk.</summary>
    public DiskStep FullAt { get; set; } = DiskStep.Write;

    public Stream Create(string path, long length)
    {
        Do(new(DiskStep.Create, path));
        if (FullAt == DiskStep.Create) ThrowIfFull(length);
        Files.Add(path, []);
        return new Writing(this, path);
    }

    public void Flush(Stream file)
    {
        Do(new(DiskStep.Flush, ((Writing)file).Path));
        ThrowIfFull(0);
    }

    public void Rename(string from, string to)
    {
        Do(new(DiskStep.Rename, from, to));
        Files.Remove(from, out var bytes);
        Files[to] = bytes!;
    }

    public void FlushFolder(string folder) => Do(new(DiskStep.FlushFolder, folder));

    public void Delete(string path)
    {
        Do(new(DiskStep.Delete, path));
        Files.Remove(path);
    }

    public void CreateFolder(string folder)
    {
    }

    public IReadOnlyList<string> List(string folder) => [.. Files.Keys.Where(f => Path.GetDirectoryName(f) == folder).Select(f => Path.GetFileName(f))];

    public Stream Open(string path) => Files.TryGetValue(path, out var bytes) ? new MemoryStream(bytes, writable: false) : throw new FileNotFoundException($"{path}: there is no such file.");

    public IDisposable Lock(string path) => _locked.Add(path) ? new Unlock(this, path) : throw new IOException($"{path} is locked.");

    /// <summary>Lets everything work again.</summary>
    public void Repair() => (FailAt, IsBroken) = (0, false);

    private void Do(DiskOperation operation)
    {
        if (IsBroken || (FailAt > 0 && Log.Count + 1 == FailAt))
        {
            FailAt = 0;
            IsBroken = FailsForGood;
            throw new IOException($"Input/output error in {operation.Step} of {Path.GetFileName(operation.Path)}.");
        }

        Log.Add(operation);
    }

    private void ThrowIfFull(long more)
    {
        if (Files.Sum(f => (long)f.Value.Length) + more > Capacity) throw new IOException("No space left on device.");
    }

    private sealed class Writing(MemoryDisk disk, string path) : MemoryStream
    {
        public string Path => path;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            disk.Do(new(DiskStep.Write, path, Bytes: buffer.ToArray()));
            disk.Files[path] = [.. disk.Files[path], .. buffer];
            if (disk.FullAt == DiskStep.Write) disk.ThrowIfFull(0);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }

    private sealed class Unlock(MemoryDisk disk, string path) : IDisposable
    {
        public void Dispose() => disk._locked.Remove(path);
    }
}
