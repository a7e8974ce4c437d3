namespace Descent;

/// <summary>A checkpoint that cannot be written, or a run that cannot be resumed; the message says which file, why and what to do.</summary>
/// <param name="message">What, why, what to do.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class CheckpointException(string message, Exception? inner = null) : IOException(message, inner);
