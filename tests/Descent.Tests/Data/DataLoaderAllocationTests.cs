using Xunit;

namespace Descent.Tests.Data;

// Alone, because the reader threads' garbage can only be counted for the whole process.
[Collection(ProcessSettings.Name)]
public sealed class DataLoaderAllocationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_batch_costs_next_to_no_garbage(int readAhead)
    {
        using var loader = new DataLoader(new FaultyDataset(1003), 4, readAhead: readAhead);
        var samples = Run(loader, epochs: 2);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        samples += Run(loader, epochs: 10);
        var perBatch = (GC.GetTotalAllocatedBytes(precise: true) - before) / (10.0 * loader.BatchesPerEpoch);
        Assert.Equal(12 * 1003, samples);
        Assert.True(perBatch < 200, $"{perBatch} bytes a batch");
    }

    private static int Run(DataLoader loader, int epochs)
    {
        var samples = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
            foreach (var batch in loader.Epoch(epoch)) samples += batch.Count;
        return samples;
    }
}
