using Descent.Devices;
using Xunit;

namespace Descent.Tests.Devices;

[Collection(ProcessSettings.Name)]
public sealed class WorkerTeamTests : IDisposable
{
    private readonly int _before = WorkerTeam.Threads;

    public void Dispose() => WorkerTeam.Threads = _before;

    private struct CountJob(int[] hits) : IJob
    {
        public readonly void Run(int index) => Interlocked.Increment(ref hits[index]);
    }

    private struct NestedJob(int[] hits, int inner) : IJob
    {
        public readonly void Run(int index)
        {
            var mine = new int[inner];
            var job = new CountJob(mine);
            WorkerTeam.Run(ref job, inner);
            if (mine.All(hit => hit == 1)) Interlocked.Increment(ref hits[index]);
        }
    }

    private struct ThrowJob(int[] hits, int bad) : IJob
    {
        public readonly void Run(int index)
        {
            Interlocked.Increment(ref hits[index]);
            if (index >= bad) throw new InvalidOperationException($"chunk {index}");
        }
    }

    private struct OrderJob(List<int> order) : IJob
    {
        public readonly void Run(int index) => order.Add(index);
    }

    private struct SumJob : IJob
    {
        public int Seen;

        public void Run(int index) => Interlocked.Add(ref Seen, index);
    }

    private struct WaitForOtherJob(CountdownEvent arrived) : IJob
    {
        // Both chunks must be running at the same time for either to end.
        public readonly void Run(int index)
        {
            arrived.Signal();
            if (!arrived.Wait(TimeSpan.FromSeconds(20))) throw new TimeoutException("the other chunk never started");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_chunk_runs_once_in_many_small_jobs(int threads)
    {
        WorkerTeam.Threads = threads;
        var random = new Random(threads);
        var hits = new int[40];
        var job = new CountJob(hits);
        for (var round = 0; round < 20_000; round++)
        {
            var count = random.Next(hits.Length + 1);
            Array.Clear(hits);
            WorkerTeam.Run(ref job, count);
            for (var i = 0; i < hits.Length; i++)
                if (hits[i] != (i < count ? 1 : 0)) Assert.Fail($"round {round}: chunk {i} of {count} ran {hits[i]} times");
        }
    }

    [Fact]
    public void Thread_count_may_change_between_jobs_and_parked_workers_wake()
    {
        var random = new Random(3);
        var hits = new int[16];
        var job = new CountJob(hits);
        for (var round = 0; round < 2000; round++)
        {
            WorkerTeam.Threads = random.Next(1, 9);
            Array.Clear(hits);
            WorkerTeam.Run(ref job, hits.Length);
            Assert.All(hits, hit => Assert.Equal(1, hit));
            if (round % 200 == 0) Thread.Sleep(2);
        }
    }

    [Fact]
    public void Chunks_run_at_the_same_time()
    {
        WorkerTeam.Threads = 2;
        for (var round = 0; round < 3; round++)
        {
            using var arrived = new CountdownEvent(2);
            var job = new WaitForOtherJob(arrived);
            WorkerTeam.Run(ref job, 2);
            Assert.True(arrived.IsSet);
            Thread.Sleep(5);                                             // long enough for the worker to park
        }
    }

    [Fact]
    public void What_a_job_writes_to_its_own_fields_comes_back()
    {
        WorkerTeam.Threads = 2;
        var job = new SumJob();
        for (var round = 0; round < 1000; round++) WorkerTeam.Run(ref job, 10);
        Assert.Equal(45_000, job.Seen);
    }

    [Fact]
    public void One_thread_runs_the_chunks_in_order()
    {
        WorkerTeam.Threads = 1;
        var order = new List<int>();
        var job = new OrderJob(order);
        WorkerTeam.Run(ref job, 5);
        Assert.Equal([0, 1, 2, 3, 4], order);
    }

    [Fact]
    public void A_job_inside_a_job_runs_in_place()
    {
        WorkerTeam.Threads = 3;
        var hits = new int[8];
        for (var round = 0; round < 500; round++)
        {
            var job = new NestedJob(hits, round % 9);
            WorkerTeam.Run(ref job, hits.Length);
        }
        Assert.All(hits, hit => Assert.Equal(500, hit));
    }

    [Fact]
    public void Callers_on_several_threads_do_not_disturb_each_other()
    {
        WorkerTeam.Threads = 3;
        var wrong = 0;
        var callers = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            var hits = new int[12];
            var job = new CountJob(hits);
            for (var round = 0; round < 5000; round++)
            {
                var count = random.Next(hits.Length + 1);
                Array.Clear(hits);
                WorkerTeam.Run(ref job, count);
                if (hits.Sum() != count || hits.Max() > 1) Interlocked.Increment(ref wrong);
            }
        })).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void An_exception_reaches_the_caller_and_the_team_goes_on(int threads)
    {
        WorkerTeam.Threads = threads;
        for (var round = 0; round < 200; round++)
        {
            var hits = new int[10];
            var job = new ThrowJob(hits, 9);
            var error = Assert.Throws<InvalidOperationException>(() => WorkerTeam.Run(ref job, 10));
            Assert.Equal("chunk 9", error.Message);
            Assert.All(hits, hit => Assert.Equal(1, hit));

            var later = new int[10];
            var good = new CountJob(later);
            WorkerTeam.Run(ref good, 10);
            Assert.All(later, hit => Assert.Equal(1, hit));
        }
    }

    [Fact]
    public void The_lowest_chunk_that_threw_is_the_one_reported()
    {
        WorkerTeam.Threads = 2;
        var job = new ThrowJob(new int[6], 2);
        var error = Assert.Throws<InvalidOperationException>(() => WorkerTeam.Run(ref job, 6));
        Assert.Equal("chunk 2", error.Message);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        WorkerTeam.Threads = 2;
        var job = new SumJob();
        for (var i = 0; i < 100; i++) WorkerTeam.Run(ref job, 4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) WorkerTeam.Run(ref job, 4);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void A_thread_count_out_of_range_is_refused(int threads)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => WorkerTeam.Threads = threads);
        Assert.StartsWith($"threads is {threads}; give a whole number from 1 to 256", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("two")]
    [InlineData("-1")]
    [InlineData("257")]
    public void A_bad_DESCENT_THREADS_is_explained(string variable)
    {
        var error = Assert.Throws<ArgumentException>(() => WorkerTeam.Default(variable));
        Assert.StartsWith($"DESCENT_THREADS is '{variable}'; give a whole number from 1 to 256", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DESCENT_THREADS_is_read_and_defaults_to_all_cores()
    {
        Assert.Equal(3, WorkerTeam.Default("3"));
        Assert.Equal(Environment.ProcessorCount, WorkerTeam.Default(null));
    }
}
