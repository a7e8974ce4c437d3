using System.Security.Cryptography;
using System.Text;

namespace Descent.Dashboard;

/// <summary>One run of the index.</summary>
internal sealed class RunEntry(string root, string folder)
{
    /// <summary>A finished run is looked at again so seldom: somebody may go on with it.</summary>
    private static readonly TimeSpan s_seldom = TimeSpan.FromSeconds(3);

    private RunStamps _stamps;
    private DateTime _looked;

    /// <summary>Where it is. No request ever names it.</summary>
    public string Folder { get; } = folder;

    /// <summary>The folder as the user knows it: from the folder of runs on.</summary>
    public string Name { get; } = folder == root ? Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) : Path.GetRelativePath(root, folder);

    /// <summary>What requests name it by: the same after the server restarts, and nothing can be made of it.</summary>
    public string Id { get; init; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, folder))).AsSpan(0, 6));

    public RunSummary Summary { get; private set; } = new();

    /// <summary>The index's version when it last changed.</summary>
    public long Version { get; set; }

    /// <summary>Whether the folder holds what a run writes.</summary>
    public static bool IsRun(string folder)
    {
        foreach (var file in new[] { RunFiles.Configuration, RunFiles.Result, RunFiles.History })
            if (File.Exists(Path.Combine(folder, file))) return true;
        try
        {
            return RunFiles.EventFilesIn(folder).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Looks whether anything changed, at most as often as it is worth; true if so.</summary>
    public bool Look(DateTime now)
    {
        var isDue = now - _looked >= s_seldom;
        var isRunning = Summary.State == RunState.Running;
        if (!isDue && !isRunning) return false;
        var stamps = RunStamps.Of(Folder);
        if (stamps == _stamps && !(isDue && isRunning) && _looked != default) return false; // one that runs may die without a sign
        var summary = RunReader.Read(Folder, stamps, now);
        var isChanged = _looked == default || stamps != _stamps || summary.State != Summary.State;
        (_looked, _stamps, Summary) = (now, stamps, summary);
        return isChanged;
    }
}
