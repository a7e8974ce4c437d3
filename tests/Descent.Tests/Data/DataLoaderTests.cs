using System.Diagnostics;
using Xunit;

namespace Descent.Tests.Data;

public sealed class DataLoaderTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private static List<int[]> Orders(DataLoader loader, int epoch, long first = 0) =>
        [.. loader.Epoch(epoch, first).Select(b => b.Indices.ToArray())];

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(103, 10)]
    [InlineData(5, int.MaxValue)]
    public void An_epoch_holds_every_sample_once_and_the_last_batch_what_is_left(int count, int batchSize)
    {
        foreach (var readAhead in new[] { 0, 2 })
        {
            using var loader = new DataLoader(new FaultyDataset(count), batchSize, seed: 7, readAhead: readAhead);
            var sizes = new List<int>();
            var seen = new List<int>();
            foreach (var batch in loader.Epoch(0))
            {
                Assert.Equal(seen.Count, batch.FirstSample);
                Assert.Equal([batch.Count, 3], batch.Inputs.Shape);
                Assert.Equal([batch.Count], batch.Targets.Shape);
                Assert.Equal(batch.Indices.ToArray().SelectMany(i => new float[] { i, i, i }), batch.Inputs.ToArray<float>());
                Assert.Equal(batch.Indices.ToArray().Select(i => i % 2), batch.Targets.ToArray<int>());
                sizes.Add(batch.Count);
                seen.AddRange(batch.Indices);
            }

            Assert.Equal(loader.BatchesPerEpoch, sizes.Count);
            Assert.All(sizes.SkipLast(1), size => Assert.Equal(batchSize, size));
            Assert.Equal(Enumerable.Range(0, count), seen.Order());
        }
    }

    /// <summary>256 photographs in a forward pass would take gigabytes.</summary>
    [Fact]
    public void Large_samples_are_looked_at_few_at_a_time()
    {
        Assert.Equal((256, 256, 16, 1), (DataLoader.EvaluationBatch([64]), DataLoader.EvaluationBatch([32, 32, 3]), DataLoader.EvaluationBatch([224, 224, 3]), DataLoader.EvaluationBatch([4000, 4000, 3])));
        using var loader = DataLoader.Evaluating(new ImageDataset(new byte[20 * 224 * 224 * 3], [224, 224, 3], new int[20], ["a"]));
        Assert.Equal([16, 4], loader.Epoch(0).Select(b => b.Count));
    }

    [Fact]
    public void The_order_is_a_function_of_seed_and_epoch()
    {
        var data = new FaultyDataset(50);
        using var loader = new DataLoader(data, 8, seed: 1);
        var second = Orders(loader, epoch: 1);
        Assert.Equal(second, Orders(loader, epoch: 1));
        using var fresh = new DataLoader(data, 8, seed: 1);
        Assert.Equal(second, Orders(fresh, epoch: 1));
        Assert.NotEqual(second, Orders(fresh, epoch: 2));
        using var other = new DataLoader(data, 8, seed: 2);
        Assert.NotEqual(second, Orders(other, epoch: 1));
    }

    [Fact]
    public void The_order_stays_what_it_was_in_every_version()
    {
        using var loader = new DataLoader(new FaultyDataset(10), 10, seed: 1);
        Assert.Equal([5, 8, 0, 2, 1, 7, 9, 3, 4, 6], Orders(loader, 0)[0]);
        Assert.Equal([7, 0, 8, 1, 2, 9, 4, 3, 6, 5], Orders(loader, 1)[0]);
    }

    [Fact]
    public void Every_order_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        var order = new int[4];
        for (var epoch = 0; epoch < 24_000; epoch++)
        {
            Shuffling.Fill(order, seed: 3, epoch);
            var key = string.Join("", order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 1000 - 130, 1000 + 130)); // 4 standard deviations
    }

    [Fact]
    public void Without_shuffling_samples_come_in_order()
    {
        using var loader = new DataLoader(new FaultyDataset(10), 4, shuffle: false);
        Assert.Equal(Enumerable.Range(0, 10), Orders(loader, 3).SelectMany(b => b));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Batches_are_the_same_for_any_number_of_readers(int readers)
    {
        var random = new Random(readers);
        var data = new FaultyDataset(200, _ =>
        {
            if (random.Next(20) == 0) Thread.Sleep(1);
        });
        using var direct = new DataLoader(new FaultyDataset(200), 9, seed: 4, readAhead: 0);
        using var ahead = new DataLoader(data, 9, seed: 4, readAhead: 3) { Readers = readers };
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var expected = direct.Epoch(epoch).Select(b => (b.FirstSample, Inputs: b.Inputs.ToArray<float>(), Targets: b.Targets.ToArray<int>())).ToList();
            var i = 0;
            foreach (var batch in ahead.Epoch(epoch))
            {
                Assert.Equal(expected[i].FirstSample, batch.FirstSample);
                Assert.Equal(expected[i].Inputs, batch.Inputs.ToArray<float>());
                Assert.Equal(expected[i++].Targets, batch.Targets.ToArray<int>());
            }

            Assert.Equal(expected.Count, i);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Going_on_in_mid_epoch_gives_the_batches_that_were_left(int readAhead)
    {
        using var straight = new DataLoader(new FaultyDataset(103), 10, seed: 5, readAhead: readAhead);
        var all = Orders(straight, epoch: 2);
        for (var consumed = 0; consumed <= all.Count; consumed++)
        {
            using var resumed = new DataLoader(new FaultyDataset(103), 10, seed: 5, readAhead: readAhead);
            Assert.Equal(all.Skip(consumed), Orders(resumed, epoch: 2, first: Math.Min(103, consumed * 10)));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    public void A_sample_that_throws_is_named_where_its_batch_is_due(int readAhead, int readers)
    {
        var data = new FaultyDataset(100, index =>
        {
            if (index == 37) throw new IOException("the disk is gone");
        });
        using var loader = new DataLoader(data, 10, shuffle: false, readAhead: readAhead) { Readers = readers };
        for (var round = 0; round < 20; round++)
        {
            var taken = 0;
            var clock = Stopwatch.StartNew();
            var error = Assert.Throws<DataException>(() =>
            {
                foreach (var batch in loader.Epoch(0)) taken++;
            });
            Assert.True(clock.Elapsed < s_second, $"{clock.Elapsed}");
            Assert.Equal(3, taken);
            Assert.Equal(37, error.Sample);
            Assert.Equal("FaultyDataset: sample 37 cannot be read: the disk is gone", error.Message);
            Assert.IsType<IOException>(error.InnerException);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_sample_that_is_not_fully_written_is_refused(int readAhead)
    {
        var data = new FaultyDataset(10) { Writes = index => index == 7 ? 2 : 3 };
        using var loader = new DataLoader(data, 4, readAhead: readAhead);
        var error = Assert.Throws<DataException>(() => Orders(loader, 0));
        Assert.Equal("FaultyDataset: sample 7 cannot be read: its input is NaN at position 2 of 3; a data set must write every number, and only finite ones.", error.Message);
    }

    [Fact]
    public void A_sample_with_too_many_numbers_is_refused()
    {
        using var loader = new DataLoader(new FaultyDataset(10) { Writes = index => index == 7 ? 4 : 3 }, 4);
        Assert.Equal(7, Assert.Throws<DataException>(() => Orders(loader, 0)).Sample);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_refused()
    {
        using var loader = new DataLoader(new FaultyDataset(10) { Class = index => index == 7 ? 2 : 0 }, 4);
        var error = Assert.Throws<DataException>(() => Orders(loader, 0));
        Assert.Equal("FaultyDataset: sample 7 cannot be read: its class is 2, but the data set says it has 2 classes (0 … 1).", error.Message);
    }

    [Fact]
    public void Leaving_an_epoch_whose_reader_is_stuck_takes_less_than_a_second_and_the_next_epoch_is_right()
    {
        using var stuck = new ManualResetEventSlim();
        var block = true;
        var data = new FaultyDataset(40, index =>
        {
            if (block && index == 20) stuck.Wait();
        });
        using var loader = new DataLoader(data, 5, shuffle: false);
        var clock = Stopwatch.StartNew();
        foreach (var batch in loader.Epoch(0))
            if (batch.FirstSample == 15) break;
        Assert.True(clock.Elapsed < s_second, $"{clock.Elapsed}");
        block = false;
        var seen = new List<float>();
        foreach (var batch in loader.Epoch(1))
        {
            if (batch.FirstSample == 10) stuck.Set(); // the stuck reader wakes and must not touch this epoch
            seen.AddRange(batch.Inputs.ToArray<float>());
        }

        Assert.Equal(Enumerable.Range(0, 40).SelectMany(i => new float[] { i, i, i }), seen);
    }

    [Fact]
    public void Cancelling_ends_an_epoch_whose_batches_are_always_there()
    {
        using var isRead = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var reads = 0;
        using var loader = new DataLoader(new FaultyDataset(10, _ =>
        {
            if (++reads == 8) isRead.Set(); // batch 3 is begun: the readers have put batch 2 into the ring
        }), 2, readAhead: 3);
        using var epoch = loader.Epoch(0, 0, cancel.Token).GetEnumerator();
        Assert.True(epoch.MoveNext());
        isRead.Wait();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => epoch.MoveNext());
    }

    [Fact]
    public void Cancelling_ends_the_wait_for_a_slow_data_set()
    {
        using var never = new ManualResetEventSlim();
        using var reading = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        using var loader = new DataLoader(new FaultyDataset(10, _ =>
        {
            reading.Set();
            never.Wait();
        }), 2);

        // A thread of its own: a timer would wait for the thread pool, which other tests keep busy.
        var clock = new Stopwatch();
        var canceller = new Thread(() =>
        {
            reading.Wait();
            clock.Start();
            cancel.Cancel();
        });
        canceller.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => loader.Epoch(0, 0, cancel.Token).Count());
        canceller.Join();
        Assert.True(clock.Elapsed < s_second, $"{clock.Elapsed}");
        never.Set();
    }

    [Fact]
    public void Disposing_ends_the_wait_for_a_slow_data_set()
    {
        using var never = new ManualResetEventSlim();
        using var reading = new ManualResetEventSlim();
        var loader = new DataLoader(new FaultyDataset(10, _ =>
        {
            reading.Set();
            never.Wait();
        }), 2);
        Exception? error = null;
        var consumer = new Thread(() => error = Record.Exception(() => loader.Epoch(0).Count()));
        consumer.Start();
        reading.Wait();
        var clock = Stopwatch.StartNew();
        loader.Dispose();
        Assert.True(consumer.Join(s_second));
        Assert.True(clock.Elapsed < s_second, $"{clock.Elapsed}");
        Assert.IsType<ObjectDisposedException>(error);
        never.Set();
        Assert.Throws<ObjectDisposedException>(() => loader.Epoch(0));
    }

    [Fact]
    public void Beginning_an_epoch_ends_the_one_before()
    {
        using var loader = new DataLoader(new FaultyDataset(40), 5);
        using var first = loader.Epoch(0).GetEnumerator();
        Assert.True(first.MoveNext());
        Assert.Equal(8, loader.Epoch(1).Count());
        var error = Assert.Throws<InvalidOperationException>(() => first.MoveNext());
        Assert.Contains("beginning another on the same loader", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_arguments_are_explained()
    {
        var data = new FaultyDataset(10);
        Assert.StartsWith("DataLoader: the batch size is 0; give 1 or more.", Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(data, 0)).Message, StringComparison.Ordinal);
        using var loader = new DataLoader(data, 4);
        Assert.StartsWith("DataLoader: sample 11 of an epoch of 10 samples was asked for; give 0 … 10.", Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(0, 11)).Message, StringComparison.Ordinal);
    }
}
