using System.Globalization;
using Descent.Dashboard;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Event files as the dashboard reads them: in pieces, while they grow, torn, damaged, of resumed runs, in bounded memory.</summary>
public sealed class EventFolderTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Events => Path.Combine(_folder.Path, "events");

    [Fact]
    public void Curves_are_what_another_reader_reads()
    {
        using (var file = new EventFile(Events))
        {
            for (var i = 1; i <= 500; i++)
            {
                file.Scalar("loss/batch", 1f / i, 10 * i);
                if (i % 3 == 0) file.Scalar("größe/β", i, i);
            }
        }

        var read = Read();
        var other = TensorBoardEvents.Read(Assert.Single(Directory.GetFiles(Events)));
        Assert.Equal(["loss/batch", "größe/β"], read.Scalars);
        foreach (var tag in read.Scalars) Assert.Equal(other.Scalars(tag), read.Scalar(tag)!.Buckets.ToArray().Select(b => ((long)b.X, (float)b.Y)));
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_read_up_to_there_and_on_when_it_grows()
    {
        using (var file = new EventFile(Path.Combine(_folder.Path, "whole")))
            for (var i = 1; i <= 6; i++) file.Scalar("loss", i, i);
        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "whole"))));
        Directory.CreateDirectory(Events);
        var path = Path.Combine(Events, "events.out.tfevents.1.descent");
        var least = 0L;
        var grown = new EventFolder(_folder.Path);
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            var anew = Read();
            Assert.Null(anew.Error);
            var count = anew.Scalar("loss")?.Count ?? 0;
            Assert.InRange(count, least, least + 1);
            least = count;
            grown.Refresh(default);
            Assert.Equal((count, null), (grown.Scalar("loss")?.Count ?? 0, grown.Error));
        }

        Assert.Equal(6, least);
    }

    [Fact]
    public void A_flipped_byte_is_found_wherever_it_is_and_what_stands_before_is_kept()
    {
        using (var file = new EventFile(Path.Combine(_folder.Path, "whole")))
            for (var i = 1; i <= 4; i++) file.Scalar("loss", i, i);
        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "whole"))));
        Directory.CreateDirectory(Events);
        for (var at = 0; at < bytes.Length; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(Path.Combine(Events, "events.out.tfevents.1.descent"), damaged);
            var read = Read();
            Assert.Contains("is damaged", read.Error, StringComparison.Ordinal);
            Assert.Equal(Enumerable.Range(1, (int)(read.Scalar("loss")?.Count ?? 0)).Select(i => (float)i), (read.Scalar("loss") ?? new Series()).Buckets.ToArray().Select(b => b.Least));
        }
    }

    [Fact]
    public void A_resumed_run_voids_the_steps_that_it_repeats()
    {
        using var first = new EventFile(Events);
        for (var i = 1; i <= 100; i++) first.Scalar("loss", i, i);
        first.Flush();
        var read = Read();
        Assert.Equal(100, read.Scalar("loss")!.Count);

        using var second = new EventFile(Events);
        second.Restart(61);
        for (var i = 61; i <= 80; i++) second.Scalar("loss", -i, i);
        second.Restart(71); // and once more in the same file, as a run that goes back to a checkpoint does
        for (var i = 71; i <= 90; i++) second.Scalar("loss", 1000 + i, i);
        second.Flush();
        read.Refresh(default);
        var expected = Enumerable.Range(1, 90).Select(i => ((double)i, i <= 60 ? i : i <= 70 ? -i : 1000.0 + i)).ToList();
        Assert.Equal(expected, read.Scalar("loss")!.Buckets.ToArray().Select(b => (b.X, b.Y)));
        Assert.Equal(expected, Read().Scalar("loss")!.Buckets.ToArray().Select(b => (b.X, b.Y)));
        Assert.Equal(expected.Skip(54).Take(31), read.Range("loss", 55, 85, 100, default).Select(b => (b.X, b.Y)));
    }

    [Fact]
    public void A_part_of_a_long_curve_is_shown_value_by_value()
    {
        const int Count = 60_000;
        using (var file = new EventFile(Events))
            for (var i = 1; i <= Count; i++)
            {
                file.Scalar("loss/batch", i % 97, i);
                file.Scalar("rate", i, i);
            }

        var read = Read();
        Assert.Equal(Count, read.Scalar("loss/batch")!.Count);
        Assert.InRange(read.Scalar("loss/batch")!.BucketCount, Series.DefaultMost / 2, Series.DefaultMost);
        foreach (var (from, to) in new[] { (1, 50), (30_000, 30_300), (59_990, 70_000), (0, 0), (Count + 1, Count + 9) })
        {
            var expected = Enumerable.Range(from, to - from + 1).Where(i => i is >= 1 and <= Count).Select(i => ((double)i, (double)(i % 97)));
            Assert.Equal(expected, read.Range("loss/batch", from, to, 400, default).Select(b => (b.X, b.Y)));
        }
    }

    /// <summary>Property: whatever is added and however few points are asked for, no value is lost, and least, greatest and mean are those of each bucket's values.</summary>
    [Fact]
    public void Buckets_hold_every_value_once()
    {
        var random = new Random(1);
        for (var trial = 0; trial < Soak.Cases(60, 2000); trial++)
        {
            var values = Enumerable.Range(0, random.Next(1, 3000)).Select(_ => (float)random.NextDouble()).ToArray();
            if (trial % 4 == 0) values[random.Next(values.Length)] = float.NaN;
            var series = new Series(2 * random.Next(1, 100));
            for (var i = 0; i < values.Length; i++) series.Add(i, values[i]);
            var at = 0;
            foreach (var bucket in series.Downsample(random.Next(1, 120)))
            {
                var part = values.AsSpan(at, bucket.Count).ToArray();
                Assert.Equal((part.Where(float.IsFinite).DefaultIfEmpty(float.NaN).Min(), part.Where(float.IsFinite).DefaultIfEmpty(float.NaN).Max()), (bucket.Least, bucket.Greatest));
                Assert.Equal(at + (bucket.Count - 1) / 2.0, bucket.X, 6);
                if (part.All(float.IsFinite)) Assert.Equal(part.Average(v => (double)v), bucket.Y, 9);
                else Assert.True(double.IsNaN(bucket.Y));
                at += bucket.Count;
            }

            Assert.Equal((values.Length, (long)values.Length), (at, series.Count));
        }
    }

    [Fact]
    public void Histograms_of_all_steps_share_their_edges_and_keep_their_counts()
    {
        using (var file = new EventFile(Events))
            for (var step = 1; step <= 300; step++)
            {
                var tensor = Tensor.From([.. Enumerable.Range(0, 1000).Select(i => (float)(Math.Sin(i) * step / 300))], [1000]);
                file.Histogram("weights/a", Histogram.Of(tensor)!.Value, step);
            }

        var read = Read();
        var table = HistogramTable.Read(read, "weights/a");
        Assert.InRange(table.Steps.Count, 20, HistogramTable.MostSteps);
        Assert.Equal(table.Steps.Order(), table.Steps);
        Assert.Equal(HistogramTable.Bins + 1, table.Edges.Length);
        Assert.InRange(table.Edges[0], -1, -0.98);
        foreach (var (step, counts) in table.Steps.Zip(table.Counts))
        {
            Assert.Equal(1000, counts.Sum(), 6);
            var spread = step / 300.0;
            for (var b = 0; b < counts.Length; b++)
                if (table.Edges[b] > spread + 0.04 || table.Edges[b + 1] < -spread - 0.04) Assert.Equal(0, counts[b]);
        }
    }

    [Fact]
    public void Memory_has_a_cap_whatever_a_file_holds()
    {
        using (var file = new EventFile(Events))
            for (var i = 0; i < 5000; i++)
            {
                file.Scalar(string.Create(CultureInfo.InvariantCulture, $"{new string('x', 2000)}{i}"), i, i); // names too long are cut, and so one
                file.Scalar(string.Create(CultureInfo.InvariantCulture, $"tag {i}"), i, i);
            }

        var read = Read();
        Assert.Null(read.Error);
        Assert.Equal(1000, read.Scalars.Count());
        Assert.All(read.Scalars, t => Assert.InRange(t.Length, 1, 512));
        Assert.InRange(read.Bytes, 0, 2 << 20);
    }

    [Fact]
    public async Task The_cache_forgets_the_run_that_was_not_asked_for_the_longest()
    {
        var runs = Enumerable.Range(0, 6).Select(r =>
        {
            var folder = Path.Combine(_folder.Path, $"{r}");
            using var file = new EventFile(Path.Combine(folder, "events"));
            for (var i = 0; i < 3000; i++) file.Scalar("loss", r, i);
            return new RunEntry(_folder.Path, folder);
        }).ToList();
        using var cache = new EventCache(mostBytes: 200_000); // three runs of 64 KB
        foreach (var run in runs.Concat(runs))
        {
            Assert.Equal(3000, await cache.Use(run, e => e.Scalar("loss")!.Count, default));
            Assert.InRange(cache.Bytes, 1, 200_000);
        }
    }

    private EventFolder Read()
    {
        var events = new EventFolder(_folder.Path);
        events.Refresh(default);
        return events;
    }
}
