using Descent.Devices;

namespace Descent;

/// <summary>
/// A scope that owns the memory of the tensors made while it is open, and recycles it when it closes. The trainer opens one
/// around each training step; a loop of your own is faster with one, and right without: outside a step, tensors are ordinary
/// garbage-collected memory. A tensor used after its step ended throws and says what to do.
/// <para>A step also places its random numbers: masks drawn in it are a function of (seed, epoch, sample) alone.</para>
/// </summary>
public sealed class Step : IDisposable
{
    [ThreadStatic]
    private static Step? t_current;

    [ThreadStatic]
    private static Stack<List<Block>>? t_lists;

    private readonly Step? _outer = t_current;
    private readonly List<Block> _blocks;
    private readonly BufferPool _pool = BufferPool.Current;
    private List<Tensor>? _kept;
    private bool _closed;

    /// <summary>
    /// Opens a step at the next unused random position. Programs that open the same steps in the same order draw the same
    /// numbers; to name the position, use <see cref="Step(ulong, int, long)"/>.
    /// </summary>
    public Step()
        : this(RandomPosition.Next())
    {
    }

    /// <summary>Opens a step whose random numbers are a function of its arguments.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="sample">How many samples of the epoch were consumed before this step.</param>
    public Step(ulong seed, int epoch, long sample)
        : this(new RandomPosition(seed, epoch, sample))
    {
    }

    private Step(RandomPosition position)
    {
        Position = position;
        t_lists ??= new Stack<List<Block>>();
        _blocks = t_lists.TryPop(out var list) ? list : [];
        t_current = this;
    }

    /// <summary>The calling thread's innermost open step, or null.</summary>
    internal static Step? Current => t_current;

    internal RandomPosition Position { get; }

    /// <summary>Numbers the random operations of a step, so that two dropout layers draw different masks.</summary>
    internal int NextStream() => _streams++;

    private int _streams;

    /// <summary>Returns the memory of every tensor made in the step, except those kept.</summary>
    public void Dispose()
    {
        if (_closed) return;
        if (t_current != this)
            throw new InvalidOperationException("Step: an outer step was closed before an inner one, or from another thread; close steps in the order a using statement does.");
        _closed = true;
        t_current = _outer;
        foreach (var tensor in _kept ?? []) tensor.LeaveGraph();
        foreach (var block in _blocks) _pool.Return(block);
        _blocks.Clear();
        t_lists!.Push(_blocks);
        _pool.Trim();
    }

    internal static Block Rent(int bytes)
    {
        // Sizes are rounded to whole vectors, so that kernels may touch the last one and near-equal sizes share blocks.
        bytes = checked((bytes + Block.Alignment - 1) & -Block.Alignment);
        if (t_current is not { } step) return new Block(Device.Cpu, bytes);
        var block = step._pool.Rent(bytes);
        step._blocks.Add(block);
        return block;
    }

    /// <summary>Takes a block out of the step: it lives as long as its tensors do.</summary>
    internal static void Keep(Tensor tensor, Block block)
    {
        for (var step = t_current; step is not null; step = step._outer)
        {
            if (step._blocks.Remove(block))
            {
                (step._kept ??= []).Add(tensor);
                step._pool.Forget(block);
                return;
            }
        }
    }

    /// <summary>Returns a block before the step ends: nothing will read it any more.</summary>
    internal static void Release(Block block)
    {
        if (t_current is not { } step) return;

        // What is released was made last or nearly so: search from the end.
        var index = step._blocks.LastIndexOf(block);
        if (index < 0) return;
        step._blocks.RemoveAt(index);
        step._pool.Return(block);
    }
}
