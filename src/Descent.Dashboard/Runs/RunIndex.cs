namespace Descent.Dashboard;

/// <summary>
/// The runs below a folder, and what changed since when. Links are not followed, so nothing outside of it is ever read; a folder that cannot be read
/// is one run's error and no more.
/// </summary>
/// <param name="root">The folder of runs, or of one run.</param>
internal sealed class RunIndex(string root)
{
    /// <summary>How deep runs are looked for: runs/sweep/variant/run.</summary>
    private const int Depth = 3;

    /// <summary>Runs that are shown: ten times what a page can list with sense.</summary>
    private const int MostRuns = 10_000;

    /// <summary>Folders that are looked at for runs.</summary>
    private const int MostFolders = 20_000;

    /// <summary>How often the folders are looked at, at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>How often new runs are looked for, once there are so many that this takes time.</summary>
    private static readonly TimeSpan s_findInterval = TimeSpan.FromSeconds(1);

    private const int Many = 200;

    private static readonly EnumerationOptions s_noLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = true };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RunEntry> _byFolder = [];
    private readonly Dictionary<string, RunEntry> _byId = [];
    private readonly List<(long Version, string Id)> _gone = [];
    private DateTime _refreshed, _found;

    /// <summary>Grows whenever a run changes.</summary>
    public long Version { get; private set; }

    /// <summary>The runs, by name, and the version that they are of.</summary>
    public (long Version, IReadOnlyList<RunEntry> Runs) Snapshot()
    {
        lock (_lock) return (Version, [.. _byId.Values.OrderBy(r => r.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The run that a request names; null if there is none.</summary>
    public RunEntry? Find(string id)
    {
        lock (_lock) return _byId.GetValueOrDefault(id);
    }

    /// <summary>The runs that changed after a version, came or went.</summary>
    public (long Version, IReadOnlyList<string> Ids) ChangedSince(long version)
    {
        lock (_lock) return (Version, [.. _byId.Values.Where(r => r.Version > version).Select(r => r.Id), .. _gone.Where(g => g.Version > version).Select(g => g.Id).Distinct()]);
    }

    /// <summary>Looks at the folders, unless that was just done.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            var now = DateTime.UtcNow;
            if (now - _refreshed < Interval && now >= _refreshed) return;
            if (_byFolder.Count < Many || now - _found >= s_findInterval || now < _found)
            {
                FindRuns();
                _found = now;
            }

            var hasChanged = false;
            foreach (var run in _byFolder.Values)
            {
                if (!run.Look(now)) continue;
                run.Version = Version + 1;
                hasChanged = true;
            }

            if (hasChanged) Version++;
            _refreshed = DateTime.UtcNow;
        }
    }

    private void FindRuns()
    {
        var found = new HashSet<string>();
        var left = MostFolders;
        Find(root, 0);
        foreach (var folder in found)
        {
            if (_byFolder.ContainsKey(folder)) continue;
            var run = new RunEntry(root, folder);
            if (!_byId.TryAdd(run.Id, run)) continue; // two names with one hash: 1 in 10¹² folders
            _byFolder.Add(folder, run);
        }

        foreach (var run in _byFolder.Values.Where(r => !found.Contains(r.Folder)).ToList())
        {
            _byFolder.Remove(run.Folder);
            _byId.Remove(run.Id);
            _gone.Add((++Version, run.Id));
            if (_gone.Count > MostRuns) _gone.RemoveRange(0, MostRuns / 2);
        }

        void Find(string folder, int depth)
        {
            if (found.Count >= MostRuns || left-- <= 0) return;
            if (_byFolder.ContainsKey(folder) ? Directory.Exists(folder) : RunEntry.IsRun(folder)) found.Add(folder);
            else if (depth < Depth)
                foreach (var inner in InnerFolders(folder)) Find(inner, depth + 1);
        }
    }

    private static IEnumerable<string> InnerFolders(string folder)
    {
        try
        {
            return Directory.EnumerateDirectories(folder, "*", s_noLinks).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it went while it was looked at
        }
    }
}
