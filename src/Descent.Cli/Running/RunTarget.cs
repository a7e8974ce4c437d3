using System.CommandLine;

namespace Descent.Cli;

/// <summary>What <c>descent train</c> is to do: a new run, or one that goes on in its folder; from the command line.</summary>
/// <param name="Config">What the run is made from.</param>
/// <param name="Folder">Its folder; null for a fresh one under runs/.</param>
/// <param name="Resumes">Whether it goes on there, if something is there.</param>
internal sealed record RunTarget(RunConfig Config, string? Folder, bool Resumes)
{
    private const string Out = "--out", Resume = "--resume";

    public static void AddTo(Command command)
    {
        command.Add(new Option<string?>(Out) { HelpName = "folder", Description = "The new folder for the run; by default runs/<name>, with a number added if that exists" });
        command.Add(new Option<string?>(Resume)
        {
            HelpName = "run",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Go on with the run in this folder, or in --out, from its newest checkpoint; if it is finished, report it",
        });
    }

    /// <exception cref="ConfigurationException">The arguments do not fit each other, or the configuration is wrong.</exception>
    /// <exception cref="FileException">There is no run to go on with.</exception>
    public static RunTarget From(ParseResult parsed)
    {
        var outPath = parsed.GetValue<string?>(Out);
        if (parsed.GetResult(Resume) is null)
        {
            RunFolder.Check(outPath);
            return new RunTarget(RunFileArguments.Load(parsed), outPath, Resumes: false);
        }

        if (parsed.GetValue<string?>(Resume) is { } run) return OfFolder(parsed, run, outPath);
        if (string.IsNullOrEmpty(outPath)) throw new ConfigurationException("--resume: which run? Name its folder, as in --resume runs/digits, or give it with --out.");
        if (Directory.Exists(outPath) && !File.Exists(Path.Combine(outPath, RunFolder.ConfigurationFile)) && Directory.EnumerateFileSystemEntries(outPath).Any())
            throw new FileException($"--out {outPath}: it holds no {RunFolder.ConfigurationFile}, so it is not the folder of a run; name one, or a new folder.");
        return new RunTarget(RunFileArguments.Load(parsed), outPath, Resumes: true);
    }

    private static RunTarget OfFolder(ParseResult parsed, string run, string? outPath)
    {
        if (outPath is not null) throw new ConfigurationException($"--resume {run}, --out {outPath}: both name the run's folder; give it once.");
        if (RunFileArguments.FileOf(parsed) is { } file)
            throw new ConfigurationException($"{file}, --resume {run}: the run's folder has its own {RunFolder.ConfigurationFile}; leave {file} out, or give the folder with --out and --resume alone.");
        var configuration = Path.Combine(run, RunFolder.ConfigurationFile);
        if (!Directory.Exists(run)) throw new FileException($"--resume {run}: there is no such folder; expected the folder of a run, such as runs/digits.");
        if (!File.Exists(configuration) || new FileInfo(configuration).Length == 0)
            throw new FileException($"--resume {run}: it holds no {RunFolder.ConfigurationFile}, so no run was started there; train a run file with --out {run} --resume.");
        return new RunTarget(RunConfig.Load(configuration, RunFileArguments.SettingsOf(parsed)), run, Resumes: true);
    }
}
