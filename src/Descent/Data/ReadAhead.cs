namespace Descent;

/// <summary>
/// Reads an epoch's batches on background threads into a ring of batches. Each reader claims the next batch in order as soon as a place
/// in the ring is free; the consumer takes them in the same order. So what a batch holds never depends on how many readers there are.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500); // for a read that is under way to end

    private readonly Dataset _data;
    private readonly int[] _order;
    private readonly int _batchSize;
    private readonly int _first;
    private readonly int _epoch;
    private readonly Batch[] _ring;
    private readonly bool[] _ready;
    private readonly Exception?[] _errors;
    private readonly Thread[] _readers;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _wake;
    private readonly CancellationToken _cancel;
    private readonly Action<Batch>? _finish;
    private readonly object _gate = new();
    private int _claimed; // batches that readers began
    private int _taken;   // batches given to the consumer; the last of them is still in its hands
    private int _free;    // batches the consumer is done with

    public ReadAhead(Dataset data, int[] order, int first, int batchSize, Batch[] ring, int readers, int epoch, CancellationToken cancel, Action<Batch>? finish = null)
    {
        (_data, _order, _first, _batchSize, _ring, _epoch, _cancel, _finish) = (data, order, first, batchSize, ring, epoch, cancel, finish);
        _ready = new bool[ring.Length];
        _errors = new Exception?[ring.Length];
        Batches = (int)(((long)order.Length - first + batchSize - 1) / batchSize);
        _wake = cancel.UnsafeRegister(static self => ((ReadAhead)self!).Wake(), this);
        _readers = new Thread[Math.Min(readers, Batches)];
        for (var i = 0; i < _readers.Length; i++)
        {
            _readers[i] = new Thread(Read) { IsBackground = true, Name = $"descent reader {i + 1}" };
            _readers[i].Start();
        }
    }

    /// <summary>How many batches there are to take.</summary>
    public int Batches { get; }

    /// <summary>Whether every reader has ended, so that the ring may be used again.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Waits for the next batch, which is the caller's until the next call.</summary>
    /// <exception cref="DataException">A sample of this batch cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, whether the batch is there or not: where training is slower than reading, it always is.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed, or another epoch begun.</exception>
    public Batch Next()
    {
        lock (_gate)
        {
            _free = _taken;
            var place = _taken % _ring.Length;
            Monitor.PulseAll(_gate);
            _cancel.ThrowIfCancellationRequested();
            while (!_ready[place])
            {
                _cancel.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(DataLoader));
                Monitor.Wait(_gate);
            }

            _taken++;
            _ready[place] = false;
            if (_errors[place] is { } error) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
            return _ring[place];
        }
    }

    /// <summary>Stops the readers. One that is inside a slow read is left to end by itself; its ring is then not used again.</summary>
    public void Dispose()
    {
        _wake.Dispose();
        _stop.Cancel();
        Wake();
        var end = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        var quiet = true;
        foreach (var reader in _readers) quiet &= reader.Join((int)Math.Max(0, end - Environment.TickCount64));
        IsQuiet = quiet;
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Read()
    {
        while (Claim() is >= 0 and var number)
        {
            var place = number % _ring.Length;
            var first = _first + number * _batchSize;
            Exception? error = null;
            try
            {
                _ring[place].Fill(_data, _order, first, Math.Min(_batchSize, _order.Length - first), _epoch, _stop.Token);
                _finish?.Invoke(_ring[place]);
            }
#pragma warning disable CA1031 // it is thrown again where the batch is asked for
            catch (Exception e)
#pragma warning restore CA1031
            {
                error = e;
            }

            lock (_gate)
            {
                _errors[place] = error;
                _ready[place] = true;
                if (error is not null) _claimed = Batches; // the consumer will not get past this batch
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The number of the next batch to read, once there is a place for it; −1 when there is none left.</summary>
    private int Claim()
    {
        lock (_gate)
        {
            while (_claimed < Batches && _claimed - _free >= _ring.Length && !_stop.IsCancellationRequested) Monitor.Wait(_gate);
            return _claimed < Batches && !_stop.IsCancellationRequested ? _claimed++ : -1;
        }
    }
}
