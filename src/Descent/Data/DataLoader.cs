namespace Descent;

/// <summary>Cuts a data set into mini-batches, in a new order every epoch.</summary>
public sealed class DataLoader : IDisposable
{
    private readonly int[] _order;
    private Batch? _batch;

    /// <summary>Makes a loader.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples a batch; the last of an epoch has what is left.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="shuffle">Whether each epoch has its own random order, a function of (seed, epoch).</param>
    /// <param name="readAhead">How many batches are read before they are asked for, where reading costs more than a copy.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1, or the read-ahead below 0.</exception>
    public DataLoader(Dataset data, int batchSize, ulong seed = 0, bool shuffle = true, int readAhead = 2)
    {
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), $"DataLoader: the batch size is {batchSize}; give 1 or more.");
        if (readAhead < 0) throw new ArgumentOutOfRangeException(nameof(readAhead), $"DataLoader: the read-ahead is {readAhead} batches; give 0 or more.");
        Data = data;
        BatchSize = batchSize;
        Seed = seed;
        Shuffle = shuffle;
        ReadAhead = readAhead;
        _order = new int[data.Count];
    }

    /// <summary>The samples.</summary>
    public Dataset Data { get; }

    /// <summary>Samples a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; }

    /// <summary>Whether each epoch has its own order.</summary>
    public bool Shuffle { get; }

    /// <summary>How many batches are read before they are asked for.</summary>
    public int ReadAhead { get; }

    /// <summary>The number of batches in an epoch, the last partial one included.</summary>
    public int BatchesPerEpoch => (Data.Count + BatchSize - 1) / BatchSize;

    /// <summary>The batches of an epoch, in order. One epoch at a time; each batch is valid until the next is asked for.</summary>
    /// <param name="epoch">The epoch: it decides the order of the samples.</param>
    /// <param name="firstSample">How many samples of the epoch were consumed already: where to go on after an interruption.</param>
    /// <param name="cancel">Ends waiting for a slow data set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch has fewer samples than that.</exception>
    public IEnumerable<Batch> Epoch(int epoch, long firstSample = 0, CancellationToken cancel = default)
    {
        if (firstSample < 0 || firstSample > Data.Count)
            throw new ArgumentOutOfRangeException(nameof(firstSample), $"DataLoader: sample {firstSample} of an epoch of {Data.Count} samples was asked for; give 0 … {Data.Count}.");
        return Batches(epoch, (int)firstSample, cancel);
    }

    /// <summary>Ends reading ahead.</summary>
    public void Dispose()
    {
    }

    private IEnumerable<Batch> Batches(int epoch, int first, CancellationToken cancel)
    {
        if (Shuffle) Shuffling.Fill(_order, Seed, epoch);
        else for (var i = 0; i < _order.Length; i++) _order[i] = i;
        var batch = _batch ??= new Batch(Data, Math.Min(BatchSize, Math.Max(Data.Count, 1)));
        for (; first < _order.Length; first += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            batch.Fill(Data, _order, first, Math.Min(BatchSize, _order.Length - first));
            yield return batch;
        }
    }
}
