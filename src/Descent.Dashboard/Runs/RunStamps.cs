namespace Descent.Dashboard;

/// <summary>When a run's files changed, as cheaply as it can be known: their times and lengths.</summary>
/// <param name="Started">When the run's folder was begun; null if it holds no file of a run.</param>
/// <param name="Changed">When a file last changed.</param>
/// <param name="Signature">Another number whenever any of them changes, is added or goes.</param>
internal readonly record struct RunStamps(DateTime? Started, DateTime Changed, int Signature)
{
    private static readonly string[] s_files =
        [RunFiles.Configuration, RunFiles.History, RunFiles.Result, RunFiles.Process, RunFiles.Validation, RunFiles.Best];

    /// <summary>Looks at a folder. What cannot be read counts as not there: reading it says why.</summary>
    public static RunStamps Of(string folder)
    {
        DateTime? started = null;
        var changed = DateTime.MinValue;
        var signature = new HashCode();
        try
        {
            foreach (var file in s_files.Select(name => Path.Combine(folder, name)).Concat(RunFiles.EventFilesIn(folder)))
            {
                var info = new FileInfo(file);
                if (!info.Exists) continue;
                signature.Add(info.Name);
                signature.Add(info.Length);
                signature.Add(info.LastWriteTimeUtc);
                if (info.LastWriteTimeUtc > changed) changed = info.LastWriteTimeUtc;

                // A resumed run writes its configuration anew; the first of its event files may be older.
                var made = info.CreationTimeUtc < info.LastWriteTimeUtc ? info.CreationTimeUtc : info.LastWriteTimeUtc;
                if (started is null || made < started) started = made;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            signature.Add(e.GetType());
        }

        return new(started, changed, signature.ToHashCode());
    }
}
