namespace Descent.Cli;

/// <summary>Image files as people name them: files, folders and patterns.</summary>
internal static class ImagePaths
{
    private static readonly char[] s_wild = ['*', '?'];

    /// <summary>The files, each once, in the order of the arguments and then by name.</summary>
    /// <param name="arguments">Files; folders, of which all images are meant, those in folders inside included; patterns such as <c>photos/*.jpg</c>.</param>
    /// <exception cref="FileException">One of them leads to no image.</exception>
    public static IReadOnlyList<string> List(IReadOnlyList<string> arguments)
    {
        var found = new List<string>();
        foreach (var argument in arguments)
        {
            var files = Find(argument);
            if (files.Count == 0) throw new FileException($"{argument}: {Reason(argument)}");
            found.AddRange(files.Except(found, StringComparer.Ordinal));
        }

        return found;
    }

    private static List<string> Find(string argument)
    {
        if (File.Exists(argument)) return [argument];
        var (folder, pattern, depth) = Directory.Exists(argument)
            ? (argument, "*", SearchOption.AllDirectories)
            : (Path.GetDirectoryName(argument) is { Length: > 0 } parent ? parent : ".", Path.GetFileName(argument), SearchOption.TopDirectoryOnly);
        if (pattern.IndexOfAny(s_wild) < 0 || !Directory.Exists(folder)) return [];
        var endings = new ImageDecoder().Extensions;
        var files = Directory.EnumerateFiles(folder, pattern, depth).Where(f => endings.Contains(Path.GetExtension(f).ToLowerInvariant()));
        return [.. files.Select(f => folder == "." && !argument.StartsWith('.') ? Path.GetFileName(f) : f).Order(StringComparer.Ordinal)];
    }

    private static string Reason(string argument) => Directory.Exists(argument) ? $"there is no image in the folder; expected files that end with {string.Join(", ", new ImageDecoder().Extensions)}."
        : argument.IndexOfAny(s_wild) >= 0 ? "no image's name is like that."
        : "there is no such file or folder.";
}
