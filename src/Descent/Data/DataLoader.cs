using System.Diagnostics;

namespace Descent;

/// <summary>
/// Cuts a data set into mini-batches, in a new order every epoch. The order is a function of (seed, epoch) alone; a position in a run is
/// (epoch, samples consumed), and there is nothing else to save.
/// <para>Where reading is costly, background threads read batches before they are asked for, into a ring of batches that is used
/// again and again. Where the data is in memory, batches are filled when asked for: a copy costs less than waking a thread.</para>
/// </summary>
public sealed class DataLoader : IDisposable
{
    private readonly int[] _order;
    private readonly int _readAhead;
    private Batch[]? _ring;
    private ReadAhead? _reading;
    private int _run; // numbers the epochs begun: beginning one ends the one before
    private bool _disposed;

    /// <summary>Makes a loader.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples a batch; the last of an epoch has what is left.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="shuffle">Whether each epoch has its own random order; otherwise samples come in the data set's.</param>
    /// <param name="readAhead">How many batches are read before they are asked for, unless the data is in memory. 0 reads each when it is asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1, or the read-ahead below 0.</exception>
    public DataLoader(Dataset data, int batchSize, ulong seed = 0, bool shuffle = true, int readAhead = 2)
    {
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), $"DataLoader: the batch size is {batchSize}; give 1 or more.");
        if (readAhead < 0) throw new ArgumentOutOfRangeException(nameof(readAhead), $"DataLoader: the read-ahead is {readAhead} batches; give 0 or more.");
        Data = data;
        BatchSize = batchSize;
        Seed = seed;
        Shuffle = shuffle;
        _readAhead = readAhead;
        _order = new int[data.Count];
    }

    /// <summary>A loader for looking at a data set once, in its own order and without augmentation, in batches of <see cref="EvaluationBatch"/>.</summary>
    /// <param name="data">The samples.</param>
    public static DataLoader Evaluating(Dataset data) => new(data, EvaluationBatch(data.InputShape), shuffle: false) { Augment = false };

    /// <summary>
    /// How many samples a forward pass should take where nothing is trained: 256, enough to fill the vector units; fewer where samples are large, 16 of 224 × 224 pixels
    /// in three colours, because the first layers of a convolutional network give many times the numbers they read: 256 photographs would take gigabytes, and gain nothing.
    /// </summary>
    /// <param name="sample">The shape of a sample's input.</param>
    public static int EvaluationBatch(in Shape sample) => Math.Clamp(16 * 224 * 224 * 3 / Math.Max(1, sample.Size), 1, 256);

    /// <summary>The samples.</summary>
    public Dataset Data { get; }

    /// <summary>Samples a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; }

    /// <summary>Whether each epoch has its own order.</summary>
    public bool Shuffle { get; }

    /// <summary>Whether samples are read as training sees them (<see cref="Dataset.ReadTrainingInput"/>), augmented where the data set augments; otherwise as they are.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>What mixes the samples of a batch with each other, where samples are read as training sees them; null for nothing. The data must have classes.</summary>
    public BatchMix? Mix { get; init; }

    /// <summary>How many threads read ahead. The batches are the same for any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Readers
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"DataLoader: {value} readers were asked for; give 1 or more, or a read-ahead of 0 for none.");
    } = 1;

    /// <summary>How long the consumer has waited for batches so far, those that are filled where they are asked for included.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The number of batches in an epoch, the last partial one included.</summary>
    public int BatchesPerEpoch => (int)(((long)Data.Count + BatchSize - 1) / BatchSize);

    /// <summary>
    /// The batches of an epoch, in order. Each is valid until the next is asked for. One epoch at a time: beginning another ends this one.
    /// A sample that cannot be read throws a <see cref="DataException"/> with its index, where its batch is asked for.
    /// </summary>
    /// <param name="epoch">The epoch, from 0: it decides the order of the samples.</param>
    /// <param name="firstSample">How many samples of the epoch were consumed already: where to go on after an interruption. Batches are cut from here.</param>
    /// <param name="cancel">Ends the epoch with an <see cref="OperationCanceledException"/>, also while it waits for a slow data set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch has fewer samples than that.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    public IEnumerable<Batch> Epoch(int epoch, long firstSample = 0, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (firstSample < 0 || firstSample > Data.Count)
            throw new ArgumentOutOfRangeException(nameof(firstSample), $"DataLoader: sample {firstSample} of an epoch of {Data.Count} samples was asked for; give 0 … {Data.Count}.");
        return Data.IsInMemory || _readAhead == 0 ? Direct(epoch, (int)firstSample, cancel) : Ahead(epoch, (int)firstSample, cancel);
    }

    /// <summary>Stops reading ahead, within a second, and ends the epoch under way.</summary>
    public void Dispose()
    {
        _disposed = true;
        EndReading();
    }

    private IEnumerable<Batch> Direct(int epoch, int first, CancellationToken cancel)
    {
        var run = Begin(epoch);
        var batch = Ring(places: 1)[0];
        for (; first < _order.Length; first += batch.Count)
        {
            CheckCurrent(run);
            var asked = Stopwatch.GetTimestamp();
            batch.Fill(Data, _order, first, Math.Min(BatchSize, _order.Length - first), Augment ? epoch : -1, cancel);
            if (batch.Goals is not null) Blend(batch, epoch);
            Waited += Stopwatch.GetElapsedTime(asked);
            yield return batch;
        }
    }

    private IEnumerable<Batch> Ahead(int epoch, int first, CancellationToken cancel)
    {
        var run = Begin(epoch);
        var ring = Ring(Math.Max(_readAhead, Readers) + 1); // one more: the batch in the caller's hands
        var reading = _reading = new ReadAhead(Data, _order, first, BatchSize, ring, Readers, Augment ? epoch : -1, cancel, Augment && Mix is not null ? batch => Blend(batch, epoch) : null);
        try
        {
            for (var i = 0; i < reading.Batches; i++)
            {
                CheckCurrent(run);
                var asked = Stopwatch.GetTimestamp();
                var batch = reading.Next();
                Waited += Stopwatch.GetElapsedTime(asked);
                yield return batch;
            }
        }
        finally
        {
            if (_run == run) EndReading();
        }
    }

    private void Blend(Batch batch, int epoch) => Mix!.Apply(batch.Inputs, batch.Targets, batch.Goals!, Seed, epoch, batch.FirstSample);

    private int Begin(int epoch)
    {
        EndReading();
        if (Shuffle) Shuffling.Fill(_order, Seed, epoch);
        else for (var i = 0; i < _order.Length; i++) _order[i] = i;
        return ++_run;
    }

    private Batch[] Ring(int places)
    {
        if (_ring is not null) return _ring;
        _ring = new Batch[places];
        for (var i = 0; i < places; i++) _ring[i] = new Batch(Data, Math.Clamp(Data.Count, 1, BatchSize), Augment && Mix is not null);
        return _ring;
    }

    private void EndReading()
    {
        if (Interlocked.Exchange(ref _reading, null) is not { } reading) return;
        reading.Dispose();
        if (!reading.IsQuiet) _ring = null;
    }

    private void CheckCurrent(int run)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (run != _run)
            throw new InvalidOperationException("DataLoader: this epoch was ended by beginning another on the same loader; use one loader for each epoch that runs at the same time.");
    }
}
