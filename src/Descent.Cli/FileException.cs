namespace Descent.Cli;

/// <summary>A file of ours is missing or not what it should be: exit code 3.</summary>
internal sealed class FileException(string message) : Exception(message);
