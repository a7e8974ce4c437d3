namespace Descent;

/// <summary>A file that is not what it should be: damaged, cut short, of another format, or for another network.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong with it, and where.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class DataFormatException(string path, string reason, Exception? inner = null) : FormatException($"{path}: {reason}", inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong with it, and where.</summary>
    public string Reason { get; } = reason;
}
