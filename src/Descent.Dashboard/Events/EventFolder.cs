namespace Descent.Dashboard;

/// <summary>Where a message stands.</summary>
/// <param name="Step">Its step.</param>
/// <param name="File">The index of its file.</param>
/// <param name="Offset">The message's first byte.</param>
internal readonly record struct EventPlace(long Step, int File, long Offset);

/// <summary>Messages of one name, thinned evenly when there are too many: where they stand, not what they say.</summary>
internal sealed class EventPlaces(int most)
{
    private readonly List<EventPlace> _places = [];
    private int _stride = 1;
    private long _seen;

    public IReadOnlyList<EventPlace> Places => _places;

    public void Add(EventPlace place)
    {
        if (_seen++ % _stride != 0) return;
        if (_places.Count == most)
        {
            var kept = _places.Where((_, i) => i % 2 == 0).ToList();
            _places.Clear();
            _places.AddRange(kept);
            _stride *= 2;
            if ((_seen - 1) % _stride != 0) return;
        }

        _places.Add(place);
    }
}

/// <summary>
/// The event files of one run, read as they grow: curves in bounded memory, and where histograms and pictures stand. A resumed run voids what
/// earlier files say of the steps that it repeats; then all is read anew with these limits known.
/// </summary>
internal sealed class EventFolder(string folder)
{
    /// <summary>Curves, and as many histograms; a run of ours has under a hundred.</summary>
    private const int MostTags = 1000;

    private const int MostHistograms = 128, MostPictures = 256, MostFiles = 1000, MostRestarts = 1000;

    /// <summary>What is read of a run's files: 40 million values. More is no training log, and would keep the server busy for minutes.</summary>
    private const long MostBytes = 2L << 30;

    private readonly List<LogFile> _files = [];
    private readonly List<(int File, long Offset, long Step)> _restarts = [];
    private readonly TagTable<Series> _scalars = new(MostTags, _ => new Series());
    private readonly TagTable<EventPlaces> _histograms = new(MostTags, _ => new EventPlaces(MostHistograms));
    private readonly TagTable<EventPlaces> _images = new(MostPictures, _ => new EventPlaces(1));
    private long _lastStep = -1;
    private long _read;
    private bool _mustReadAnew;

    /// <summary>What is wrong with the files; null if nothing is.</summary>
    public string? Error { get; private set; }

    public IEnumerable<string> Scalars => _scalars.All.Select(s => s.Tag);

    public IEnumerable<string> Histograms => _histograms.All.Select(h => h.Tag);

    /// <summary>The pictures, in the order of their names' first writing.</summary>
    public IEnumerable<(string Tag, EventPlace Place)> Images => _images.All.Select(i => (i.Tag, i.Value.Places[0]));

    /// <summary>The memory it holds, about.</summary>
    public long Bytes => 4096 + _scalars.All.Sum(s => s.Value.Bytes + 300) + _histograms.All.Sum(h => 24L * h.Value.Places.Count + 300) + 400L * _images.Count;

    public Series? Scalar(string tag) => _scalars.TryGet(tag, out var series) ? series : null;

    public IReadOnlyList<EventPlace> Histogram(string tag) => _histograms.TryGet(tag, out var places) ? places.Places : [];

    /// <summary>Reads what was written since the last time.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; the next call goes on.</exception>
    public void Refresh(CancellationToken cancel)
    {
        if (Error is not null) return;
        try
        {
            FindFiles();
            ReadOn(cancel);
            while (_mustReadAnew)
            {
                _mustReadAnew = false;
                Forget();
                ReadOn(cancel);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DamagedEventsException)
        {
            Error = e.Message;
        }
    }

    /// <summary>The values of one curve between two steps, in at most so many buckets.</summary>
    public Bucket[] Range(string tag, long from, long to, int points, CancellationToken cancel)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(tag);
        var series = new Series(2 * points);
        for (var f = 0; f < _files.Count; f++)
        {
            var (file, index) = (_files[f], f);
            var start = file.OffsetOf(from);
            if (start >= file.Position) continue;
            var rises = !_restarts.Exists(r => r.File == index); // a run that went back to a checkpoint repeats steps in the same file
            try
            {
                EventRecords.Read(file.Path, start, (message, offset) =>
                {
                    if (offset >= file.Position) return false;
                    var value = EventMessage.Read(message);
                    if (value.Kind == EventKind.Scalar && value.Step >= from && value.Step <= to && value.Tag.SequenceEqual(name) && !IsVoid(index, offset, value.Step)) series.Add(value.Step, value.Scalar);
                    return !rises || value.Step <= to || value.Kind != EventKind.Scalar;
                }, cancel);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DamagedEventsException)
            {
                Error ??= e.Message;
            }
        }

        return series.Downsample(points);
    }

    /// <summary>Gives one message to a receiver.</summary>
    /// <exception cref="IOException">The file is gone, or cannot be read.</exception>
    /// <exception cref="DamagedEventsException">It is damaged by now.</exception>
    public void ReadAt(EventPlace place, EventRecords.Receiver receive) => EventRecords.Read(_files[place.File].Path, place.Offset - EventRecords.Head, (message, offset) =>
    {
        receive(message, offset);
        return false;
    });

    private void FindFiles()
    {
        foreach (var path in RunFiles.EventFilesIn(folder))
        {
            if (_files.Exists(f => f.Path == path)) continue;
            if (_files.Count == MostFiles) throw new DamagedEventsException($"there are more than {MostFiles} event files; the first {MostFiles} are shown.");
            _files.Add(new(path));
        }
    }

    private void ReadOn(CancellationToken cancel)
    {
        for (var f = 0; f < _files.Count; f++)
        {
            var (file, index) = (_files[f], f);
            if (RunFiles.LengthOf(file.Path) <= file.Position) continue;
            EventRecords.Read(file.Path, file.Position, (message, offset) => Take(file, index, message, offset), cancel);
        }
    }

    private bool Take(LogFile file, int index, ReadOnlySpan<byte> message, long offset)
    {
        file.Position = offset + message.Length + EventRecords.Tail;
        _read += EventRecords.Head + message.Length + EventRecords.Tail;
        if (_read > MostBytes) throw new DamagedEventsException($"the event files hold more than {MostBytes >> 30} GiB; the first are shown.");
        var value = EventMessage.Read(message);
        switch (value.Kind)
        {
            case EventKind.Restart when !_restarts.Contains((index, offset, value.Step)):
                if (_restarts.Count == MostRestarts) throw new DamagedEventsException($"{Path.GetFileName(file.Path)}: the run was resumed more than {MostRestarts} times; what stands before is shown.");
                _restarts.Add((index, offset, value.Step));
                _mustReadAnew |= _lastStep >= value.Step;
                break;
            case EventKind.Scalar or EventKind.Histogram or EventKind.Image when !IsVoid(index, offset, value.Step):
                _lastStep = Math.Max(_lastStep, value.Step);
                if (value.Kind == EventKind.Scalar)
                {
                    file.Note(value.Step, offset - EventRecords.Head);
                    _scalars.Of(value.Tag)?.Add(value.Step, value.Scalar);
                }
                else
                {
                    (value.Kind == EventKind.Image ? _images : _histograms).Of(value.Tag)?.Add(new(value.Step, index, offset));
                }

                break;
        }

        return true;
    }

    /// <summary>Whether a later session repeats the step.</summary>
    private bool IsVoid(int file, long offset, long step)
    {
        foreach (var restart in _restarts)
            if (step >= restart.Step && (restart.File > file || restart.File == file && restart.Offset > offset)) return true;
        return false;
    }

    private void Forget()
    {
        _scalars.Clear();
        _histograms.Clear();
        _images.Clear();
        (_lastStep, _read) = (-1, 0);
        foreach (var file in _files) file.Forget();
    }

    /// <summary>One file: how far it was read, and marks of which step is where, so that a part of a long curve is found without reading what is before it.</summary>
    private sealed class LogFile(string path)
    {
        /// <summary>A piece of reading between two marks: a millisecond.</summary>
        private const long Spacing = 1 << 20;

        private readonly List<(long Step, long Offset)> _marks = [];

        public string Path { get; } = path;

        /// <summary>Where the first record starts that was not read.</summary>
        public long Position { get; set; }

        /// <summary>Told of each value: its step and where its record starts.</summary>
        public void Note(long step, long offset)
        {
            // Only steps that rise are marked, so that all before a mark is below its step (but for histograms' gradients, which are no curves).
            if (_marks.Count == 0 || offset - _marks[^1].Offset >= Spacing && step > _marks[^1].Step) _marks.Add((step, offset));
        }

        /// <summary>A place before every value of the step and of later ones.</summary>
        public long OffsetOf(long step)
        {
            var mark = _marks.FindLastIndex(m => m.Step < step);
            return mark < 0 ? 0 : _marks[mark].Offset;
        }

        public void Forget()
        {
            Position = 0;
            _marks.Clear();
        }
    }
}
