namespace Descent.Devices;

/// <summary>
/// Recycles the blocks of training steps. Keyed by exact size with last-in-first-out stacks: a step repeats the sizes of the
/// step before, so after the first every request is a hit, and the block that comes back is the one still in cache.
/// One pool a thread, because a step belongs to a thread: no locks.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>Idle blocks beyond this many bytes go to the garbage collector: half of what the process may use.</summary>
    private static readonly long s_cap = Math.Max(64L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    [ThreadStatic]
    private static BufferPool? t_pool;

    private readonly Dictionary<int, Stack<Block>> _idle = [];
    private int _collections = GC.CollectionCount(2);

    /// <summary>The calling thread's pool.</summary>
    public static BufferPool Current => t_pool ??= new BufferPool();

    /// <summary>Requests that found no block of their size since the thread began.</summary>
    public long Misses { get; private set; }

    /// <summary>Bytes in idle blocks.</summary>
    public long IdleBytes { get; private set; }

    public Block Rent(int bytes)
    {
        if (_idle.TryGetValue(bytes, out var stack) && stack.TryPop(out var block))
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
        if (IdleBytes + block.Bytes > s_cap) return;
        if (!_idle.TryGetValue(block.Bytes, out var stack)) _idle[block.Bytes] = stack = new Stack<Block>();
        stack.Push(block);
        IdleBytes += block.Bytes;
    }

    /// <summary>
    /// Drops the idle blocks if memory is short and the garbage collector has run a full collection since the last call.
    /// Sizes nobody asks for any more (a changed batch size) leave the same way.
    /// </summary>
    public void TrimUnderPressure()
    {
        var collections = GC.CollectionCount(2);
        if (collections == _collections) return;
        _collections = collections;
        var memory = GC.GetGCMemoryInfo();
        if (memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes) Trim();
    }

    /// <summary>Drops every idle block.</summary>
    public void Trim()
    {
        _idle.Clear();
        IdleBytes = 0;
    }
}
