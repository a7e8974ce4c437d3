namespace Descent.Devices;

/// <summary>
/// Recycles the blocks of training steps. Keyed by exact size with last-in-first-out stacks: a step repeats the sizes of the
/// step before, so after the first every request is a hit, and the block that comes back is the one still in cache.
/// One pool a thread, because a step belongs to a thread: no locks.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>
    /// Idle memory may be this many times what was ever in use at once, plus <see cref="Slack"/>: room for the sizes of training, of a last
    /// partial batch and of evaluation side by side, none of which may push another out.
    /// </summary>
    private const long IdlePerUsed = 4;

    private const long Slack = 64 << 20; // bytes; below this nobody minds

    /// <summary>Idle blocks beyond this many bytes go to the garbage collector at once: half of what the process may use.</summary>
    private static readonly long s_cap = Math.Max(Slack, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    [ThreadStatic]
    private static BufferPool? t_pool;

    private readonly Dictionary<int, Shelf> _shelves = [];
    private int _collections = GC.CollectionCount(2);
    private long _requests;
    private long _used;
    private long _mostUsed;

    /// <summary>The calling thread's pool.</summary>
    public static BufferPool Current => t_pool ??= new BufferPool();

    /// <summary>Requests that found no block of their size since the thread began.</summary>
    public long Misses { get; private set; }

    /// <summary>Bytes in idle blocks.</summary>
    public long IdleBytes { get; private set; }

    /// <summary>Bytes that are lent.</summary>
    public long UsedBytes => _used;

    public Block Rent(int bytes)
    {
        if (!_shelves.TryGetValue(bytes, out var shelf)) _shelves[bytes] = shelf = new Shelf();
        shelf.LastRequest = ++_requests;
        _used += bytes;
        _mostUsed = Math.Max(_mostUsed, _used);
        if (shelf.Idle.TryPop(out var block))
        {
            IdleBytes -= bytes;
            return block;
        }

        Misses++;
        return new Block(Device.Cpu, bytes);
    }

    public void Return(Block block)
    {
        block.Expire();
        Forget(block);
        if (IdleBytes + block.Bytes > s_cap) return;
        if (!_shelves.TryGetValue(block.Bytes, out var shelf)) _shelves[block.Bytes] = shelf = new Shelf { LastRequest = _requests };
        shelf.Idle.Push(block);
        IdleBytes += block.Bytes;
    }

    /// <summary>The block will not come back: its tensor was kept.</summary>
    public void Forget(Block block) => _used -= block.Bytes;

    /// <summary>
    /// Drops idle blocks of the sizes that were asked for longest ago, as long as there are too many (sequences of ever new lengths leave
    /// some behind at every step), and all of them if the machine is short of memory. Called between steps.
    /// </summary>
    public void Trim()
    {
        while (IdleBytes > IdlePerUsed * _mostUsed + Slack) DropOldest();
        var collections = GC.CollectionCount(2);
        if (collections == _collections) return; // memory can only have become short since the last full collection
        _collections = collections;
        var memory = GC.GetGCMemoryInfo();
        if (memory.MemoryLoadBytes < memory.HighMemoryLoadThresholdBytes) return;
        _shelves.Clear();
        IdleBytes = 0;
    }

    private void DropOldest()
    {
        var oldest = 0;
        foreach (var (bytes, shelf) in _shelves)
            if (shelf.Idle.Count > 0 && (oldest == 0 || shelf.LastRequest < _shelves[oldest].LastRequest)) oldest = bytes;
        IdleBytes -= (long)oldest * _shelves[oldest].Idle.Count;
        _shelves.Remove(oldest);
    }

    /// <summary>The idle blocks of one size.</summary>
    private sealed class Shelf
    {
        public Stack<Block> Idle { get; } = [];

        public long LastRequest { get; set; }
    }
}
