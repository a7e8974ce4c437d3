namespace Descent.Dashboard;

/// <summary>Looks at the folders of runs while somebody watches, and tells all who do when something changed.</summary>
internal sealed class RunWatcher(RunIndex runs) : IDisposable
{
    /// <summary>Pages that watch at a time.</summary>
    public const int MostSeats = 160;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource _change = NewChange();
    private int _seats;
    private bool _isLooking;
    private long _version = -1; // what was last told

    /// <summary>How long a page is left alone after it was told something: five messages a second are more than anybody sees, and many pages share a hundred, so that they cost a run no more than twenty do.</summary>
    public TimeSpan Rest
    {
        get
        {
            lock (_lock) return TimeSpan.FromMilliseconds(Math.Max(200, 10 * _seats));
        }
    }

    /// <summary>Ends with the next change.</summary>
    public Task NextChange
    {
        get
        {
            lock (_lock) return _change.Task;
        }
    }

    /// <summary>Takes part until it is disposed of; null if too many do.</summary>
    public IDisposable? Join()
    {
        lock (_lock)
        {
            if (_seats == MostSeats || _end.IsCancellationRequested) return null;
            _seats++;
            if (_isLooking) return new Seat(this);
            _isLooking = true;
            _ = Task.Run(Look);
            return new Seat(this);
        }
    }

    public void Dispose() => _end.Cancel();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task Look()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_seats == 0 || _end.IsCancellationRequested)
                {
                    _isLooking = false;
                    return;
                }
            }

            try
            {
                runs.Refresh();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder of runs is away for a moment; the next look says more.
            }

            if (runs.Version != _version)
            {
                _version = runs.Version;
                TaskCompletionSource change;
                lock (_lock) (change, _change) = (_change, NewChange());
                change.SetResult();
            }

            try
            {
                await Task.Delay(RunIndex.Interval, _end.Token);
            }
            catch (OperationCanceledException)
            {
                // The loop ends above.
            }
        }
    }

    private sealed class Seat(RunWatcher watcher) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 1) return;
            lock (watcher._lock) watcher._seats--;
        }
    }
}
