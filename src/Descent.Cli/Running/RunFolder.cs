using System.Security.Cryptography;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>The folder that holds what a run leaves behind.</summary>
internal sealed class RunFolder
{
    public const string ConfigurationFile = RunFiles.Configuration;
    public const string HistoryFile = RunFiles.History;
    public const string BestFile = RunFiles.Best;
    public const string LastFile = "last.safetensors";
    public const string ResultFile = RunFiles.Result;
    public const string EncodingFile = "preprocessing.json";
    public const string ReportFile = "report.html";
    public const string CheckpointFolder = "checkpoints";
    public const string EventsFolder = RunFiles.EventsFolder;

    /// <summary>Names the process that trains, while it does.</summary>
    public const string ProcessFile = RunFiles.Process;

    /// <summary>How the network does on the validation part, for the dashboard.</summary>
    public const string ValidationFile = RunFiles.Validation;

    private RunFolder(string path) => Path = path;

    /// <summary>The folder as people should read it: relative if it was given so.</summary>
    public string Path { get; }

    /// <summary>The folder as a command line names it.</summary>
    public string InCommand => Path.Any(c => char.IsWhiteSpace(c) || c == '\'') ? $"'{Path.Replace("'", "'\\''")}'" : Path;

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Refuses, before anything is run, a folder that could not be made.</summary>
    /// <exception cref="ConfigurationException">The folder exists.</exception>
    public static void Check(string? given)
    {
        if (given is null) return;
        if (given.Length == 0) throw new ConfigurationException("--out: an empty path was given; expected the path of a new folder.");
        if (Directory.Exists(given) || File.Exists(given))
            throw new ConfigurationException($"--out {given}: it exists; name a new folder, leave --out out for a fresh one under runs/, or go on with the run in it: --resume.");
    }

    /// <summary>Makes the folder, with the configuration in it: the one given, or runs/name, runs/name-2, …, the first that is free.</summary>
    public static RunFolder Create(string? given, string name, string configuration)
    {
        for (var number = 1; ; number++)
        {
            var path = given ?? System.IO.Path.Combine("runs", number == 1 ? name : $"{name}-{number}");
            Check(given);
            if (given is null && (Directory.Exists(path) || File.Exists(path))) continue;
            Directory.CreateDirectory(path);
            try
            {
                // Two runs may choose the same name at the same moment: whoever makes the file has the folder.
                new FileStream(System.IO.Path.Combine(path, ConfigurationFile), FileMode.CreateNew).Dispose();
                return Reopen(path, configuration);
            }
            catch (IOException) when (given is null && File.Exists(System.IO.Path.Combine(path, ConfigurationFile)))
            {
            }
        }
    }

    /// <summary>Opens the folder of a run that goes on, or makes it; one without a configuration gets this one.</summary>
    public static RunFolder Reopen(string path, string configuration)
    {
        Directory.CreateDirectory(path);
        var folder = new RunFolder(path);
        if (new FileInfo(folder.PathOf(ConfigurationFile)) is not { Exists: true, Length: > 0 }) folder.WriteText(ConfigurationFile, configuration);
        return folder;
    }

    /// <summary>Opens the folder of a run that was trained.</summary>
    /// <exception cref="FileException">It is no run's folder.</exception>
    public static RunFolder Open(string path)
    {
        if (!Directory.Exists(path)) throw new FileException($"{path}: there is no such folder; expected the folder of a run, such as runs/digits.");
        foreach (var file in new[] { ConfigurationFile, BestFile, EncodingFile })
            if (!File.Exists(System.IO.Path.Combine(path, file))) throw new FileException($"{path}: it holds no {file}, so it is not the folder of a finished run.");
        return new RunFolder(path);
    }

    /// <summary>How the run reads samples, as it was fitted on its training part.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public RunEncoding ReadEncoding() => RunEncoding.FromJson(File.ReadAllText(PathOf(EncodingFile)));

    /// <summary>Writes a file so that whatever happens, the old one or the new one is there.</summary>
    public void WriteText(string file, string text) => AtomicFile.Write(PathOf(file), text);

    /// <summary>The SHA-256 of a file's bytes, in hexadecimal.</summary>
    public string HashOf(string file)
    {
        using var stream = File.OpenRead(PathOf(file));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
