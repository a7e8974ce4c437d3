using Descent.Cli;

namespace Descent.Tests;

/// <summary>Runs the command in this process, with files in a folder of the test's own.</summary>
internal sealed class CommandFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("descent-test-").FullName;

    /// <summary>The folder of the example run files, found from the test's own place in the repository.</summary>
    public static string Examples { get; } = FindExamples();

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        var path = Out(name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The path of a file or folder inside.</summary>
    public string Out(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Runs a command line; the folder's own path is cut from what it says.</summary>
    public CommandOutcome Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = DescentCommand.Run(args, output, error);
        return new CommandOutcome(code, Shorten(output), Shorten(error));
    }

    /// <summary>A quick run on the digits, whose folder is given back.</summary>
    public string Train(string name, params string[] more)
    {
        var outcome = Run(["train", "--out", Out(name), "--set", "training.epochs=2", "--set", "model.hidden=[16]", .. more]);
        Xunit.Assert.True(outcome.Code == 0, outcome.Error);
        return Out(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string Shorten(StringWriter writer) => writer.ToString().Replace(Path + System.IO.Path.DirectorySeparatorChar, "");

    private static string FindExamples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Descent.slnx"))) return System.IO.Path.Combine(folder.FullName, "examples");
        throw new DirectoryNotFoundException("The repository's root, with Descent.slnx, is above the tests.");
    }
}

internal sealed record CommandOutcome(int Code, string Output, string Error);
