namespace Descent;

/// <summary>Data that cannot be used. The message names the file, where in it, what is wrong and what to change.</summary>
/// <param name="message">What is wrong and what to change.</param>
/// <param name="inner">What caused it.</param>
public sealed class DataException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The file; null if the data is not from one.</summary>
    public string? Path { get; init; }

    /// <summary>The line in the file, from 1; null if it is not about one.</summary>
    public int? Row { get; init; }

    /// <summary>The name of the column; null if it is not about one.</summary>
    public string? Column { get; init; }

    /// <summary>The index of the sample in its data set; null if it is not about one.</summary>
    public int? Sample { get; init; }
}
