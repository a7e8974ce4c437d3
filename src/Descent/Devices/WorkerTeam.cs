using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Descent.Devices;

/// <summary>Work cut into numbered chunks, each of which may run on any thread and in any order.</summary>
internal interface IJob
{
    /// <summary>Runs chunk <paramref name="index"/>.</summary>
    void Run(int index);
}

/// <summary>
/// Runs a job's chunks on the calling thread and on persistent background threads, without allocating.
/// <para>A ticket holds the job's number and how many of its chunks are still unclaimed. Whoever lowers that number owns one chunk, and
/// the caller does not return before every owned chunk has run; so a claimed chunk always belongs to a job that is still there, and a
/// late worker finds either nothing left or a newer job it may help with. The caller claims chunks too: if no worker wakes in time it
/// does everything itself.</para>
/// </summary>
internal static unsafe class WorkerTeam
{
    /// <summary>More threads than any machine this was thought through for; a typing error rather than a wish.</summary>
    internal const int MaxThreads = 256;

    // A worker looks for work this long before it parks. Waking a parked thread costs 5 to 50 µs, and the operations of a training step
    // follow one another more closely than that, so a busy team never parks within a step and an idle one costs nothing.
    private const double SpinMicroseconds = 50;

    // The hot words stand on cache lines of their own: the ticket is read by all, the others are written often.
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Board
    {
        [FieldOffset(64)] public long Ticket;                            // job number << 32 | chunks not yet claimed
        [FieldOffset(128)] public int Done;                              // chunks that have run
        [FieldOffset(192)] public int Busy;                              // 1 while a caller owns the team
        [FieldOffset(256)] public int Count;                             // the three fields below are written only between jobs
        [FieldOffset(264)] public void* Job;
        [FieldOffset(272)] public delegate*<void*, int, void> Invoke;
    }

    private static Board s_board;
    private static int s_threads;
    private static Worker[] s_workers = [];
    private static readonly Lock s_errorLock = new();
    private static ExceptionDispatchInfo? s_error;
    private static int s_errorIndex;

    /// <summary>How many threads share a job, the caller included: DESCENT_THREADS, or all cores. Takes effect at the next job.</summary>
    /// <exception cref="ArgumentException">DESCENT_THREADS is not a whole number from 1 to 256.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value set is not from 1 to 256.</exception>
    public static int Threads
    {
        get => s_threads != 0 ? s_threads : s_threads = Default(Environment.GetEnvironmentVariable("DESCENT_THREADS"));
        set
        {
            if (value is < 1 or > MaxThreads)
                throw new ArgumentOutOfRangeException(nameof(value), $"threads is {value}; give a whole number from 1 to {MaxThreads} (this machine has {Environment.ProcessorCount} cores).");
            s_threads = value;
        }
    }

    internal static int Default(string? variable)
    {
        if (string.IsNullOrEmpty(variable)) return Math.Min(Environment.ProcessorCount, MaxThreads);
        if (int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads is >= 1 and <= MaxThreads) return threads;
        throw new ArgumentException($"DESCENT_THREADS is '{variable}'; give a whole number from 1 to {MaxThreads}, or leave it unset to use all {Environment.ProcessorCount} cores.");
    }

    /// <summary>
    /// Runs chunks 0 to <paramref name="count"/> - 1 and returns when all have run. Runs them in order on the calling thread when there is
    /// one chunk or one thread, when called from inside a job, or while another thread is using the team.
    /// If chunks throw, the exception of the lowest-numbered one seen is thrown again here; the others may or may not have run.
    /// </summary>
    public static void Run<TJob>(ref TJob job, int count) where TJob : struct, IJob
    {
        if (count <= 1 || Threads == 1 || Interlocked.CompareExchange(ref s_board.Busy, 1, 0) != 0)
        {
            for (var i = 0; i < count; i++) job.Run(i);
            return;
        }
        try
        {
            var onStack = job;                                           // an address that the collector never changes
            Share(&Invoke<TJob>, Unsafe.AsPointer(ref onStack), count);
            job = onStack;
        }
        finally
        {
            Volatile.Write(ref s_board.Busy, 0);
        }
    }

    private static void Invoke<TJob>(void* job, int index) where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).Run(index);

    private static void Share(delegate*<void*, int, void> invoke, void* job, int count)
    {
        var helpers = Math.Min(Threads, count) - 1;
        if (s_workers.Length < helpers) Grow(helpers);

        s_board.Job = job;
        s_board.Invoke = invoke;
        s_board.Count = count;
        s_board.Done = 0;
        // The exchange publishes the fields above and orders the reads of the parked flags below after it (see Worker.Park).
        Interlocked.Exchange(ref s_board.Ticket, (((s_board.Ticket >> 32) + 1) << 32) | (uint)count);
        var workers = s_workers;
        for (var i = 0; i < helpers; i++) workers[i].Wake();

        while (RunOne()) { }
        WaitForClaimed(count);

        if (s_error is not { } error) return;
        s_error = null;
        error.Throw();
    }

    /// <summary>Claims one chunk and runs it; false when none is left.</summary>
    private static bool RunOne()
    {
        var ticket = Volatile.Read(ref s_board.Ticket);
        while (true)
        {
            var unclaimed = (uint)ticket;
            if (unclaimed == 0) return false;
            var seen = Interlocked.CompareExchange(ref s_board.Ticket, ticket - 1, ticket);
            if (seen != ticket)
            {
                ticket = seen;
                continue;
            }
            // From here to the increment of Done the job cannot end, so its fields are the right ones.
            var index = s_board.Count - (int)unclaimed;
            try
            {
                s_board.Invoke(s_board.Job, index);
            }
#pragma warning disable CA1031 // whatever a chunk throws is thrown again by the caller
            catch (Exception error)
#pragma warning restore CA1031
            {
                Keep(error, index);
            }
            Interlocked.Increment(ref s_board.Done);
            return true;
        }
    }

    private static void Keep(Exception error, int index)
    {
        lock (s_errorLock)
        {
            if (s_error != null && s_errorIndex < index) return;
            s_error = ExceptionDispatchInfo.Capture(error);
            s_errorIndex = index;
        }
    }

    private static void WaitForClaimed(int count)
    {
        // With a core for every thread the others are at work and finish soon; otherwise they may need this very core.
        var spins = Threads <= Environment.ProcessorCount ? 1000 : 20;
        while (Volatile.Read(ref s_board.Done) != count)
        {
            if (spins-- > 0) Thread.SpinWait(1);
            else Thread.Yield();
        }
    }

    private static void Grow(int helpers)
    {
        var workers = s_workers;
        var from = workers.Length;
        Array.Resize(ref workers, helpers);
        for (var i = from; i < helpers; i++) workers[i] = new Worker(i);
        s_workers = workers;
    }

    /// <summary>One background thread.</summary>
    private sealed class Worker
    {
        private readonly int _index;
        private readonly object _gate = new();
        private int _parked;                                             // 1 from just before this worker parks until someone wakes it

        public Worker(int index)
        {
            _index = index;
            new Thread(Loop, 256 * 1024) { IsBackground = true, Name = $"descent worker {index + 1}" }.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _parked) == 0 || Interlocked.Exchange(ref _parked, 0) == 0) return;
            lock (_gate) Monitor.Pulse(_gate);
        }

        private void Loop()
        {
            while (true)
            {
                while (RunOne()) { }
                if (!SpinForWork()) Park();
            }
        }

        private static bool HasWork => (uint)Volatile.Read(ref s_board.Ticket) != 0;

        private bool SpinForWork()
        {
            var threads = s_threads;
            if (_index >= threads - 1) return false;                     // the team was made smaller
            // More threads than cores: the time spun away here is another worker's.
            var microseconds = threads <= Environment.ProcessorCount ? SpinMicroseconds : 1;
            var end = Stopwatch.GetTimestamp() + (long)(microseconds * 1e-6 * Stopwatch.Frequency);
            do
            {
                for (var i = 0; i < 8; i++)
                {
                    if (HasWork) return true;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetTimestamp() < end);
            return false;
        }

        /// <summary>
        /// Sleeps until woken. The flag is set before the ticket is looked at once more, and a caller publishes the ticket before it looks at
        /// the flag; so at least one of the two sees the other, and no job waits for a worker that sleeps.
        /// </summary>
        private void Park()
        {
            Interlocked.Exchange(ref _parked, 1);
            if (_index < s_threads - 1 && HasWork)
            {
                Volatile.Write(ref _parked, 0);
                return;
            }
            lock (_gate)
            {
                while (Volatile.Read(ref _parked) == 1) Monitor.Wait(_gate);
            }
        }
    }
}
