namespace Descent.Dashboard;

/// <summary>
/// The event files of the runs that were last asked for, read as far as they are written. What is kept has a cap: the run that was not asked for the
/// longest is forgotten first, and read again when it is.
/// </summary>
internal sealed class EventCache(long mostBytes = EventCache.DefaultMost) : IDisposable
{
    /// <summary>Some 250 runs with four curves of more than 2,000 values each.</summary>
    public const long DefaultMost = 64L << 20;

    /// <summary>Files read at a time: what watches may not take a whole machine.</summary>
    private const int MostReaders = 2;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _readers = new(MostReaders);
    private readonly Dictionary<string, LinkedListNode<Kept>> _byRun = [];
    private readonly LinkedList<Kept> _kept = []; // the last used first
    private long _bytes;

    /// <summary>The memory that the runs kept take, about.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    /// <summary>Brings a run up to date and reads of it, while nobody else does.</summary>
    public async Task<T> Use<T>(RunEntry run, Func<EventFolder, T> use, CancellationToken cancel)
    {
        await _readers.WaitAsync(cancel);
        try
        {
            var kept = Take(run);
            try
            {
                lock (kept.Events)
                {
                    kept.Events.Refresh(cancel);
                    return use(kept.Events);
                }
            }
            finally
            {
                Weigh(run, kept);
            }
        }
        finally
        {
            _readers.Release();
        }
    }

    public void Dispose() => _readers.Dispose();

    private Kept Take(RunEntry run)
    {
        lock (_lock)
        {
            if (_byRun.TryGetValue(run.Id, out var node)) _kept.Remove(node);
            else _byRun[run.Id] = node = new(new(run.Id, new EventFolder(run.Folder)));
            _kept.AddFirst(node);
            return node.Value;
        }
    }

    private void Weigh(RunEntry run, Kept kept)
    {
        long bytes;
        lock (kept.Events) bytes = kept.Events.Bytes;
        lock (_lock)
        {
            if (!_byRun.TryGetValue(run.Id, out var node) || node.Value != kept) return; // forgotten meanwhile
            _bytes += bytes - kept.Bytes;
            kept.Bytes = bytes;
            while (_bytes > mostBytes && _kept.Last is { } last && last.Value != kept)
            {
                _kept.RemoveLast();
                _byRun.Remove(last.Value.Id);
                _bytes -= last.Value.Bytes;
            }
        }
    }

    private sealed class Kept(string id, EventFolder events)
    {
        public string Id { get; } = id;

        public EventFolder Events { get; } = events;

        public long Bytes { get; set; }
    }
}
